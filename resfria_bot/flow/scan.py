"""Read what changed in each mailbox and let the cases follow. One mailbox, one transaction, its cursor with it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from resfria_bot.core.types import Changes, Cursor, Event, Failure, Mailbox, Meeting, Person, Window
from resfria_bot.errors import Denied, NotFound, ResfriaError
from resfria_bot.flow import listen, subscriptions
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.intake import Intake
from resfria_bot.flow.report import Report
from resfria_bot.flow.subscriptions import Due
from resfria_bot.store import cases, mailboxes, meetings

#: Days read beyond the horizon, so that a window is rolled once a week and not every day.
SLACK_DAYS = 7
#: Days back that the bot's own mailbox is read: answers come late.
BOT_LOOKBACK_DAYS = 14
#: Fewer vanished meetings than this are never suspicious.
SUSPICIOUS_COUNT = 3
#: Pause after each failure in a row; the first is tried again in the next cycle.
PARK_MINUTES = (0, 15, 60, 240, 1440)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a cycle reads: the mailboxes that can be read, by address, and which of them are due."""

    members: Mapping[str, Person]
    readable: Mapping[str, Mailbox]
    due: Due


def scan(desk: Desk, members: Mapping[str, Person], now: datetime, report: Report) -> None:
    """Read every mailbox in the scope and the bot's own; failures are values, and the others go on."""
    plan = plan_reading(desk, members, now, report)
    read(desk, plan, plan.due.changed, now, report)
    finish_reading(desk, plan, now)


def plan_reading(desk: Desk, members: Mapping[str, Person], now: datetime, report: Report) -> Plan:
    """Choose what to read, and keep the subscriptions to changes alive."""
    with desk.database.transaction() as tx:
        known = [m for m in mailboxes.all_mailboxes(tx) if takes_part(m) and m.person.has_exchange]
    readable = [m for m in known if not _is_parked(m, now, report)]
    due = subscriptions.due(desk, readable, now, report)
    return Plan(members, {m.person.address: m for m in readable}, due)


def read(desk: Desk, plan: Plan, addresses: Collection[str], now: datetime, report: Report) -> None:
    """Read these mailboxes of the plan, which are due."""
    cursors = [_cursor(desk, m, now) for address, m in plan.readable.items() if address in addresses]
    for result in desk.calendars.changes(cursors):
        if isinstance(result, Failure):
            _park(desk, plan.readable[result.mailbox], result.error, now, report)
            continue
        mailbox = plan.readable[result.cursor.mailbox]
        try:
            _take_in(desk, mailbox, result, plan.members, now, report)
            subscriptions.note_read(desk, mailbox.person.address, plan.due.changed[mailbox.person.address])
        except ResfriaError as error:
            _park(desk, mailbox, error, now, report)


def finish_reading(desk: Desk, plan: Plan, now: datetime) -> None:
    """Everything in the plan has been read."""
    if plan.due.is_full:
        subscriptions.note_full_read(desk, now)


def takes_part(mailbox: Mailbox) -> bool:
    """Is this the mailbox of somebody in the scope as it is known, or the bot's own?"""
    return mailbox.left_at is None and mailbox.absent_since is None


def is_parked(mailbox: Mailbox, now: datetime) -> bool:
    """Is it left alone for a while, since it could not be read?"""
    return mailbox.parked_until is not None and mailbox.parked_until > now


def _is_parked(mailbox: Mailbox, now: datetime, report: Report) -> bool:
    if mailbox.parked_until is None or not is_parked(mailbox, now):
        return False
    report.mailboxes["failed"] += 1
    until = f"left alone until {mailbox.parked_until:%Y-%m-%d %H:%M} UTC"
    report.fail(mailbox.person.address, ResfriaError(f"{until}: {mailbox.last_error}"))
    return True


def _park(desk: Desk, mailbox: Mailbox, error: Exception, now: datetime, report: Report) -> None:
    minutes = PARK_MINUTES[min(mailbox.failure_count, len(PARK_MINUTES) - 1)]
    with desk.database.transaction() as tx:
        mailboxes.park(tx, mailbox.person.address, now + timedelta(minutes=minutes), str(error))
    report.mailboxes["out_of_scope" if isinstance(error, Denied) else "failed"] += 1
    report.fail(mailbox.person.address, error)


def _cursor(desk: Desk, mailbox: Mailbox, now: datetime) -> Cursor:
    """The stored cursor, or a fresh one when there is none or its window no longer reaches the horizon."""
    horizon = timedelta(days=desk.bot.horizon_days)
    stored = mailbox.cursor
    if stored and stored.delta_link and stored.window.end >= now + horizon:
        return stored
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    lookback = BOT_LOOKBACK_DAYS if mailbox.person.address == desk.bot.mailbox else 0
    window = Window(start=midnight - timedelta(days=lookback), end=midnight + horizon + timedelta(days=SLACK_DAYS))
    return Cursor(mailbox=mailbox.person.address, delta_link="", window=window)


def _take_in(
    desk: Desk, mailbox: Mailbox, changes: Changes, members: Mapping[str, Person], now: datetime, report: Report
) -> None:
    address = mailbox.person.address
    changes = _without_excluded(desk, changes)
    is_unchanged = not changes.events and not changes.removed
    report.mailboxes["read"] += 1
    report.mailboxes["unchanged"] += is_unchanged
    for problem in changes.problems:
        report.fail(address, ResfriaError(problem))
    if is_unchanged and not changes.is_full:
        with desk.database.transaction() as tx:
            mailboxes.save_cursor(tx, changes.cursor, now)
        return
    with desk.database.transaction() as tx:
        known = {m.event_id: m for m in meetings.coming(tx, address, now)}
    gone = _vanished(changes, known)
    if _is_suspicious(mailbox, gone, known):
        _doubt(desk, address, f"{len(gone)} of {len(known)} meetings", now, report)
        return
    found = tuple(_look_up(desk, address, gone))
    with desk.database.transaction() as tx:
        # Answers first: the cases that the meetings are held against must know of them.
        for event in changes.events:
            if listen.is_question(desk, event):
                listen.note_reply(tx, event, now, report)
        ledger = {case.key: case for case in cases.of_mailbox(tx, address)}
        intake = Intake(tx=tx, desk=desk, members=members, now=now, report=report, ledger=ledger)
        for event in (*changes.events, *found):
            if not listen.is_question(desk, event):
                intake.note(event)
        still_there = {event.id for event in found}
        intake.forget(m for m in gone if m.event_id not in still_there)
        intake.finish()
        mailboxes.save_cursor(tx, changes.cursor, now)


def _vanished(changes: Changes, known: Mapping[str, Meeting]) -> list[Meeting]:
    """Meetings we know of that were removed, or that a full read no longer has."""
    seen = {event.id for event in changes.events}
    if changes.is_full:
        return [m for m in known.values() if m.event_id not in seen and m.start < changes.cursor.window.end]
    return [known[event_id] for event_id in changes.removed if event_id in known and event_id not in seen]


def _is_suspicious(mailbox: Mailbox, gone: Sequence[Meeting], known: Mapping[str, Meeting]) -> bool:
    return mailbox.suspicious_since is None and len(gone) >= SUSPICIOUS_COUNT and 2 * len(gone) > len(known)


def _doubt(desk: Desk, address: str, what: str, now: datetime, report: Report) -> None:
    """A read that empties most of a mailbox closes nothing: the next cycle reads in full, and then it is believed."""
    with desk.database.transaction() as tx:
        mailboxes.doubt(tx, address, now)
    report.fail(address, ResfriaError(f"{what} vanished at once; nothing is closed until a second read agrees"))


def _look_up(desk: Desk, address: str, gone: Sequence[Meeting]) -> Iterator[Event]:
    """Those that only left the window: a delta round cannot tell them from deleted ones."""
    for meeting in gone:
        try:
            event = desk.calendars.event(address, meeting.event_id)
        except NotFound:
            continue
        if not desk.exclusion.covers(event):
            yield event


def _without_excluded(desk: Desk, changes: Changes) -> Changes:
    """What is left alone is as good as not there; a meeting that was not before goes as one that was removed."""
    excluded = {event.id for event in changes.events if desk.exclusion.covers(event)}
    if not excluded:
        return changes
    events = tuple(event for event in changes.events if event.id not in excluded)
    return replace(changes, events=events, removed=(*changes.removed, *excluded))
