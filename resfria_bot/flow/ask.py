"""Ask those whose turn it is: the intent is committed, the invitation sent, the outcome committed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from resfria_bot.core import nudges
from resfria_bot.core.cases import question_transaction_id
from resfria_bot.core.types import (
    Address,
    Answer,
    Case,
    Event,
    Invitation,
    Question,
    QuestionKind,
    QuestionStatus,
    State,
    Suggestion,
)
from resfria_bot.errors import ResfriaError, Withheld
from resfria_bot.flow import feed, listen, words
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.occasion import Lookout, Occasion
from resfria_bot.flow.report import Report
from resfria_bot.flow.rooms import Finder
from resfria_bot.store import cases, mailboxes, questions

#: Length of a question in the calendar.
SLOT = timedelta(minutes=15)
#: A backup that is older than this is put back by nobody.
BACKUP_AGE = timedelta(days=35)
#: In which the questions to a person, and to a department, are counted.
WEEK = timedelta(days=7)


def reconcile(desk: Desk, now: datetime, report: Report) -> None:
    """Settle intents left by a crash: a question that did go out is recorded, one that did not is forgotten."""
    with desk.database.transaction() as tx:
        intended = [q for q in questions.open_questions(tx) if q.status is QuestionStatus.INTENDED]
    for question in intended:
        try:
            sent = _find(desk, question)
        except ResfriaError as error:
            report.fail(desk.bot.mailbox, error)
            continue
        if sent is not None:
            found = replace(question, start=sent.start, end=sent.end)
            _record_sent(desk, found, sent, min(sent.created_at or now, now), report)
            with desk.database.transaction() as tx:
                listen.note_reply(tx, sent, now, report)
            continue
        with desk.database.transaction() as tx:
            questions.forget(tx, question.transaction_id)


def _find(desk: Desk, question: Question) -> Event | None:
    """The question in the bot's calendar: in its slot, or where it was sent before the database was put back."""
    mailbox, name = desk.bot.mailbox, question.transaction_id
    return desk.calendars.find_invited(mailbox, name, question.start, question.end) or desk.calendars.find_invited(
        mailbox, name, question.start - BACKUP_AGE, question.end + SLOT
    )


def ask(desk: Desk, now: datetime, report: Report) -> None:
    """Give every waiting case its step of this cycle, and send the questions that are due."""
    with desk.database.transaction() as tx:
        candidates = list(_candidates(tx, desk, now))
    steps, occasions = _looked_at(desk, candidates, now, report)
    due = []
    with desk.database.transaction() as tx:
        for step in steps:
            if isinstance(step, nudges.Ask):
                due.append(step.case)
                continue
            report.waiting[_reason(step)] += 1
            after = _after(step)
            if after != step.case:
                cases.save(tx, after, now)
    finder = Finder(desk, report)
    if desk.most_asked is not None and len(due) > desk.most_asked:
        report.waiting["pace"] += len(due) - desk.most_asked
    for case in due[: desk.most_asked]:
        try:
            _ask(desk, case, occasions[case.key], finder, now, report)
        except Withheld as error:
            report.would.append(str(error))
            report.withheld.append(case)
        except ResfriaError as error:
            report.fail(case.mailbox, error)


def _looked_at(
    desk: Desk, candidates: list[nudges.Candidate], now: datetime, report: Report
) -> tuple[list[nudges.Step], dict[str, Occasion]]:
    """The plan, made anew until everything in it can be done.

    Only those whose turn it is are looked at more closely. Who then cannot be asked leaves their ration to the others.
    """
    lookout = Lookout(desk, now, report)
    occasions: dict[str, Occasion] = {}
    while True:
        steps = nudges.plan(candidates, now, desk.nudges)
        turns = [step.case for step in steps if isinstance(step, nudges.Ask) and step.case.key not in occasions]
        if not turns:
            return steps, occasions
        persons = {c.case.key: c.mailbox.person for c in candidates}
        found = lookout.look([(case, persons[case.key]) for case in turns])
        occasions |= {key: result for key, result in found.items() if isinstance(result, Occasion)}
        candidates = [
            _with_obstacle(c, found.get(c.case.key) or lookout.obstacles.get(c.case.mailbox)) for c in candidates
        ]


def _with_obstacle(candidate: nudges.Candidate, found: Occasion | nudges.Why | None) -> nudges.Candidate:
    return replace(candidate, obstacle=found) if isinstance(found, nudges.Why) else candidate


def _candidates(tx: Connection, desk: Desk, now: datetime) -> Iterator[nudges.Candidate]:
    waiting = cases.in_states(tx, (State.FLAGGED, State.NO))
    people = {m.person.address: m for m in mailboxes.all_mailboxes(tx)}
    still_open = Counter(q.asked for q in questions.open_questions(tx))
    recent = [q for q in questions.sent_since(tx, now - WEEK) if q.kind is QuestionKind.MEETING]
    week = Counter(q.asked for q in recent)
    departments = Counter(people[q.asked].person.department for q in recent if q.asked in people)
    noes = [q for q in questions.with_answer(tx, Answer.ON_SITE) if q.kind is QuestionKind.MEETING]
    asked_counts = questions.counts(tx)
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
            asked_count=asked_counts[case.key],
            takes_part=desk.pilot is None or case.mailbox in desk.pilot,
            obstacle=nudges.Why.UNREACHABLE if people[case.mailbox].absent_since else None,
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
        return replace(step.case, state=State.WITHDRAWN, state_reason=_reason(step))
    return replace(step.case, state_reason=step.why.value)


def _ask(desk: Desk, case: Case, occasion: Occasion, finder: Finder, now: datetime, report: Report) -> None:
    person, settings = occasion.person, occasion.settings
    with desk.database.transaction() as tx:
        is_first = questions.count_sent_to(tx, case.mailbox) == 0
        earlier = [q for q in questions.of_case(tx, case.key) if q.status is not QuestionStatus.INTENDED]
    room = finder.find(occasion.event) if case.suggestion is Suggestion.ONLINE else None
    question_id = question_transaction_id(case.key, sum(q.kind is QuestionKind.MEETING for q in earlier))
    text = words.question(desk, case, occasion.event, person, settings, now, is_first, room, question_id)
    question = Question(
        transaction_id=question_id,
        case_key=case.key,
        asked=case.mailbox,
        start=occasion.slot,
        end=occasion.slot + SLOT,
        place=case.place.name if case.place else "",
        travellers=case.travellers,
        meeting_start=occasion.event.start,
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
        attendee=Address(case.mailbox, person.name),
    )
    try:
        sent = desk.calendars.invite(desk.bot.mailbox, invitation)
    except Withheld:
        with desk.database.transaction() as tx:
            questions.forget(tx, question.transaction_id)
        raise
    _record_sent(desk, question, sent, now, report)
    nameless = words.question(desk, case, replace(occasion.event, subject=""), person, settings, now, is_first)
    feed.tell(desk, case.mailbox, nameless, report)


def _record_sent(desk: Desk, question: Question, sent: Event, now: datetime, report: Report) -> None:
    report.nudges["sent"] += question.kind is QuestionKind.MEETING
    with desk.database.transaction() as tx:
        case = cases.get(tx, question.case_key)
        questions.save(
            tx,
            replace(question, status=QuestionStatus.SENT, event_id=sent.id, ical_uid=sent.ical_uid, sent_at=now),
        )
        if question.kind is not QuestionKind.MEETING:
            return
        if case is not None and case.state in (State.FLAGGED, State.NO):
            cases.save(tx, replace(case, state=State.ASKED, state_reason="asked", asked_at=case.asked_at or now), now)
