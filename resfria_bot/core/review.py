"""What becomes of a question that waits: taken back, counted as ignored, or left to wait."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from resfria_bot.core.nudges import NudgePolicy, leaves, passed
from resfria_bot.core.steps import Ignored, Why, Withdraw
from resfria_bot.core.types import Case, Mailbox, Question, QuestionKind, QuestionStatus, State
from resfria_bot.core.workdays import add_working_days

#: Reasons of a case that are told when its question is taken back; any other is `NO_LONGER_NEEDED`.
_TOLD = (
    Why.TOO_LATE,
    Why.PASSED,
    Why.OPTED_OUT,
    Why.LEFT,
    Why.CANCELLED,
    Why.MOVED,
    Why.RESCHEDULED,
    Why.NO_LONGER_SUITABLE,
)
#: An unanswered question is taken back this many working days before its meeting: then people are on their way.
LAST_CALL_WORKING_DAYS = 1
#: Working days after which silence is taken as an answer of its own.
SILENCE_WORKING_DAYS = 5


def question_due(
    question: Question,
    case: Case,
    now: datetime,
    policy: NudgePolicy,
    mailbox: Mailbox | None = None,
    starts: Collection[datetime] | None = None,
) -> Withdraw | Ignored | None:
    """What becomes of an open question: taken back, counted as ignored, or left to wait (None).

    Silence counts from the question's own time, which for somebody away lies after their return. A question that is
    taken back is nobody's fault and is not counted as ignored; nor is one that only follows somebody's own yes.
    `mailbox` is the asked person's, `starts` those of the case's meetings that are not cancelled, when known.
    """
    if question.status not in (QuestionStatus.INTENDED, QuestionStatus.SENT):
        return None
    gone = leaves(mailbox)
    if gone:
        return Withdraw(case, gone)
    is_silent = question.status is QuestionStatus.SENT and _is_silent(question, now, policy)
    if question.kind is not QuestionKind.MEETING:
        return Withdraw(case, Why.NO_LONGER_NEEDED) if is_silent else None
    if is_silent and case.state is State.ASKED:
        return Ignored(case)
    why = _taken_back(case, now, policy)
    if why is None and case.state is State.ASKED and not _holds(question, case, now, policy, starts):
        why = Why.RESCHEDULED
    return Withdraw(case, why) if why else None


def _taken_back(case: Case, now: datetime, policy: NudgePolicy) -> Why | None:
    """Why an open question no longer makes sense, if so."""
    if case.state is State.WITHDRAWN:
        return next((why for why in _TOLD if why == case.state_reason), Why.NO_LONGER_NEEDED)
    if case.state is State.CONVERTED:
        return Why.BECAME_ONLINE
    last = case.last_end if case.is_series else case.next_start
    if now > add_working_days(last, -LAST_CALL_WORKING_DAYS, policy.time_zone):
        return passed(case, now) or Why.TOO_LATE
    return None


def _holds(
    question: Question, case: Case, now: datetime, policy: NudgePolicy, starts: Collection[datetime] | None
) -> bool:
    """Does the question still speak of the place and the time that the meeting has?"""
    place = case.place.name if case.place else ""
    if question.place and place and question.place != place:
        return False
    said = question.meeting_start
    if said is None or starts is None or said <= now or said in starts:
        return True
    # One meeting of a series that moves or goes says nothing of the others at the same time of the week.
    return case.is_series and any(_time_of_week(s, policy) == _time_of_week(said, policy) for s in starts if s > now)


def _time_of_week(moment: datetime, policy: NudgePolicy) -> tuple[int, int, int]:
    local = moment.astimezone(ZoneInfo(policy.time_zone))
    return local.weekday(), local.hour, local.minute


def _is_silent(question: Question, now: datetime, policy: NudgePolicy) -> bool:
    since = max(question.end, question.sent_at or question.end)
    return now >= add_working_days(since, SILENCE_WORKING_DAYS, policy.time_zone)
