"""Who takes part, and how far each mailbox has been read."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from resfria_bot.core.types import Cursor, Mailbox, Person
from resfria_bot.store import addresses, rows
from resfria_bot.store.sealing import vault_of
from resfria_bot.store.tables import cases, help_items, mailboxes, meetings, questions, refusals, wishes
from resfria_bot.store.upsert import upsert

_FRESH = {"delta_link": "", "failure_count": 0, "last_error": "", "ignored_count": 0}


def all_mailboxes(tx: Connection) -> list[Mailbox]:
    """Everybody who takes part or once did, by address."""
    found = (rows.mailbox(tx, row) for row in tx.execute(select(mailboxes)).mappings())
    return sorted(found, key=lambda mailbox: mailbox.person.address)


def get(tx: Connection, address: str) -> Mailbox | None:
    """One mailbox, or None."""
    chosen = select(mailboxes).where(mailboxes.c.address == addresses.key(tx, address))
    row = tx.execute(chosen).mappings().one_or_none()
    return rows.mailbox(tx, row) if row else None


def sync_people(tx: Connection, people: Sequence[Person], now: datetime, absent: Collection[str] = frozenset()) -> None:
    """Take over what the directory says; those no longer in it get `left_at`, those who return lose it.

    Addresses in `absent` are missing, but that is doubted: they are only marked.
    """
    known = {mailbox.person.address: mailbox for mailbox in all_mailboxes(tx)}
    for person in people:
        before = known.pop(person.address, None)
        if before is None:
            values = rows.person_values(tx, person)
            refused = select(refusals.c.at).where(refusals.c.address == values["address"])
            upsert(tx, mailboxes, values | _FRESH | {"stopped_at": tx.execute(refused).scalar_one_or_none()})
        elif before.person != person or before.left_at is not None or before.absent_since is not None:
            _change(tx, person.address, **rows.person_values(tx, person), left_at=None, absent_since=None)
            if before.person.id != person.id:
                _change(tx, person.address, delta_link="")  # another mailbox under the old name: its links are dead
    for mailbox in known.values():
        if mailbox.person.address in absent:
            _change(tx, mailbox.person.address, absent_since=mailbox.absent_since or now)
        elif mailbox.left_at is None:
            _change(tx, mailbox.person.address, left_at=now, absent_since=None, delta_link="")


def follow_moves(tx: Connection, people: Iterable[Person], meeting_id: Callable[[str, str], str]) -> list[Mailbox]:
    """Let everything of a person whose address has changed follow to the new one; returns all mailboxes as they are.

    A person is known by their id. Opt-out, pauses, cases and questions come along; the calendar is read anew.
    `meeting_id` makes the id of a meeting from its mailbox and event, as it holds the address.
    """
    known = all_mailboxes(tx)
    taken = {mailbox.person.address for mailbox in known}
    by_id = {mailbox.person.id: mailbox.person.address for mailbox in known}
    moves = [(by_id[p.id], p.address) for p in people if by_id.get(p.id, p.address) != p.address]
    for old, new in moves:
        if new not in taken:
            before, after = addresses.key(tx, old), addresses.enter(tx, new)
            tx.execute(update(mailboxes).where(mailboxes.c.address == before).values(address=after, delta_link=""))
            for column in (cases.c.mailbox, questions.c.asked, help_items.c.address):
                tx.execute(update(column.table).where(column == before).values({column.name: after}))
            if tx.execute(select(wishes.c.address).where(wishes.c.address == after)).first() is None:
                tx.execute(update(wishes).where(wishes.c.address == before).values(address=after))
            addresses.forget(tx, old)
            theirs = select(meetings.c.id, meetings.c.event_id).join(cases).where(cases.c.mailbox == after)
            for row in tx.execute(theirs).all():
                renamed = meeting_id(new, row.event_id)
                tx.execute(update(meetings).where(meetings.c.id == row.id).values(id=renamed))
    return all_mailboxes(tx) if moves else known


def save_cursor(tx: Connection, cursor: Cursor, now: datetime) -> None:
    """The mailbox was read well up to here; earlier trouble is over."""
    _change(
        tx,
        cursor.mailbox,
        delta_link=vault_of(tx).seal(cursor.delta_link),
        window_start=cursor.window.start,
        window_end=cursor.window.end,
        read_at=now,
        parked_until=None,
        failure_count=0,
        last_error="",
        suspicious_since=None,
    )


def doubt(tx: Connection, address: str, now: datetime) -> None:
    """A read emptied most of the mailbox: the next one is in full, and until then nothing is closed."""
    _change(tx, address, delta_link="", suspicious_since=now)


def reread(tx: Connection) -> None:
    """Read every mailbox in full the next time."""
    tx.execute(update(mailboxes).values(delta_link=""))


def park(tx: Connection, address: str, until: datetime, error: str) -> None:
    """The mailbox could not be read: leave it alone until then."""
    _change(
        tx,
        address,
        parked_until=until,
        failure_count=mailboxes.c.failure_count + 1,
        last_error=vault_of(tx).seal(error),
    )


def count_ignored(tx: Connection, address: str) -> None:
    """One more question in a row got no answer."""
    _change(tx, address, ignored_count=mailboxes.c.ignored_count + 1)


def reset_ignored(tx: Connection, address: str) -> None:
    """The person answered: the row of ignored questions is broken, and so is its pause. A chosen pause stands."""
    silent = update(mailboxes).where(mailboxes.c.address == addresses.key(tx, address), mailboxes.c.ignored_count > 0)
    tx.execute(silent.values(ignored_count=0, paused_until=None))


def pause(tx: Connection, address: str, until: datetime | None) -> None:
    """Ask nothing before then."""
    _change(tx, address, paused_until=until)


def rest(tx: Connection, address: str, until: datetime) -> None:
    """The person wants no questions before then. Who speaks has not been silent: no answer takes this pause away."""
    _change(tx, address, paused_until=until, ignored_count=0)


def stop(tx: Connection, address: str, now: datetime) -> None:
    """Ask nothing any more, until the person turns it on again."""
    _change(tx, address, stopped_at=now)


def resume(tx: Connection, address: str) -> None:
    """The person may be asked again."""
    _change(tx, address, stopped_at=None, paused_until=None, ignored_count=0)
    tx.execute(delete(refusals).where(refusals.c.address == addresses.key(tx, address)))


def _change(tx: Connection, mailbox: str, **values: Any) -> None:
    tx.execute(update(mailboxes).where(mailboxes.c.address == addresses.key(tx, mailbox)).values(**values))
