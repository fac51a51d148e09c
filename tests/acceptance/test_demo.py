"""Two weeks of the sandbox municipality, looked at as a whole."""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from resfria_bot import demo
from resfria_bot.core.nudges import TRANSITIONS
from resfria_bot.core.types import Question, QuestionKind, State
from resfria_bot.core.workdays import is_workday
from resfria_bot.store import cases, mailboxes, questions
from resfria_bot.store.database import Database, open_database


@pytest.fixture(scope="module")
def summary() -> demo.Summary:
    """What came of two weeks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo, "WEEKS", 2)
        return demo.play(lambda _: None)


@pytest.fixture
def database(summary: demo.Summary) -> Iterator[Database]:
    """Its database."""
    opened = open_database(f"sqlite:///{summary.folder / 'resfria.db'}")
    yield opened
    opened.close()


@pytest.fixture
def asked(database: Database) -> list[Question]:
    """Every question about a meeting; what follows somebody's own yes is no nudge, and has limits of its own."""
    with database.transaction() as tx:
        return [q for q in questions.sent_since(tx, demo.FIRST_DAY) if q.kind is QuestionKind.MEETING]


def test_people_are_asked_and_meetings_converted_without_a_failure(summary: demo.Summary) -> None:
    counts = summary.counts
    assert counts["mailboxes"] > 200
    assert counts["asked"] > 20
    assert counts["answered"] > 10
    assert counts["online"] + counts["hybrid"] > 5
    assert counts["failures"] == 0


def test_every_case_lived_by_the_table_of_transitions(database: Database) -> None:
    with database.transaction() as tx:
        histories = [cases.history(tx, case.key) for case in cases.in_states(tx, tuple(State))]
    steps = {(a, b) for told in histories for (a, _, _), (b, _, _) in itertools.pairwise(told)}
    assert steps
    assert [(a, b) for a, b in sorted(steps) if b not in TRANSITIONS[a]] == []


def test_nobody_is_asked_twice_in_a_week(asked: list[Question]) -> None:
    by_person = defaultdict(list)
    for question in asked:
        assert question.sent_at is not None
        by_person[question.asked].append(question.sent_at)
    gaps = [b - a for times in by_person.values() for a, b in zip(sorted(times), sorted(times)[1:], strict=False)]
    assert all(gap >= timedelta(days=7) for gap in gaps)


def test_no_case_is_asked_about_twice(asked: list[Question]) -> None:
    assert len({question.case_key for question in asked}) == len(asked)


def test_who_writes_stopp_gets_nothing_more(database: Database) -> None:
    with database.transaction() as tx:
        stopped = {m.person.address: m.stopped_at for m in mailboxes.all_mailboxes(tx) if m.stopped_at}
        sent = questions.sent_since(tx, demo.FIRST_DAY)
        still_open = questions.open_questions(tx)
    assert stopped
    assert [q for q in sent if q.asked in stopped and q.sent_at and q.sent_at > stopped[q.asked]] == []
    assert [q for q in still_open if q.asked in stopped] == []


def test_a_first_yes_is_followed_by_an_offer_to_try_once(database: Database) -> None:
    with database.transaction() as tx:
        offers = [q for q in questions.sent_since(tx, demo.FIRST_DAY) if q.kind is QuestionKind.TRIAL]
    assert len(offers) > 5
    assert len({q.asked for q in offers}) == len(offers)


def test_every_question_lies_in_working_hours_on_a_working_day(asked: list[Question]) -> None:
    local = [question.start.astimezone(ZoneInfo("Europe/Stockholm")) for question in asked]
    assert [moment for moment in local if not is_workday(moment.date()) or not 6 <= moment.hour < 18] == []


def test_the_ledger_lies_where_the_summary_says(summary: demo.Summary) -> None:
    assert len(Path(summary.ledger_path).read_text("utf-8").splitlines()) == len(summary.entries) > 0
