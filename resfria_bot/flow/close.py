"""End what is over: cases whose meetings have passed, and questions that no longer make sense."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from resfria_bot.core import nudges, review
from resfria_bot.core.steps import Ignored, Why, Withdraw
from resfria_bot.core.types import Case, Mailbox, Question, QuestionKind, QuestionStatus, State
from resfria_bot.errors import ResfriaError, Withheld
from resfria_bot.flow import words
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import cases, mailboxes, meetings, questions

#: States that end with the meeting. A no and a held-out case stay in the record as what they are.
_PASSING = (State.FLAGGED, State.ASKED, State.YES, State.HYBRID)
OPEN = (QuestionStatus.INTENDED, QuestionStatus.SENT)


def close(desk: Desk, now: datetime, report: Report) -> None:
    """Review the questions that still wait, and end the cases whose last meeting has passed."""
    with desk.database.transaction() as tx:
        sent = [q for q in questions.open_questions(tx) if q.status is QuestionStatus.SENT]
        waiting = [(q, cases.get(tx, q.case_key), mailboxes.get(tx, q.asked), _starts(tx, q.case_key)) for q in sent]
    for question, case, mailbox, starts in waiting:
        if case is None:
            continue
        step = review.question_due(question, case, now, desk.nudges, mailbox, starts)
        if isinstance(step, Withdraw):
            _take_back(desk, question, step, mailbox, now, report)
        elif isinstance(step, Ignored):
            _count_ignored(desk, question, mailbox, now)
    with desk.database.transaction() as tx:
        for case in cases.over(tx, (*_PASSING, State.CONVERTED), now):
            # A series that was converted stays so: its meetings are counted one by one.
            if not (case.is_series and case.state is State.CONVERTED):
                cases.save(tx, _over(case), now)
        # A meeting that moved is asked about anew, when the question that speaks of what was is taken back.
        for case in cases.given_up(tx, Why.RESCHEDULED):
            is_open = any(q.status in OPEN for q in questions.of_case(tx, case.key))
            if not is_open and any(start > now for start in _starts(tx, case.key)):
                cases.save(tx, replace(case, state=State.FLAGGED, state_reason=Why.FLAGGED_AGAIN.value), now)


def _starts(tx: Connection, case_key: str) -> frozenset[datetime]:
    return frozenset(m.start for m in meetings.of_case(tx, case_key) if not m.cancelled)


def _over(case: Case) -> Case:
    if case.state is not State.CONVERTED:
        return replace(case, state=State.WITHDRAWN, state_reason=Why.PASSED.value)
    return replace(case, state=State.HELD, state_reason=Why.HELD.value)


def _take_back(
    desk: Desk, question: Question, step: Withdraw, mailbox: Mailbox | None, now: datetime, report: Report
) -> None:
    if mailbox is None:
        return
    try:
        comment = words.withdrawal(desk, step.why, mailbox.person)
        desk.calendars.withdraw(desk.bot.mailbox, question.event_id, comment)
    except Withheld as error:
        report.would.append(str(error))
        return
    except ResfriaError as error:
        report.fail(desk.bot.mailbox, error)
        return
    report.nudges["withdrawn"] += question.kind is QuestionKind.MEETING
    with desk.database.transaction() as tx:
        questions.save(tx, replace(question, status=QuestionStatus.WITHDRAWN))
        if step.case.state is State.ASKED:
            cases.save(tx, replace(step.case, state=State.WITHDRAWN, state_reason=step.why.value), now)


def _count_ignored(desk: Desk, question: Question, mailbox: Mailbox | None, now: datetime) -> None:
    with desk.database.transaction() as tx:
        questions.save(tx, replace(question, status=QuestionStatus.IGNORED))
        if mailbox is not None and not _has_asked_for_quiet(mailbox, now):
            mailboxes.count_ignored(tx, question.asked)
            pauses = (mailbox.paused_until, nudges.pause_until(mailbox.ignored_count + 1, now, desk.nudges))
            # A pause that the person chose is not shortened.
            mailboxes.pause(tx, question.asked, max((until for until in pauses if until), default=None))


def _has_asked_for_quiet(mailbox: Mailbox, now: datetime) -> bool:
    """Is this a pause that the person chose? Then their silence is what they said, and not another ignored question."""
    return mailbox.ignored_count == 0 and mailbox.paused_until is not None and mailbox.paused_until > now
