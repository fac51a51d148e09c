"""After somebody's first yes: ten minutes with whoever helps, offered at a time when both are free, booked on a yes."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from resfria_bot.core.slots import STEP, first_free
from resfria_bot.core.steps import Why
from resfria_bot.core.types import (
    Address,
    Answer,
    Case,
    Event,
    Kind,
    Mailbox,
    MailboxSettings,
    Question,
    QuestionKind,
    QuestionStatus,
    State,
    Window,
)
from resfria_bot.errors import NotFound, ResfriaError, Withheld
from resfria_bot.flow import errand, words
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import cases, mailboxes, meetings, questions

LENGTH = timedelta(minutes=10)
#: How far ahead a time is looked for; a trial long before the meeting is forgotten again.
SEARCH = timedelta(days=14)


def offer(
    desk: Desk, case: Case, reader: words.Reader, helper: Address, helpers_settings: MailboxSettings, now: datetime
) -> errand.Errand | None:
    """The offer to send, or None when both are never free before the meeting."""
    with desk.database.transaction() as tx:
        coming = [m for m in meetings.of_case(tx, case.key) if m.start > now and not m.cancelled]
    if not coming:
        return None
    at = _time(desk, reader, helper, helpers_settings, min(coming[0].start, now + SEARCH), now)
    if at is None:
        return None
    event = desk.calendars.event(case.mailbox, coming[0].event_id)
    return errand.Errand(
        kind=QuestionKind.TRIAL,
        case_key=case.key,
        to=Address(case.mailbox, reader.person.name),
        text=words.trial(reader, case, event, helper, at),
        start=at,
        end=at + LENGTH,
        zone=reader.zone,
        meeting_start=event.start,
    )


def follow(desk: Desk, now: datetime, report: Report) -> None:
    """Book those that were accepted, and call off those that have no use any more."""
    living = (QuestionStatus.SENT, QuestionStatus.ANSWERED, QuestionStatus.BOOKED)
    with desk.database.transaction() as tx:
        offers = questions.of_kind(tx, QuestionKind.TRIAL, living)
        found = [(q, cases.get(tx, q.case_key), mailboxes.get(tx, q.asked)) for q in offers]
    for question, case, mailbox in found:
        if case is None or mailbox is None:
            continue
        why = _useless(question, case, mailbox, now)
        if why is not None:
            errand.take_back(desk, question, words.withdrawal(desk, why, mailbox.person), report)
        elif question.status is QuestionStatus.ANSWERED and question.answer is Answer.ONLINE and now < question.start:
            _book(desk, question, case, mailbox, report)


def _time(
    desk: Desk,
    reader: words.Reader,
    helper: Address,
    helpers_settings: MailboxSettings,
    until: datetime,
    now: datetime,
) -> datetime | None:
    """Not on the same day: who says yes has plans for that."""
    zone = ZoneInfo(reader.zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    window = Window(start=datetime.combine(tomorrow, time(), zone).astimezone(now.tzinfo), end=until)
    if window.end - window.start < STEP:
        return None
    both = (reader.person.address, helper.address)
    views = desk.schedules.views(desk.bot.mailbox, both, window, STEP // timedelta(minutes=1))
    if any(address not in views for address in both):
        return None
    return first_free(window, [views[address] for address in both], (reader.settings, helpers_settings))


def _useless(question: Question, case: Case, mailbox: Mailbox, now: datetime) -> Why | None:
    """Why an offer, or a booked meeting, is to be called off. A declined offer just lies there; nobody sees it."""
    if question.status is QuestionStatus.ANSWERED and question.answer is not Answer.ONLINE:
        return None
    if mailbox.stopped_at is not None:
        return Why.OPTED_OUT
    if question.end <= now:
        return Why.NO_LONGER_NEEDED if question.status is QuestionStatus.SENT else None
    is_declined = question.status is QuestionStatus.BOOKED and question.answer is Answer.ON_SITE
    return Why.NO_LONGER_NEEDED if is_declined or case.state is State.WITHDRAWN else None


def _book(desk: Desk, question: Question, case: Case, mailbox: Mailbox, report: Report) -> None:
    """The intent is the answer itself, and what a crash left is seen in the meeting: nobody is invited twice."""
    bot = desk.bot
    helper = desk.helper(question.sent_at or question.start, besides=question.asked)  # the one whom the offer named
    if helper is None:
        return
    try:
        meeting = desk.calendars.event(bot.mailbox, question.event_id)
        if helper.address not in {attendee.address for attendee in meeting.attendees}:
            _invite_helper(desk, question, case, mailbox, helper)
        if not meeting.is_online and desk.calendars.allows_teams(bot.mailbox):
            desk.calendars.make_online(meeting, Kind.HYBRID, bot.product)
    except NotFound:
        status = QuestionStatus.WITHDRAWN
    except Withheld as error:
        report.would.append(str(error))
        return
    except ResfriaError as error:
        report.fail(bot.mailbox, error)
        return
    else:
        status = QuestionStatus.BOOKED
    with desk.database.transaction() as tx:
        questions.save(tx, replace(question, status=status))


def _invite_helper(desk: Desk, question: Question, case: Case, mailbox: Mailbox, helper: Address) -> None:
    person = mailbox.person
    reader = words.Reader(desk, person, MailboxSettings())
    start = question.meeting_start or question.start
    about = Event(id="", mailbox=case.mailbox, start=start, end=start)
    text = words.trial_booked(reader, case, about, helper, question.start)
    guests = (Address(person.address, person.name), helper)
    desk.calendars.bring_together(desk.bot.mailbox, question.event_id, guests, text.subject, text.html)
