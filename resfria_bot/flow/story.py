"""The whole story of a case, from the database alone: why it was flagged, what happened, and what it waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from resfria_bot.core import nudges, review
from resfria_bot.core.explanations import reason_in_words
from resfria_bot.core.nudges import NudgePolicy
from resfria_bot.core.rollout import Rollout
from resfria_bot.core.steps import Why
from resfria_bot.core.types import (
    Answer,
    Case,
    Conversion,
    LedgerEntry,
    Mailbox,
    Question,
    QuestionKind,
    QuestionStatus,
    State,
    Suggestion,
    Window,
)
from resfria_bot.core.workdays import add_working_days
from resfria_bot.store import cases, conversions, ledger, mailboxes, meetings, questions

WEEK = timedelta(days=7)
_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a case waits for, and until when where that is known."""

    text: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Everything that is known of a case. Answers are by the `transactionId` of their question."""

    case: Case
    states: list[tuple[State, str, datetime]]
    questions: list[Question]
    answers: Mapping[str, list[tuple[Answer, datetime]]]
    conversion: Conversion | None
    entries: list[LedgerEntry]
    waiting: Waiting | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the settings say of waiting."""

    policy: NudgePolicy
    rollout: Rollout
    grace_minutes: int


def tell(tx: Connection, name: str, rules: Rules, now: datetime) -> Story | None:
    """The story of the case with this key, or whose meeting has this id, `iCalUId` or event id; None: there is none."""
    case = cases.find(tx, name)
    if case is None:
        return None
    asked = questions.of_case(tx, case.key)
    return Story(
        case=case,
        states=cases.history(tx, case.key),
        questions=asked,
        answers={q.transaction_id: list(questions.answer_history(tx, q.transaction_id)) for q in asked},
        conversion=conversions.get(tx, case.key),
        entries=_entries(tx, case),
        waiting=_waiting(tx, case, asked, rules, now),
    )


def _entries(tx: Connection, case: Case) -> list[LedgerEntry]:
    theirs = {meeting.id: meeting.start for meeting in meetings.of_case(tx, case.key)}
    if not theirs:
        return []
    window = Window(start=min(theirs.values()), end=max(theirs.values()) + _MOMENT)
    found = ledger.entries(tx, pseudonym=lambda _: "", window=window)
    return [entry for entry in found if entry.meeting_id in theirs]


def _waiting(tx: Connection, case: Case, asked: list[Question], rules: Rules, now: datetime) -> Waiting | None:
    match case.state:
        case State.FLAGGED | State.NO:
            return _for_its_turn(tx, case, rules, now)
        case State.ASKED:
            return _for_an_answer(case, asked, rules.policy)
        case State.YES | State.HYBRID:
            return _for_the_change(case, rules)
        case State.CONVERTED if case.last_end > now:
            return Waiting("It is online now, and counts when it has been held.", case.next_start)
        case _:
            return None


def _for_its_turn(tx: Connection, case: Case, rules: Rules, now: datetime) -> Waiting:
    why = case.state_reason
    if case.state is State.NO and why == Why.ANSWERED:
        why = Why.SAID_NO.value
    if why in ("", Why.FLAGGED_AGAIN, Why.RESCHEDULED):
        return Waiting("The next cycle decides whether its turn has come.")
    mailbox = mailboxes.get(tx, case.mailbox)
    until = _until(tx, case, mailbox, rules, now).get(why)
    return Waiting(reason_in_words(why), until)


def _until(
    tx: Connection, case: Case, mailbox: Mailbox | None, rules: Rules, now: datetime
) -> Mapping[str, datetime | None]:
    """When each kind of waiting is over, where that can be known."""
    recent = [q for q in questions.sent_since(tx, now - WEEK) if q.kind is QuestionKind.MEETING]
    theirs = [q.sent_at for q in recent if q.asked == case.mailbox and q.sent_at]
    starts = [phase.start for phase in rules.rollout.phases if phase.start > now.date()]
    return {
        Why.SETTLING: case.created_at + timedelta(minutes=rules.policy.settle_minutes) if case.created_at else None,
        Why.PERSON_BUDGET: min(theirs) + WEEK if theirs else None,
        Why.PAUSED: mailbox.paused_until if mailbox else None,
        Why.NEXT_TOO_NEAR: case.next_start,
        Why.NOT_IN_PHASE: datetime.combine(min(starts), datetime.min.time(), now.tzinfo) if starts else None,
    }


def _for_an_answer(case: Case, asked: list[Question], policy: NudgePolicy) -> Waiting:
    waiting = [q for q in asked if q.status is QuestionStatus.SENT and q.kind is QuestionKind.MEETING]
    if not waiting:
        return Waiting("The question got no answer: nothing is changed, and it is not asked again.")
    silence = add_working_days(waiting[-1].end, review.SILENCE_WORKING_DAYS, policy.time_zone)
    last = case.last_end if case.is_series else case.next_start
    last_call = add_working_days(last, -review.LAST_CALL_WORKING_DAYS, policy.time_zone)
    return Waiting("It waits for the answer; then the question is given up.", min(silence, last_call))


def _for_the_change(case: Case, rules: Rules) -> Waiting:
    if case.suggestion is Suggestion.ASK_WEBCAST:
        return Waiting("The person asks the host for a way to take part from a distance.")
    if case.refused_at is not None:
        return Waiting("The calendar refused the change, so it is left to the organiser.")
    if rules.rollout.furthest != "convert":
        return Waiting("It is left to the organiser to make the change.")
    until = case.answered_at + timedelta(minutes=rules.grace_minutes) if case.answered_at else None
    return Waiting("The change is made by the first cycle after the grace time.", until)


def deadline(story: Story, policy: NudgePolicy) -> datetime | None:
    """The last moment to ask about its next meeting, while it waits for its turn."""
    return nudges.deadline(story.case, policy) if story.case.state is State.FLAGGED else None
