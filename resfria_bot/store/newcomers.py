"""Those who hold a meeting online for the first time, because they said yes to the bot."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, exists, select

from resfria_bot.core.types import Case, ConvertedBy, Meeting, State
from resfria_bot.store import cases as case_rows
from resfria_bot.store import rows
from resfria_bot.store.tables import cases, meetings

_BY_BOT = (cases.c.converted_by == ConvertedBy.BOT, cases.c.state.in_((State.CONVERTED, State.HELD)))


def converted_since(tx: Connection, since: datetime) -> list[Case]:
    """The first case of each person that was converted for them, if that was then or later."""
    other = cases.alias()
    before = exists().where(
        other.c.mailbox == cases.c.mailbox,
        other.c.converted_by == ConvertedBy.BOT,
        other.c.state.in_((State.CONVERTED, State.HELD)),
        other.c.converted_at < since,
    )
    chosen = select(cases.c.key).where(*_BY_BOT, cases.c.converted_at >= since, ~before)
    found = tx.execute(chosen.order_by(cases.c.mailbox, cases.c.converted_at, cases.c.key)).scalars().all()
    return _first_of_each(case for key in found if (case := case_rows.get(tx, key)))


def held_since(tx: Connection, since: datetime) -> list[tuple[Case, Meeting]]:
    """The first meeting of each person that was held online, if it ended then or later."""
    other, earlier = cases.alias(), meetings.alias()
    before = exists().where(
        other.c.mailbox == cases.c.mailbox,
        other.c.converted_by == ConvertedBy.BOT,
        earlier.c.case_key == other.c.key,
        earlier.c.held_at.is_not(None),
        earlier.c.end < since,
    )
    chosen = (
        select(meetings)
        .join(cases, cases.c.key == meetings.c.case_key)
        .where(*_BY_BOT, meetings.c.held_at.is_not(None), meetings.c.end >= since, ~before)
        .order_by(cases.c.mailbox, meetings.c.end, meetings.c.id)
    )
    held = [rows.meeting(row) for row in tx.execute(chosen).mappings()]
    by_key = {meeting.case_key: case for meeting in held if (case := case_rows.get(tx, meeting.case_key))}
    first: dict[str, tuple[Case, Meeting]] = {}
    for meeting in held:
        case = by_key[meeting.case_key]
        first.setdefault(case.mailbox, (case, meeting))
    return list(first.values())


def _first_of_each(found: Iterable[Case]) -> list[Case]:
    return [next(theirs) for _, theirs in groupby(found, key=lambda case: case.mailbox)]
