"""Killed at every commit and every write, and at random moments: everything is asked and recorded exactly once."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from resfria_bot.core.types import Answer, ConvertedBy, State
from resfria_bot.store import ledger
from resfria_bot.store.database import open_database
from tests.flow.world import MONDAY
from tests.trust.crowd import Crowd, crowd

SIZE = 300
#: Of all commits and writes, beside those that kill because they are where they are.
SHARE = 0.001
ANSWERS = ("accepted", "accepted", "tentativelyAccepted", "declined", "")


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_program_that_is_killed_everywhere_asks_once_and_records_once(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'resfria.db'}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    with crowd(tmp_path, url, SIZE) as people:
        people.cycle(MONDAY, share=SHARE)
        assert people.sent() == Counter(people.organisers)
        replied = MONDAY + timedelta(minutes=30)
        given = {person: ANSWERS[n % len(ANSWERS)] for n, person in enumerate(people.organisers)}
        for person, response in given.items():
            if response:
                people.answer(person, response, replied)
        people.cycle(MONDAY + timedelta(hours=1), share=SHARE)
        people.cycle(MONDAY + timedelta(hours=2), share=SHARE)
        assert people.sent() == Counter(people.organisers)
        changed = [person for person, response in given.items() if response in ("accepted", "tentativelyAccepted")]
        assert people.patches() == Counter(changed)
        assert _recorded(url) == _expected(given)
        _assert_that_it_died(people)


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
    assert len(entries) == SIZE
    return {entry.organiser: (entry.state, entry.answer, entry.converted_by) for entry in entries}


def _assert_that_it_died(people: Crowd) -> None:
    """The test would prove nothing if the program had lived."""
    points = set(people.deaths.read_text("utf-8").splitlines())
    for part in ("flow/ask.py", "flow/settle.py", "flow/scan.py", "graph/calendars.py"):
        assert any(part in point for point in points), f"nobody died in {part}"
    assert people.lives > len(points)
