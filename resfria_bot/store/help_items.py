"""Those who did not get into their first meeting online, for whoever helps."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from resfria_bot.core.types import HelpItem
from resfria_bot.store import addresses
from resfria_bot.store.tables import help_items


def open_item(tx: Connection, item: HelpItem) -> None:
    """Open an item; one that is open for the same case stays the only one."""
    known = select(help_items.c.id).where(help_items.c.case_key == item.case_key, help_items.c.closed_at.is_(None))
    if tx.execute(known).first() is None:
        address = addresses.enter(tx, item.address)
        tx.execute(insert(help_items).values(case_key=item.case_key, address=address, opened_at=item.opened_at))


def waiting(tx: Connection) -> list[HelpItem]:
    """Items that are open, oldest first."""
    chosen = select(help_items).where(help_items.c.closed_at.is_(None)).order_by(help_items.c.opened_at)
    found = tx.execute(chosen).mappings()
    return [HelpItem(**{**row, "address": addresses.readable(tx, row["address"])}) for row in found]


def close(tx: Connection, item_id: int, now: datetime) -> bool:
    """Close an item; False when there is none open with that id."""
    done = tx.execute(
        update(help_items).where(help_items.c.id == item_id, help_items.c.closed_at.is_(None)).values(closed_at=now)
    )
    return done.rowcount == 1
