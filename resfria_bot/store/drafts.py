"""Ready messages put among people's drafts: the intent before, and when it was done."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from resfria_bot.store.tables import drafts
from resfria_bot.store.upsert import upsert


def intend(tx: Connection, case_key: str, now: datetime) -> None:
    """A message is about to be put there."""
    upsert(tx, drafts, {"case_key": case_key, "intended_at": now})


def was_intended(tx: Connection, case_key: str) -> bool:
    """Was it tried before, with an outcome that may not be known?"""
    return tx.execute(select(drafts.c.case_key).where(drafts.c.case_key == case_key)).first() is not None


def finish(tx: Connection, case_key: str, now: datetime) -> None:
    """It is there, or never will be."""
    tx.execute(update(drafts).where(drafts.c.case_key == case_key).values(finished_at=now))


def is_finished(tx: Connection, case_key: str) -> bool:
    """Is nothing left to do for this case?"""
    chosen = select(drafts.c.case_key).where(drafts.c.case_key == case_key, drafts.c.finished_at.is_not(None))
    return tx.execute(chosen).first() is not None
