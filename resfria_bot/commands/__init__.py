"""The commands: each takes the parsed arguments and returns the exit code."""
