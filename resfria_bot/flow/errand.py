"""An invitation that follows somebody's own yes: intent, effect, outcome, as for a question; sent once ever."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from resfria_bot.core.cases import errand_transaction_id
from resfria_bot.core.letter import Text
from resfria_bot.core.types import Address, Invitation, Mailbox, Question, QuestionKind, QuestionStatus
from resfria_bot.errors import ResfriaError, Withheld
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is sent to whom and when; `zone` (IANA) is the one that the invitation is written in."""

    kind: QuestionKind
    case_key: str
    to: Address
    text: Text
    start: datetime
    end: datetime
    zone: str
    meeting_start: datetime


def send(desk: Desk, errand: Errand, now: datetime, report: Report) -> None:
    """Send it. What a crash leaves of it is settled with the questions, by `ask.reconcile`."""
    question = Question(
        transaction_id=errand_transaction_id(errand.case_key, errand.kind),
        case_key=errand.case_key,
        asked=errand.to.address,
        start=errand.start,
        end=errand.end,
        kind=errand.kind,
        meeting_start=errand.meeting_start,
    )
    with desk.database.transaction() as tx:
        questions.save(tx, question)
    invitation = Invitation(
        transaction_id=question.transaction_id,
        subject=errand.text.subject,
        body_html=errand.text.html,
        start=errand.start,
        end=errand.end,
        time_zone=errand.zone,
        attendee=errand.to,
    )
    try:
        sent = desk.calendars.invite(desk.bot.mailbox, invitation)
    except Withheld as error:
        with desk.database.transaction() as tx:
            questions.forget(tx, question.transaction_id)
        report.would.append(str(error))
        return
    with desk.database.transaction() as tx:
        found = replace(question, event_id=sent.id, ical_uid=sent.ical_uid)
        questions.save(tx, replace(found, status=QuestionStatus.SENT, sent_at=now))


def take_back(desk: Desk, question: Question, comment: str, report: Report) -> None:
    """Call an invitation off that has no use any more."""
    try:
        desk.calendars.withdraw(desk.bot.mailbox, question.event_id, comment)
    except Withheld as error:
        report.would.append(str(error))
        return
    except ResfriaError as error:
        report.fail(desk.bot.mailbox, error)
        return
    with desk.database.transaction() as tx:
        questions.save(tx, replace(question, status=QuestionStatus.WITHDRAWN))


def may_disturb(tx: Connection, mailbox: Mailbox | None, now: datetime) -> bool:
    """May this person get something now? Not while a question waits, and never against their own word."""
    if mailbox is None or mailbox.stopped_at or mailbox.left_at or mailbox.absent_since:
        return False
    if mailbox.paused_until is not None and now < mailbox.paused_until:
        return False
    return all(question.asked != mailbox.person.address for question in questions.open_questions(tx))
