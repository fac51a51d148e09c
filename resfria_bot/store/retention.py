"""What has been kept long enough is deleted, by a decision that the protocol names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Table, delete, func, insert, select, union
from sqlalchemy.sql.elements import ColumnElement

from resfria_bot.store.sealing import vault_of
from resfria_bot.store.tables import addresses as readable
from resfria_bot.store.tables import (
    answers,
    case_history,
    cases,
    conversions,
    help_items,
    mailboxes,
    meetings,
    purges,
    questions,
    refusals,
    runs,
    subscriptions,
)
from resfria_bot.store.upsert import upsert

_OF_CASES = (meetings, questions, conversions, help_items, case_history)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the protocol: when, what was older than when, by which decision, and how many rows of what."""

    at: datetime
    before: datetime
    decision: str
    deleted: Mapping[str, int]

    def as_json(self) -> dict[str, object]:
        """For other programs and the archive; times as ISO 8601."""
        return {
            "at": self.at.isoformat(),
            "before": self.before.isoformat(),
            "decision": self.decision,
            "deleted": dict(self.deleted),
        }


def purge(tx: Connection, before: datetime, decision: str, now: datetime) -> Mapping[str, int]:
    """Delete cases whose last meeting ended before then, with all that belongs to them, and cycles as old.

    People who have left go as soon as no case names them; of one who had said stop, the mark of it stays. Returns how
    many rows went, by table; the same goes into the protocol, unless there was nothing.
    """
    old = select(cases.c.key).where(cases.c.last_end < before)
    deleted = {table.name: _count(tx, table, table.c.case_key.in_(old)) for table in _OF_CASES}
    asked = select(questions.c.transaction_id).where(questions.c.case_key.in_(old))
    deleted["answers"] = _count(tx, answers, answers.c.transaction_id.in_(asked))
    deleted["cases"] = _delete(tx, cases, cases.c.last_end < before)
    # The first cycle stays: it tells since when the program has run.
    first = select(func.min(runs.c.id)).scalar_subquery()
    deleted["runs"] = _delete(tx, runs, (runs.c.begun_at < before) & (runs.c.id != first))
    deleted["mailboxes"] = _let_go(tx)
    deleted["addresses"] = forget_unnamed(tx)
    if any(deleted.values()):
        tx.execute(insert(purges).values(at=now, before=before, decision=decision, deleted=deleted))
    return deleted


def protocol(tx: Connection) -> Sequence[Entry]:
    """Every purge, newest first."""
    found = tx.execute(select(purges).order_by(purges.c.id.desc()))
    return [Entry(row.at, row.before, row.decision, row.deleted) for row in found]


def refuse(tx: Connection, index: str, at: datetime) -> None:
    """Remember that whoever has this index asked not to be asked, and nothing else of them."""
    upsert(tx, refusals, {"address": index, "at": at})


def forget_unnamed(tx: Connection) -> int:
    """Delete the readable address of everybody whom no row names any more; returns how many."""
    named = union(
        *(
            select(column)
            for column in (
                mailboxes.c.address,
                cases.c.mailbox,
                questions.c.asked,
                help_items.c.address,
                subscriptions.c.address,
            )
        )
    )
    gone = tx.execute(select(readable.c.key).where(readable.c.key.not_in(named))).scalars().all()
    for index in gone:
        vault_of(tx).known.pop(index, None)
    return _delete(tx, readable, readable.c.key.in_(gone)) if gone else 0


def _let_go(tx: Connection) -> int:
    """Those who have left and are named by no case."""
    unnamed = mailboxes.c.left_at.is_not(None) & mailboxes.c.address.not_in(select(cases.c.mailbox))
    for row in tx.execute(select(mailboxes.c.address, mailboxes.c.stopped_at).where(unnamed)).all():
        if row.stopped_at is not None:
            refuse(tx, row.address, row.stopped_at)
        tx.execute(delete(subscriptions).where(subscriptions.c.address == row.address))
    return _delete(tx, mailboxes, unnamed)


def _count(tx: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return tx.execute(select(func.count()).select_from(table).where(condition)).scalar_one()


def _delete(tx: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return tx.execute(delete(table).where(condition)).rowcount
