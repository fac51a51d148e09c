"""Meetings: the occurrences of a case, each with what it would save."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from resfria_bot.core.types import Meeting, State
from resfria_bot.store import addresses, rows
from resfria_bot.store.tables import cases, meetings
from resfria_bot.store.upsert import upsert

_OVER = (State.WITHDRAWN, State.HELD)


def save(tx: Connection, meeting: Meeting) -> None:
    """Keep the meeting as it is now."""
    upsert(tx, meetings, rows.meeting_values(meeting))


def of_case(tx: Connection, key: str) -> list[Meeting]:
    """The meetings of a case, cancelled ones too, in order of time."""
    found = tx.execute(select(meetings).where(meetings.c.case_key == key).order_by(meetings.c.start)).mappings()
    return [rows.meeting(row) for row in found]


def coming(tx: Connection, mailbox: str, now: datetime) -> list[Meeting]:
    """Meetings of living cases of this mailbox that are still to come and not cancelled."""
    found = tx.execute(
        select(meetings)
        .join(cases, cases.c.key == meetings.c.case_key)
        .where(cases.c.mailbox == addresses.key(tx, mailbox), cases.c.state.not_in(_OVER))
        .where(meetings.c.start > now, meetings.c.cancelled.is_(False))
        .order_by(meetings.c.start)
    ).mappings()
    return [rows.meeting(row) for row in found]


def cancel(tx: Connection, meeting_id: str) -> None:
    """The meeting will not take place."""
    tx.execute(update(meetings).where(meetings.c.id == meeting_id).values(cancelled=True))


def ended(tx: Connection, now: datetime) -> list[Meeting]:
    """Meetings held online for all we know: after the conversion, not cancelled, over, and not yet counted."""
    found = tx.execute(
        select(meetings)
        .join(cases, cases.c.key == meetings.c.case_key)
        .where(cases.c.state == State.CONVERTED, meetings.c.start >= cases.c.converted_at)
        .where(meetings.c.end <= now, meetings.c.cancelled.is_(False), meetings.c.held_at.is_(None))
        .where(cases.c.mailbox.not_like(f"{addresses.ERASED}%"))
        .order_by(meetings.c.start)
    ).mappings()
    return [rows.meeting(row) for row in found]


def mark_held(tx: Connection, meeting_id: str, now: datetime) -> None:
    """Count the meeting as held."""
    tx.execute(update(meetings).where(meetings.c.id == meeting_id).values(held_at=now))
