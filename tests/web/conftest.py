"""The pages that are tried."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.web.house import House, standing


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The small tenant after one cycle, and nobody signed in."""
    with standing(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The same for a whole module."""
    with standing(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture
def calm(kept: House) -> House:
    """The same in a new browser, for tests that change neither its records nor its clock."""
    return replace(kept)
