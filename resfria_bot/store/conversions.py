"""Conversions: the intent before the change, and how it went."""

from sqlalchemy import Connection, delete, select

from resfria_bot.core.types import Conversion, Outcome
from resfria_bot.store import rows
from resfria_bot.store.tables import conversions
from resfria_bot.store.upsert import upsert


def save(tx: Connection, conversion: Conversion) -> None:
    """Keep the conversion as it is now."""
    upsert(tx, conversions, {name: getattr(conversion, name) for name in conversions.columns.keys()})  # noqa: SIM118


def forget(tx: Connection, case_key: str) -> None:
    """Take back an intent that was not carried out."""
    tx.execute(delete(conversions).where(conversions.c.case_key == case_key))


def get(tx: Connection, case_key: str) -> Conversion | None:
    """The conversion of a case, or None."""
    row = tx.execute(select(conversions).where(conversions.c.case_key == case_key)).mappings().one_or_none()
    return rows.conversion(row) if row else None


def unfinished(tx: Connection) -> list[Conversion]:
    """Intents whose outcome is not known: the program stopped in between."""
    found = tx.execute(
        select(conversions).where(conversions.c.outcome == Outcome.INTENDED).order_by(conversions.c.case_key)
    ).mappings()
    return [rows.conversion(row) for row in found]


def untold(tx: Connection) -> list[Conversion]:
    """Refused conversions that the person has not been told of."""
    found = tx.execute(
        select(conversions)
        .where(conversions.c.outcome == Outcome.REFUSED, conversions.c.told_at.is_(None))
        .order_by(conversions.c.case_key)
    ).mappings()
    return [rows.conversion(row) for row in found]
