"""Delete what has been kept for as long as was decided, once a day, and leave a protocol of it."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import datetime

from resfria_bot.flow.desk import Desk, Retention
from resfria_bot.store import marks, retention
from resfria_bot.store.database import Database

#: Name of the mark that tells on which day this was last done.
MARK = "purge"


def purge_daily(desk: Desk, now: datetime) -> None:
    """Purge in the first cycle of each day."""
    today = desk.day(now).isoformat()
    with desk.database.transaction() as tx:
        if marks.get(tx, MARK) == today:
            return
        marks.put(tx, MARK, today, now)
    purge(desk.database, desk.retention, now)


def purge(database: Database, rule: Retention, now: datetime) -> Mapping[str, int]:
    """Delete what is too old; returns how many of what."""
    with database.transaction() as tx:
        deleted = retention.purge(tx, _months_before(now, rule.months), rule.decision, now)
    if any(deleted.values()):
        database.scrub()
    return deleted


def _months_before(now: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last of that month."""
    number = now.year * 12 + now.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return now.replace(year=year, month=month, day=min(now.day, monthrange(year, month)[1]))
