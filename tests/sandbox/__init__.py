"""Tests of the sandbox, through HTTP as a stranger would use it."""
