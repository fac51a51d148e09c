"""Ask for a webcast: on a yes, the ready message to the host among the person's own drafts. Nothing is ever sent."""

from datetime import datetime

from resfria_bot.core import answers
from resfria_bot.core.types import Answer, Case, Person, State, Suggestion
from resfria_bot.errors import NotFound, ResfriaError, Withheld
from resfria_bot.flow import words
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import cases, drafts, mailboxes, meetings


def put_drafts(desk: Desk, now: datetime, report: Report) -> None:
    """One for each person who has said, for as long as the grace time, that they will ask the host."""
    if not (desk.bot.webcast_drafts and desk.bot.converts):
        return
    with desk.database.transaction() as tx:
        due = [
            (case, mailbox.person)
            for case in cases.in_states(tx, (State.YES,))
            if _is_due(desk, case, now) and not drafts.is_finished(tx, case.key)
            if (mailbox := mailboxes.get(tx, case.mailbox)) is not None and mailbox.stopped_at is None
        ]
    for case, person in due:
        try:
            _put(desk, case, person, now)
        except Withheld as error:
            report.would.append(str(error))
        except ResfriaError as error:
            report.note(f"No draft was put in a mailbox; the letter holds the same message: {error}.")


def _is_due(desk: Desk, case: Case, now: datetime) -> bool:
    if case.suggestion is not Suggestion.ASK_WEBCAST or case.answer is not Answer.ONLINE or case.answered_at is None:
        return False
    return answers.settled(case.answered_at, now, desk.bot.grace_minutes)


def _put(desk: Desk, case: Case, person: Person, now: datetime) -> None:
    """Intent, effect, outcome. Graph would take a message twice, so what a crash left is looked for first."""
    with desk.database.transaction() as tx:
        was_intended = drafts.was_intended(tx, case.key)
        coming = [m for m in meetings.of_case(tx, case.key) if m.start > now and not m.cancelled]
    if not coming:
        return
    if not (was_intended and desk.drafts.find(case.mailbox, case.key)):
        try:
            event = desk.calendars.event(case.mailbox, coming[0].event_id)
        except NotFound:
            return
        with desk.database.transaction() as tx:
            drafts.intend(tx, case.key, now)
        subject, text = words.webcast_draft(desk, case, event, person, now)
        desk.drafts.put(case.mailbox, case.key, event.organiser.address, subject, text)
    with desk.database.transaction() as tx:
        drafts.finish(tx, case.key, now)
