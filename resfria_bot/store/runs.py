"""The cycles that were run, each with its report."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from resfria_bot.store.tables import runs


def begin(tx: Connection, now: datetime) -> int:
    """Note that a cycle begins; returns its number."""
    result = tx.execute(insert(runs).values(begun_at=now).returning(runs.c.id))
    return int(result.scalar_one())


def finish(tx: Connection, number: int, report: Mapping[str, object], now: datetime) -> None:
    """Note that it was completed."""
    tx.execute(update(runs).where(runs.c.id == number).values(finished_at=now, report=dict(report)))


def last(tx: Connection, count: int) -> list[Mapping[str, Any]]:
    """The newest cycles: `id`, `begun_at`, `finished_at` (None: not completed), `report`."""
    found = tx.execute(select(runs).order_by(runs.c.id.desc()).limit(count)).mappings()
    return [dict(row) for row in found]
