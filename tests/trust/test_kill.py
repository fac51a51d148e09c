"""Killed at every commit and every write, and at random moments: everything is asked and recorded exactly once."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from resfria_bot.core.types import Answer, ConvertedBy, State
from resfria_bot.store import ledger
from resfria_bot.store.database import open_database
from tests.flow.world import MONDAY
from tests.trust.crowd import Crowd, crowd

#: How many organisers are asked: a few where each point of the program kills once, many where moments are random.
FEW, MANY = 20, 300
#: Of all commits and writes of the many.
SHARE = 0.001
ANSWERS = ("accepted", "accepted", "tentativelyAccepted", "declined", "")


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'resfria.db'}"
    found: str = request.getfixturevalue("postgres_url")
    return found


def test_a_program_that_dies_at_every_point_asks_once_and_records_once(url: str, tmp_path: Path) -> None:
    with crowd(tmp_path, url, FEW) as people:
        _live_through(people, url, at_each_point=True)
        points = set(people.deaths.read_text("utf-8").splitlines())
        assert people.lives == len(points) + CYCLES
    for part in ("flow/ask.py", "flow/settle.py", "flow/scan.py", "graph/calendars.py"):
        for moment in ("before", "after"):
            assert any(point.startswith(moment) and part in point for point in points), f"nobody died {moment} {part}"


def test_a_program_that_dies_at_any_moment_of_much_work_asks_once_and_records_once(url: str, tmp_path: Path) -> None:
    with crowd(tmp_path, url, MANY) as people:
        _live_through(people, url, share=SHARE)
        assert people.lives > CYCLES, "nobody died: the test has shown nothing"


#: How many cycles the story has.
CYCLES = 3


def _live_through(people: Crowd, url: str, **death: Any) -> None:
    """Everybody is asked, answers or not, and what was answered is carried out; then it must all be there once."""
    people.cycle(MONDAY, **death)
    assert people.sent() == Counter(people.organisers)
    given = {person: ANSWERS[n % len(ANSWERS)] for n, person in enumerate(people.organisers)}
    for person, response in given.items():
        if response:
            people.answer(person, response, MONDAY + timedelta(minutes=30))
    people.cycle(MONDAY + timedelta(hours=1), **death)
    people.cycle(MONDAY + timedelta(hours=2), **death)
    assert people.sent() == Counter(people.organisers)
    changed = [person for person, response in given.items() if response in ("accepted", "tentativelyAccepted")]
    assert people.patches() == Counter(changed)
    assert _recorded(url) == _expected(given)


def _expected(given: dict[str, str]) -> dict[str, tuple[State, Answer | None, ConvertedBy | None]]:
    outcomes: dict[str, tuple[State, Answer | None, ConvertedBy | None]] = {
        "accepted": (State.CONVERTED, Answer.ONLINE, ConvertedBy.BOT),
        "tentativelyAccepted": (State.CONVERTED, Answer.HYBRID, ConvertedBy.BOT),
        "declined": (State.NO, Answer.ON_SITE, None),
        "": (State.ASKED, None, None),
    }
    return {person: outcomes[response] for person, response in given.items()}


def _recorded(url: str) -> dict[str, tuple[State, Answer | None, ConvertedBy | None]]:
    database = open_database(url)
    try:
        with database.transaction() as tx:
            entries = list(ledger.entries(tx, pseudonym=None))
    finally:
        database.close()
    return {entry.organiser: (entry.state, entry.answer, entry.converted_by) for entry in entries}
