"""Cases, and every state that each has been in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select

from resfria_bot.core.types import Case, State
from resfria_bot.store import addresses, rows
from resfria_bot.store.tables import case_history, cases, meetings
from resfria_bot.store.upsert import upsert


def save(tx: Connection, case: Case, now: datetime) -> None:
    """Keep the case as it is now; a change of state goes into its history too."""
    before = tx.execute(select(cases.c.state, cases.c.mailbox).where(cases.c.key == case.key)).one_or_none()
    values = rows.case_values(tx, case)
    if before is None or before.mailbox != values["mailbox"]:
        addresses.enter(tx, case.mailbox)
    upsert(tx, cases, values)
    if before is None or before.state != case.state:
        tx.execute(insert(case_history).values(case_key=case.key, state=case.state, reason=case.state_reason, at=now))


def get(tx: Connection, key: str) -> Case | None:
    """One case, or None."""
    row = tx.execute(select(cases).where(cases.c.key == key)).mappings().one_or_none()
    return rows.case(tx, row) if row else None


def find(tx: Connection, name: str) -> Case | None:
    """The case with this key, or with a meeting of this id, `iCalUId` or event id; None when there is none."""
    own = (cases.c.key, cases.c.ical_uid, cases.c.event_id)
    through = select(meetings.c.case_key).where((meetings.c.id == name) | (meetings.c.event_id == name))
    chosen = select(cases).where(or_(cases.c.key.in_(through), *(column == name for column in own)))
    row = tx.execute(chosen.order_by(cases.c.key).limit(1)).mappings().one_or_none()
    return rows.case(tx, row) if row else None


def of_mailbox(tx: Connection, mailbox: str) -> list[Case]:
    """Every case that the owner of this mailbox would be asked about."""
    theirs = cases.c.mailbox == addresses.key(tx, mailbox)
    found = tx.execute(select(cases).where(theirs).order_by(cases.c.key)).mappings()
    return [rows.case(tx, row) for row in found]


def in_states(tx: Connection, states: Sequence[State]) -> list[Case]:
    """Every case in one of these states."""
    found = tx.execute(select(cases).where(cases.c.state.in_(states)).order_by(cases.c.key)).mappings()
    return [rows.case(tx, row) for row in found]


def over(tx: Connection, states: Sequence[State], now: datetime) -> list[Case]:
    """Cases in one of these states whose last meeting has ended."""
    chosen = select(cases).where(cases.c.state.in_(states), cases.c.last_end <= now)
    return [rows.case(tx, row) for row in tx.execute(chosen.order_by(cases.c.key)).mappings()]


def given_up(tx: Connection, reason: str) -> list[Case]:
    """Cases withdrawn for this reason."""
    chosen = select(cases).where(cases.c.state == State.WITHDRAWN, cases.c.state_reason == reason)
    return [rows.case(tx, row) for row in tx.execute(chosen.order_by(cases.c.key)).mappings()]


def history(tx: Connection, key: str) -> list[tuple[State, str, datetime]]:
    """The states of a case with reason and time, in order."""
    found = tx.execute(
        select(case_history.c.state, case_history.c.reason, case_history.c.at)
        .where(case_history.c.case_key == key)
        .order_by(case_history.c.id)
    )
    return [(State(state), reason, at) for state, reason, at in found]
