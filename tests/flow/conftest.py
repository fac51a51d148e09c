"""The world in which the loop is tested."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flow.world import World, small_tenant


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A small tenant and a program that has never run."""
    with small_tenant(tmp_path) as made:
        yield made
