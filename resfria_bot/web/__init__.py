"""The pages, and what is told to whoever watches the program."""
