"""What becomes of a question that waits."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from resfria_bot.core.nudges import (
    Why,
    Withdraw,
)
from resfria_bot.core.review import question_due
from resfria_bot.core.steps import Ignored
from resfria_bot.core.types import (
    Question,
    QuestionKind,
    QuestionStatus,
    State,
)
from tests.core.candidates import NOW, POLICY, STOCKHOLM, case, mailbox

SENT_AT = datetime(2026, 1, 7, 9, tzinfo=STOCKHOLM)


def question(**changes: Any) -> Question:
    """Sent a week before NOW, for a slot the same morning."""
    facts: dict[str, Any] = {
        "transaction_id": "t",
        "case_key": "case",
        "asked": "anna@k.example",
        "start": SENT_AT + timedelta(minutes=15),
        "end": SENT_AT + timedelta(minutes=30),
        "status": QuestionStatus.SENT,
        "sent_at": SENT_AT,
    }
    return Question(**(facts | changes))


ASKED = case(state=State.ASKED)


def test_a_fresh_question_is_left_to_wait() -> None:
    assert question_due(question(), ASKED, SENT_AT + timedelta(days=1), POLICY) is None


def test_five_working_days_of_silence_are_an_answer() -> None:
    silent_at = datetime(2026, 1, 14, 9, 30, tzinfo=STOCKHOLM)
    assert question_due(question(), ASKED, silent_at - timedelta(seconds=1), POLICY) is None
    assert question_due(question(), ASKED, silent_at, POLICY) == Ignored(ASKED)


def test_silence_counts_from_the_return_of_somebody_away() -> None:
    back = datetime(2026, 1, 13, 8, tzinfo=STOCKHOLM)
    late = question(start=back, end=back + timedelta(minutes=15))
    assert question_due(late, ASKED, NOW, POLICY) is None


def test_a_question_that_may_not_have_been_sent_is_not_ignored() -> None:
    intended = question(status=QuestionStatus.INTENDED, sent_at=None)
    assert question_due(intended, ASKED, NOW + timedelta(days=1), POLICY) is None


def test_a_question_is_taken_back_the_working_day_before_its_meeting() -> None:
    soon = case(state=State.ASKED, next_start=datetime(2026, 1, 12, 10, tzinfo=STOCKHOLM))
    friday = datetime(2026, 1, 9, 10, tzinfo=STOCKHOLM)
    assert question_due(question(), soon, friday, POLICY) is None
    assert question_due(question(), soon, friday + timedelta(seconds=1), POLICY) == Withdraw(soon, Why.TOO_LATE)


def test_a_question_about_a_meeting_that_has_begun_is_taken_back() -> None:
    begun = case(state=State.ASKED, next_start=SENT_AT + timedelta(days=2))
    assert question_due(question(), begun, SENT_AT + timedelta(days=2), POLICY) == Withdraw(begun, Why.PASSED)


def test_a_question_about_a_series_stands_when_only_its_next_meeting_is_near() -> None:
    series = case(state=State.ASKED, is_series=True, next_start=NOW, last_end=NOW + timedelta(days=60))
    assert question_due(question(), series, SENT_AT + timedelta(days=1), POLICY) is None


@pytest.mark.parametrize("reason", ["cancelled", "moved", "no_longer_suitable", "too_late", "passed"])
def test_a_question_whose_case_was_withdrawn_is_taken_back_for_the_same_reason(reason: str) -> None:
    withdrawn = case(state=State.WITHDRAWN, state_reason=reason)
    assert question_due(question(), withdrawn, SENT_AT, POLICY) == Withdraw(withdrawn, Why(reason))


def test_a_case_withdrawn_for_a_reason_of_its_own_takes_the_question_along() -> None:
    withdrawn = case(state=State.WITHDRAWN, state_reason="erased")
    assert question_due(question(), withdrawn, SENT_AT, POLICY) == Withdraw(withdrawn, Why.NO_LONGER_NEEDED)


def test_a_question_whose_meeting_became_online_is_taken_back() -> None:
    converted = case(state=State.CONVERTED)
    assert question_due(question(), converted, NOW, POLICY) == Withdraw(converted, Why.BECAME_ONLINE)


def test_a_question_to_somebody_who_said_stop_or_left_is_taken_back() -> None:
    stopped, left = mailbox(stopped_at=NOW), mailbox(left_at=NOW)
    assert question_due(question(), ASKED, NOW, POLICY, stopped) == Withdraw(ASKED, Why.OPTED_OUT)
    assert question_due(question(), ASKED, NOW, POLICY, left) == Withdraw(ASKED, Why.LEFT)


def test_a_question_that_follows_a_yes_is_never_counted_as_ignored() -> None:
    trial = question(kind=QuestionKind.TRIAL)
    converted = case(state=State.CONVERTED)
    silent_at = SENT_AT + timedelta(days=8)
    assert question_due(trial, converted, SENT_AT + timedelta(days=1), POLICY) is None
    assert question_due(trial, converted, silent_at, POLICY) == Withdraw(converted, Why.NO_LONGER_NEEDED)
    assert question_due(trial, ASKED, silent_at, POLICY) == Withdraw(ASKED, Why.NO_LONGER_NEEDED)


@pytest.mark.parametrize("status", ["answered", "withdrawn", "ignored"])
def test_a_question_that_is_closed_is_left_alone(status: str) -> None:
    closed = question(status=QuestionStatus(status))
    assert question_due(closed, case(state=State.WITHDRAWN), NOW + timedelta(days=99), POLICY) is None
