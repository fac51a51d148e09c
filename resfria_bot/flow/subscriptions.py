"""Keep the subscriptions to changes alive, and tell which calendars need reading. Delta stays the truth.

A notification only says that a calendar has changed. While every calendar that is read has a living subscription, all
of them are read seldom, and in between only those that have changed; else all are read in every cycle.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from resfria_bot.core.types import Mailbox, Subscription
from resfria_bot.errors import NotFound, Withheld
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.graph.subscriptions import Callback, Result
from resfria_bot.store import marks, subscriptions

#: Name of the mark that tells when all calendars were last read.
FULL_READ = "full_read"


@dataclass(frozen=True, slots=True)
class Due:
    """Which calendars to read in this cycle: each address with the change that it was told of, if any."""

    changed: Mapping[str, datetime | None]
    is_full: bool


def due(desk: Desk, readable: Collection[Mailbox], now: datetime, report: Report) -> Due:
    """Bring the subscriptions up to date, and choose the calendars to read among those that can be read."""
    addresses = [mailbox.person.address for mailbox in readable]
    if not desk.notify_url:
        return Due(dict.fromkeys(addresses), is_full=True)
    _keep(desk, frozenset(addresses), now, report)
    with desk.database.transaction() as tx:
        changed = _changes(tx, now)
        last = marks.get(tx, FULL_READ)
    is_fresh = bool(last) and now - datetime.fromisoformat(last) < timedelta(minutes=desk.slow_interval_minutes)
    if not is_fresh or not all(address in changed for address in addresses):
        return Due({address: changed.get(address) for address in addresses}, is_full=True)
    chosen = (mailbox.person.address for mailbox in readable if is_due(mailbox, changed[mailbox.person.address]))
    return Due({address: changed[address] for address in chosen}, is_full=False)


def is_due(mailbox: Mailbox, changed_at: datetime | None) -> bool:
    """Is this calendar to be read even when not all are: it told of a change, or was not read well the last time?"""
    return changed_at is not None or mailbox.failure_count > 0 or not (mailbox.cursor and mailbox.cursor.delta_link)


def changes(desk: Desk, now: datetime) -> Mapping[str, datetime | None]:
    """Each address with a living subscription, and the change that it told of, if any."""
    with desk.database.transaction() as tx:
        return _changes(tx, now)


def note_read(desk: Desk, address: str, changed_at: datetime | None) -> None:
    """The calendar has been read, after it had told of that change."""
    if changed_at is not None:
        with desk.database.transaction() as tx:
            subscriptions.seen(tx, address, changed_at)


def note_full_read(desk: Desk, now: datetime) -> None:
    """All calendars that can be read have been."""
    if desk.notify_url:
        with desk.database.transaction() as tx:
            marks.put(tx, FULL_READ, now.isoformat(), now)


def _changes(tx: Connection, now: datetime) -> dict[str, datetime | None]:
    return {s.address: s.changed_at for s in subscriptions.all_subscriptions(tx) if s.expires_at > now}


def _keep(desk: Desk, readable: frozenset[str], now: datetime, report: Report) -> None:
    """Subscribe to the calendars of these addresses, renew what ends soon, and end what is no longer wanted."""
    with desk.database.transaction() as tx:
        known = subscriptions.all_subscriptions(tx)
    kept = {s.address: s for s in known if s.expires_at > now and s.address in readable}
    unwanted = [s for s in known if s.address not in kept]
    for _ in desk.subscriptions.end([s for s in unwanted if s.expires_at > now]):
        pass  # what cannot be ended ends by itself within a week
    lost = _renew(desk, [s for s in kept.values() if s.renew_at <= now], now, report)
    _drop(desk, [*unwanted, *lost])
    wanted = readable - kept.keys() | {s.address for s in lost}
    _take_in(desk, desk.subscriptions.create(_wanted(desk, wanted), now), report)


def _wanted(desk: Desk, addresses: Collection[str]) -> list[tuple[str, Callback]]:
    if not addresses:
        return []
    with desk.database.transaction() as tx:
        state_of = subscriptions.client_states(tx)
    return [(a, Callback(url=desk.notify_url, client_state=state_of(a))) for a in sorted(addresses)]


def _renew(desk: Desk, ending: list[Subscription], now: datetime, report: Report) -> list[Subscription]:
    """Renew these; returns those that Graph no longer has."""
    by_address = {s.address: s for s in ending}
    lost = []
    results = []
    for address, result in desk.subscriptions.renew(ending, now):
        if isinstance(result, NotFound):
            lost.append(by_address[address])
        else:
            results.append((address, result))
    _take_in(desk, results, report)
    return lost


def _take_in(desk: Desk, results: Iterable[Result], report: Report) -> None:
    failed: list[Exception] = []
    for _, result in results:
        if isinstance(result, Withheld):
            continue  # a rehearsal subscribes to nothing
        if isinstance(result, Exception):
            failed.append(result)
            continue
        with desk.database.transaction() as tx:
            subscriptions.save(tx, result)
    if failed:
        count = len(failed)
        report.note(f"{count} calendars could not be subscribed to, so all are read every time; the first: {failed[0]}")


def _drop(desk: Desk, gone: Iterable[Subscription]) -> None:
    for subscription in gone:
        with desk.database.transaction() as tx:
            subscriptions.drop(tx, subscription.id)
