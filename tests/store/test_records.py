"""What is stored comes back as it was, in both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from resfria_bot.core.types import (
    Answer,
    ConvertedBy,
    Cursor,
    Kind,
    Outcome,
    Place,
    QuestionStatus,
    State,
    Window,
)
from resfria_bot.store import cases, conversions, mailboxes, meetings, questions, runs
from resfria_bot.store.database import Database
from tests.store.samples import ALICE, BOB, NOW, case, conversion, meeting, question

WINDOW = Window(start=NOW, end=NOW + timedelta(days=67))


@pytest.fixture
def tx(database: Database) -> Iterator[Connection]:
    """A transaction with Alice and Bob and one flagged case."""
    with database.transaction() as connection:
        mailboxes.sync_people(connection, [ALICE, BOB], NOW)
        cases.save(connection, case(), NOW)
        yield connection


def test_a_case_comes_back_as_it_was_in_every_field(tx: Connection) -> None:
    full = case(
        "c9",
        place=Place("Någonstans"),
        is_series=False,
        state=State.CONVERTED,
        state_reason="answered_yes",
        asked_at=NOW,
        answered_at=NOW,
        answer=Answer.ONLINE,
        converted_at=NOW,
        converted_by=ConvertedBy.BOT,
        kind=Kind.ONLINE,
        system="teams",
        refused_at=NOW,
    )
    cases.save(tx, full, NOW)
    assert cases.get(tx, "c9") == full


def test_the_history_of_a_case_has_each_state_once(tx: Connection) -> None:
    cases.save(tx, case(travellers=4), NOW)
    cases.save(tx, case(state=State.ASKED, state_reason="asked"), NOW + timedelta(hours=1))
    states = [state for state, _, _ in cases.history(tx, "c1")]
    assert states == [State.FLAGGED, State.ASKED]


def test_a_meeting_comes_back_with_its_saving_and_trips(tx: Connection) -> None:
    meetings.save(tx, meeting())
    assert meetings.of_case(tx, "c1") == [meeting()]


def test_a_meeting_without_honest_estimate_has_no_saving(tx: Connection) -> None:
    meetings.save(tx, meeting(saving=None, place=None))
    assert meetings.of_case(tx, "c1")[0].saving is None


def test_a_meeting_that_was_counted_as_held_stays_so_when_it_is_read_again(tx: Connection) -> None:
    cases.save(tx, case(state=State.CONVERTED, converted_at=NOW), NOW)
    meetings.save(tx, meeting())
    later = NOW + timedelta(weeks=2)
    meetings.mark_held(tx, "c1-1", later)
    meetings.save(tx, meeting())
    assert meetings.ended(tx, later) == []


def test_only_meetings_after_the_conversion_are_held(tx: Connection) -> None:
    cases.save(tx, case(state=State.CONVERTED, converted_at=NOW + timedelta(days=10)), NOW)
    meetings.save(tx, meeting(1))
    meetings.save(tx, meeting(2))
    assert [m.id for m in meetings.ended(tx, NOW + timedelta(weeks=5))] == ["c1-2"]


def test_coming_meetings_leave_out_cancelled_ones_and_dead_cases(tx: Connection) -> None:
    cases.save(tx, case("c2", state=State.WITHDRAWN), NOW)
    for each in (meeting(1), meeting(2), meeting(1, "c2")):
        meetings.save(tx, each)
    meetings.cancel(tx, "c1-2")
    assert [m.id for m in meetings.coming(tx, ALICE.address, NOW)] == ["c1-1"]


def test_a_question_goes_from_intent_to_answer(tx: Connection) -> None:
    questions.save(tx, question())
    assert questions.open_questions(tx) == [question()]
    sent = question(status=QuestionStatus.SENT, event_id="e", ical_uid="u", sent_at=NOW)
    questions.save(tx, sent)
    assert questions.by_ical_uid(tx, "u") == sent
    assert questions.sent_since(tx, NOW - timedelta(days=7)) == [sent]
    assert questions.count_sent_to(tx, ALICE.address) == 1
    questions.record_answer(tx, sent.transaction_id, Answer.ON_SITE, NOW, NOW)
    questions.save(tx, replace(sent, status=QuestionStatus.ANSWERED, answer=Answer.ON_SITE, answered_at=NOW))
    assert questions.open_questions(tx) == []
    assert [q.transaction_id for q in questions.with_answer(tx, Answer.ON_SITE)] == [sent.transaction_id]


def test_a_change_of_mind_is_kept_in_the_history_of_answers(tx: Connection) -> None:
    questions.save(tx, question())
    for answer in (Answer.ON_SITE, Answer.ONLINE):
        questions.record_answer(tx, question().transaction_id, answer, NOW, NOW)
    history = questions.answer_history(tx, question().transaction_id)
    assert [answer for answer, _ in history] == [Answer.ON_SITE, Answer.ONLINE]


def test_an_intent_that_came_to_nothing_is_forgotten(tx: Connection) -> None:
    questions.save(tx, question())
    questions.forget(tx, question().transaction_id)
    assert questions.of_case(tx, "c1") == []


def test_no_question_has_an_empty_ical_uid(tx: Connection) -> None:
    questions.save(tx, question())
    assert questions.by_ical_uid(tx, "") is None


def test_a_refused_conversion_waits_to_be_told(tx: Connection) -> None:
    conversions.save(tx, conversion())
    assert conversions.untold(tx) == []
    refused = replace(conversion(), outcome=Outcome.REFUSED, finished_at=NOW)
    conversions.save(tx, refused)
    assert conversions.untold(tx) == [refused]
    conversions.save(tx, replace(refused, told_at=NOW))
    assert conversions.untold(tx) == []


def test_those_who_leave_are_marked_and_lose_the_mark_when_they_return(tx: Connection) -> None:
    mailboxes.sync_people(tx, [ALICE], NOW)
    left = mailboxes.get(tx, BOB.address)
    assert left is not None
    assert left.left_at == NOW
    mailboxes.sync_people(tx, [ALICE, BOB], NOW)
    back = mailboxes.get(tx, BOB.address)
    assert back is not None
    assert back.left_at is None


def test_a_new_department_is_taken_over(tx: Connection) -> None:
    moved = replace(ALICE, department="Kultur")
    mailboxes.sync_people(tx, [moved, BOB], NOW)
    found = mailboxes.get(tx, ALICE.address)
    assert found is not None
    assert found.person == moved


def test_a_good_read_ends_the_pause_after_failures(tx: Connection) -> None:
    mailboxes.park(tx, ALICE.address, NOW + timedelta(hours=1), "trouble")
    mailboxes.park(tx, ALICE.address, NOW + timedelta(hours=2), "trouble")
    parked = mailboxes.get(tx, ALICE.address)
    assert parked is not None
    assert (parked.failure_count, parked.last_error) == (2, "trouble")
    cursor = Cursor(mailbox=ALICE.address, delta_link="https://graph/delta", window=WINDOW)
    mailboxes.save_cursor(tx, cursor, NOW)
    read = mailboxes.get(tx, ALICE.address)
    assert read is not None
    assert (read.failure_count, read.parked_until, read.cursor) == (0, None, cursor)


def test_an_answer_breaks_the_row_of_ignored_questions(tx: Connection) -> None:
    mailboxes.count_ignored(tx, ALICE.address)
    mailboxes.pause(tx, ALICE.address, NOW + timedelta(weeks=2))
    mailboxes.reset_ignored(tx, ALICE.address)
    found = mailboxes.get(tx, ALICE.address)
    assert found is not None
    assert (found.ignored_count, found.paused_until) == (0, None)


def test_stop_asking_holds_until_it_is_turned_on_again(tx: Connection) -> None:
    mailboxes.stop(tx, ALICE.address, NOW)
    mailboxes.sync_people(tx, [ALICE, BOB], NOW)
    stopped = mailboxes.get(tx, ALICE.address)
    assert stopped is not None
    assert stopped.stopped_at == NOW
    mailboxes.resume(tx, ALICE.address)
    resumed = mailboxes.get(tx, ALICE.address)
    assert resumed is not None
    assert resumed.stopped_at is None


def test_the_last_run_comes_with_its_report(tx: Connection) -> None:
    runs.finish(tx, runs.begin(tx, NOW), {"requests": 7}, NOW)
    runs.begin(tx, NOW + timedelta(hours=1))
    unfinished, finished = runs.last(tx, 2)
    assert unfinished["finished_at"] is None
    assert finished["report"] == {"requests": 7}
