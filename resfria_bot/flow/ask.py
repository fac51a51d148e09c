"""Ask those whose turn it is: the intent is committed, the invitation sent, the outcome committed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from resfria_bot.core import nudges, workdays
from resfria_bot.core.cases import question_transaction_id
from resfria_bot.core.types import (
    Address,
    Answer,
    Case,
    Event,
    Invitation,
    Mailbox,
    MailboxSettings,
    Question,
    QuestionStatus,
    State,
)
from resfria_bot.errors import NotFound, ResfriaError, Withheld
from resfria_bot.flow import words
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import cases, mailboxes, meetings, questions

#: Length of a question in the calendar.
SLOT = timedelta(minutes=15)
#: A slot further off means that the person is not at work now: the question waits, as a mail at night would disturb.
AT_WORK = timedelta(hours=1)


def reconcile(desk: Desk, now: datetime, report: Report) -> None:
    """Settle intents left by a crash: a question that did go out is recorded, one that did not is forgotten."""
    with desk.database.transaction() as tx:
        intended = [q for q in questions.open_questions(tx) if q.status is QuestionStatus.INTENDED]
    for question in intended:
        try:
            sent = desk.calendars.find_invited(desk.bot.mailbox, question.transaction_id, question.start, question.end)
        except ResfriaError as error:
            report.fail(desk.bot.mailbox, error)
            continue
        if sent is not None:
            _record_sent(desk, question, sent, min(sent.created_at or now, now), report)
            continue
        with desk.database.transaction() as tx:
            questions.forget(tx, question.transaction_id)


def ask(desk: Desk, now: datetime, report: Report) -> None:
    """Give every waiting case its step of this cycle, and send the questions that are due."""
    with desk.database.transaction() as tx:
        candidates = list(_candidates(tx, now))
    people = {c.case.key: c.mailbox for c in candidates}
    due = []
    for step in nudges.plan(candidates, now, desk.nudges):
        if isinstance(step, nudges.Ask):
            due.append(step.case)
            continue
        report.waiting[_reason(step)] += 1
        with desk.database.transaction() as tx:
            cases.save(tx, _after(step), now)
    settings = dict(desk.people.settings({case.mailbox for case in due}))
    for case in due:
        try:
            _ask(desk, case, people[case.key], settings[case.mailbox], now, report)
        except Withheld as error:
            report.would.append(str(error))
        except ResfriaError as error:
            report.fail(case.mailbox, error)


def _candidates(tx: Connection, now: datetime) -> Iterator[nudges.Candidate]:
    waiting = cases.in_states(tx, (State.FLAGGED, State.NO))
    people = {m.person.address: m for m in mailboxes.all_mailboxes(tx)}
    still_open = Counter(q.asked for q in questions.open_questions(tx))
    recent = questions.sent_since(tx, now - timedelta(days=7))
    week = Counter(q.asked for q in recent)
    departments = Counter(people[q.asked].person.department for q in recent if q.asked in people)
    noes = questions.with_answer(tx, Answer.ON_SITE)
    for case in waiting:
        if case.mailbox not in people:
            continue
        yield nudges.Candidate(
            case=case,
            mailbox=people[case.mailbox],
            open_count=still_open[case.mailbox],
            week_count=week[case.mailbox],
            department_week_count=departments[case.department],
            noes=tuple(
                nudges.No(case_key=q.case_key, place=q.place, travellers=q.travellers)
                for q in noes
                if q.asked == case.mailbox
            ),
        )


def _reason(step: nudges.HoldOut | nudges.Wait | nudges.Withdraw) -> str:
    """The reason of a step; for a question that never fitted before its meeting, what it waited for in vain too."""
    if isinstance(step, nudges.Withdraw) and step.waited_for:
        return f"{step.why}_after_{step.waited_for}"
    return step.why.value


def _after(step: nudges.HoldOut | nudges.Wait | nudges.Withdraw) -> Case:
    if isinstance(step, nudges.HoldOut):
        return replace(step.case, state=State.HELD_OUT, state_reason=step.why.value)
    if isinstance(step, nudges.Withdraw):
        return replace(step.case, state=State.WITHDRAWN, state_reason=step.why.value)
    return replace(step.case, state_reason=step.why.value)


@dataclass(frozen=True, slots=True)
class _Moment:
    """The meeting as it stands now, and when its question goes into the calendar."""

    event: Event
    slot: datetime
    settings: MailboxSettings
    round_number: int
    is_first: bool


def _ask(
    desk: Desk, case: Case, mailbox: Mailbox, settings: MailboxSettings | Exception, now: datetime, report: Report
) -> None:
    if isinstance(settings, Exception):
        raise settings
    moment = _moment(desk, case, settings, now, report)
    if moment is None:
        return
    text = words.question(desk, case, moment.event, mailbox.person, settings, now, moment.is_first)
    question = Question(
        transaction_id=question_transaction_id(case.key, moment.round_number),
        case_key=case.key,
        asked=case.mailbox,
        start=moment.slot,
        end=moment.slot + SLOT,
        place=case.place.name if case.place else "",
        travellers=case.travellers,
    )
    with desk.database.transaction() as tx:
        questions.save(tx, question)
    invitation = Invitation(
        transaction_id=question.transaction_id,
        subject=text.subject,
        body_html=text.html,
        start=question.start,
        end=question.end,
        time_zone=settings.working_hours.time_zone,
        attendee=Address(case.mailbox, mailbox.person.name),
    )
    try:
        sent = desk.calendars.invite(desk.bot.mailbox, invitation)
    except Withheld:
        with desk.database.transaction() as tx:
            questions.forget(tx, question.transaction_id)
        raise
    _record_sent(desk, question, sent, now, report)


def _moment(desk: Desk, case: Case, settings: MailboxSettings, now: datetime, report: Report) -> _Moment | None:
    """The facts of asking right now, or None (counted with its reason) when now is not the time."""
    slot = workdays.next_working_moment(now, settings.working_hours, settings)
    if slot is None or slot - now > AT_WORK:
        report.waiting["not_at_work"] += 1
        return None
    with desk.database.transaction() as tx:
        coming = [m for m in meetings.of_case(tx, case.key) if m.start >= case.next_start and not m.cancelled]
        earlier = [q for q in questions.of_case(tx, case.key) if q.status is not QuestionStatus.INTENDED]
        is_first = questions.count_sent_to(tx, case.mailbox) == 0
    event = _live(desk, case, coming[0].event_id if coming else case.event_id)
    if event is None or not desk.judge.assess(event, now).flag:
        report.waiting["changed_meanwhile"] += 1
        return None
    return _Moment(event, slot, settings, len(earlier), is_first)


def _live(desk: Desk, case: Case, event_id: str) -> Event | None:
    """The meeting read anew: its words are not stored, and it may have changed since it was flagged."""
    try:
        return desk.calendars.event(case.mailbox, event_id)
    except NotFound:
        return None


def _record_sent(desk: Desk, question: Question, sent: Event, now: datetime, report: Report) -> None:
    report.nudges["sent"] += 1
    with desk.database.transaction() as tx:
        case = cases.get(tx, question.case_key)
        questions.save(
            tx,
            replace(question, status=QuestionStatus.SENT, event_id=sent.id, ical_uid=sent.ical_uid, sent_at=now),
        )
        if case is not None and case.state in (State.FLAGGED, State.NO):
            cases.save(tx, replace(case, state=State.ASKED, state_reason="asked", asked_at=case.asked_at or now), now)
