"""What somebody wrote about being asked, until it has been honoured: whoever joins later was heard before.

Only the index of an address is kept, and nothing of what was written.
"""

from datetime import datetime

from sqlalchemy import Connection, select, update

from resfria_bot.core.wishes import Wish, WishKind
from resfria_bot.store import addresses
from resfria_bot.store.tables import mailboxes, wishes
from resfria_bot.store.upsert import upsert


def note(tx: Connection, address: str, wish: Wish, said_at: datetime) -> None:
    """Keep somebody's latest wish. An inbox that is read again says nothing new."""
    key = addresses.key(tx, address)
    known = tx.execute(select(wishes.c.said_at).where(wishes.c.address == key)).scalar_one_or_none()
    if known is None or said_at > known:
        row = {"address": key, "kind": wish.kind, "until": wish.until, "said_at": said_at, "honoured_at": None}
        upsert(tx, wishes, row)


def waiting(tx: Connection) -> list[tuple[str, Wish, datetime]]:
    """Address, wish and when it was said, of those who take part and whose wish has not been honoured yet."""
    chosen = (
        select(wishes).join(mailboxes, mailboxes.c.address == wishes.c.address).where(wishes.c.honoured_at.is_(None))
    )
    return [
        (addresses.readable(tx, row.address), Wish(WishKind(row.kind), row.until), row.said_at)
        for row in tx.execute(chosen.order_by(wishes.c.said_at, wishes.c.address)).all()
    ]


def honoured(tx: Connection, address: str, now: datetime) -> None:
    """It has been done as the person wished."""
    tx.execute(update(wishes).where(wishes.c.address == addresses.key(tx, address)).values(honoured_at=now))


def is_stopped(tx: Connection, address: str) -> bool:
    """Did somebody who need not take part, such as whoever helps, write STOPP?"""
    latest = select(wishes.c.kind).where(wishes.c.address == addresses.key(tx, address))
    return bool(tx.execute(latest).scalar_one_or_none() == WishKind.STOP)
