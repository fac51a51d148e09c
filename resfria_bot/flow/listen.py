"""Hear the answers: from the bot's copy of a question, or from the asked person's own."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from resfria_bot.core import answers
from resfria_bot.core.types import Answer, Case, Event, HelpItem, Question, QuestionKind, QuestionStatus, State
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import cases, help_items, mailboxes, questions

#: States in which an answer, or a change of mind, still decides.
UNDECIDED = frozenset({State.ASKED, State.YES, State.HYBRID, State.NO})
_STATES = {Answer.ONLINE: State.YES, Answer.HYBRID: State.HYBRID, Answer.ON_SITE: State.NO}


def is_question(desk: Desk, event: Event) -> bool:
    """Is this one of the bot's own questions, in whichever mailbox?"""
    return event.organiser.address == desk.bot.mailbox


def note_reply(tx: Connection, event: Event, now: datetime, report: Report) -> None:
    """Record what a question's event says of the answer, if it says anything new. The newest answer wins."""
    question = questions.by_ical_uid(tx, event.ical_uid)
    if question is None:
        return
    if question.kind is QuestionKind.MEETING and answers.is_by_another(event, question.asked):
        report.note("Somebody who was not asked has replied to a question that was sent on: that does not count.")
    reply = answers.read(event, question.asked)
    if reply is None:
        return
    answer, answered_at = reply
    if answer is question.answer or not answers.replaces(answered_at, question.answered_at):
        return
    record(tx, question, answer, answered_at or now, now, report)


def record(
    tx: Connection, question: Question, answer: Answer, answered_at: datetime, now: datetime, report: Report
) -> None:
    """Record an answer, however it came, and let the case take it."""
    questions.record_answer(tx, question.transaction_id, answer, answered_at, now)
    status = question.status if question.status is QuestionStatus.BOOKED else QuestionStatus.ANSWERED
    questions.save(tx, replace(question, status=status, answer=answer, answered_at=answered_at))
    mailboxes.reset_ignored(tx, question.asked)
    if question.kind is not QuestionKind.MEETING:
        if question.kind is QuestionKind.AFTERMATH and answer is Answer.ON_SITE:
            help_items.open_item(tx, HelpItem(case_key=question.case_key, address=question.asked, opened_at=now))
        return
    report.nudges["answered"] += question.answer is None
    case = cases.get(tx, question.case_key)
    if case is not None and case.state in UNDECIDED:
        # A reply stamped before its question left has a clock that cannot be trusted: grace runs from now.
        is_sound = question.sent_at is None or answered_at >= question.sent_at
        cases.save(tx, _answered(case, answer, answered_at if is_sound else now), now)


def _answered(case: Case, answer: Answer, answered_at: datetime) -> Case:
    return replace(case, state=_STATES[answer], state_reason="answered", answer=answer, answered_at=answered_at)
