"""What the workers found in the slices of a cycle that they share: marks that live until the cycle takes them in."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select

from resfria_bot.store import marks as mark_store
from resfria_bot.store.tables import marks


def note(tx: Connection, run: int, number: int, found: Mapping[str, object], now: datetime) -> None:
    """This slice of the cycle `run` is done."""
    mark_store.put(tx, f"{_prefix(run)}{number}", json.dumps(found), now)


def count(tx: Connection, run: int) -> int:
    """How many slices of this cycle are done."""
    return tx.execute(select(func.count()).select_from(marks).where(_of(run))).scalar_one()


def take(tx: Connection, run: int) -> list[Mapping[str, Any]]:
    """What was found in the slices of this cycle, which are then forgotten."""
    names = tx.execute(select(marks.c.name).where(_of(run)).order_by(marks.c.name)).scalars().all()
    found = [json.loads(mark_store.get(tx, name)) for name in names]
    tx.execute(delete(marks).where(_of(run)))
    return found


def forget(tx: Connection) -> None:
    """Forget the slices of every cycle: they were given up with it."""
    tx.execute(delete(marks).where(marks.c.name.startswith("slice ")))


def _prefix(run: int) -> str:
    return f"slice {run} "


def _of(run: int) -> ColumnElement[bool]:
    return marks.c.name.startswith(_prefix(run))
