"""How far a stream that belongs to no member's mailbox has been read, by its name."""

from datetime import datetime

from sqlalchemy import Connection, select

from resfria_bot.store.sealing import vault_of
from resfria_bot.store.tables import marks
from resfria_bot.store.upsert import upsert


def get(tx: Connection, name: str) -> str:
    """The mark, or empty when the stream was never read."""
    value = tx.execute(select(marks.c.value).where(marks.c.name == name)).scalar_one_or_none()
    return vault_of(tx).open(value or "")


def at(tx: Connection, name: str) -> datetime | None:
    """When the mark was last set; None: never."""
    return tx.execute(select(marks.c.at).where(marks.c.name == name)).scalar_one_or_none()


def put(tx: Connection, name: str, value: str, now: datetime) -> None:
    """The stream has been read up to here."""
    upsert(tx, marks, {"name": name, "value": vault_of(tx).seal(value), "at": now})
