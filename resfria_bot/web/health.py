"""Is the program alive, and has it worked lately? For whoever watches the processes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from resfria_bot.errors import StoreError
from resfria_bot.store import runs
from resfria_bot.store.database import Database

PLAIN = "text/plain; charset=utf-8"
#: Intervals after which the last completed cycle is too old.
INTERVALS = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered, whoever carries it out."""

    status: int
    text: str
    content_type: str = PLAIN


def alive() -> Reply:
    """The process answers: that is all."""
    return Reply(200, "alive\n")


def ready(database: Database, interval_minutes: int, now: datetime) -> Reply:
    """200 when a cycle was completed within three intervals, else 503; both with a sentence."""
    try:
        with database.transaction() as tx:
            last = runs.last_finished(tx)
    except StoreError as error:
        return Reply(503, f"{error}\n")
    if last is None:
        return Reply(503, "no cycle has been completed yet\n")
    age = now - last["finished_at"]
    if age > INTERVALS * timedelta(minutes=interval_minutes):
        minutes = age.total_seconds() / 60
        return Reply(503, f"the last completed cycle ended {minutes:.0f} minutes ago: see the log of the daemon\n")
    return Reply(200, "the last cycle was completed in time\n")
