"""The world of the loop, and what the daemon logs in it."""

from tests.flow.conftest import world
from tests.test_log import Lines, lines, restored

__all__ = ["Lines", "lines", "restored", "world"]
