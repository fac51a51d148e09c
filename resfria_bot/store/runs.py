"""The cycles that were run, each with its report."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from resfria_bot.store.sealing import vault_of
from resfria_bot.store.tables import runs


def begin(tx: Connection, now: datetime) -> int:
    """Note that a cycle begins; returns its number."""
    result = tx.execute(insert(runs).values(begun_at=now).returning(runs.c.id))
    return int(result.scalar_one())


def finish(tx: Connection, number: int, report: Mapping[str, object], now: datetime) -> None:
    """Note that it was completed."""
    tx.execute(
        update(runs).where(runs.c.id == number).values(finished_at=now, report=vault_of(tx).seal(json.dumps(report)))
    )


def complete(tx: Connection, report: Mapping[str, object], seconds: float) -> None:
    """What is known of the newest cycle only afterwards: how long it took, and what it asked of Graph."""
    newest = select(func.max(runs.c.id)).scalar_subquery()
    row = tx.execute(select(runs.c.id, runs.c.begun_at).where(runs.c.id == newest)).one()
    finish(tx, row.id, report, row.begun_at + timedelta(seconds=seconds))


def newest(tx: Connection) -> int:
    """The number of the newest cycle, completed or not; 0 before the first one."""
    return tx.execute(select(func.max(runs.c.id))).scalar() or 0


def first_begun(tx: Connection) -> datetime | None:
    """When this database saw its first cycle."""
    return tx.execute(select(runs.c.begun_at).order_by(runs.c.id).limit(1)).scalar_one_or_none()


def last(tx: Connection, count: int) -> list[Mapping[str, Any]]:
    """The newest cycles: `id`, `begun_at`, `finished_at` (None: not completed), `report`."""
    found = tx.execute(select(runs).order_by(runs.c.id.desc()).limit(count)).mappings()
    return [_readable(tx, row) for row in found]


def last_finished(tx: Connection) -> Mapping[str, Any] | None:
    """The newest cycle that was completed."""
    chosen = select(runs).where(runs.c.finished_at.is_not(None)).order_by(runs.c.id.desc()).limit(1)
    row = tx.execute(chosen).mappings().one_or_none()
    return _readable(tx, row) if row else None


def _readable(tx: Connection, row: RowMapping) -> Mapping[str, Any]:
    report = row["report"]
    return {**row, "report": json.loads(vault_of(tx).open(report)) if report else None}
