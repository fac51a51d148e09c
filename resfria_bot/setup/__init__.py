"""Setting up: the configuration to begin with, and the scripts that register the application with the least rights."""
