"""What one process at a time may have the right to on a database, and what several may share; gone with the process."""

import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Connection, exc, text

from resfria_bot.errors import StoreError
from resfria_bot.store.faults import sentence

#: A connection that does nothing but hold a right.
Holder: TypeAlias = Connection | sqlite3.Connection
#: A server lets go of what a process held on a machine that was lost after about a minute, and not after two hours.
_KEEPALIVE = {"idle": 30, "interval": 10, "count": 3}


@dataclass(frozen=True, slots=True)
class Right:
    """`lock` is the number, or pair of numbers, of its advisory lock on PostgreSQL."""

    name: str
    lock: str
    refusal: str
    is_shared: bool = False


_RUNNING = "another cycle is running on the database {}: wait for it, or stop it"
_WATCHED = "another daemon works on the database {}: this one takes over when that one ends"
TURN = Right("turn", "7201502", _RUNNING)
WATCH = Right("watch", "7201503", _WATCHED)
WATCH_TOGETHER = Right("watch", "7201503", _WATCHED, is_shared=True)
#: Held while nobody reads a slice of a cycle, and while somebody does.
QUIET = Right("slices", "7201504", _RUNNING)
SLICES = Right("slices", "7201504", _RUNNING, is_shared=True)

#: PostgreSQL: how many processes hold the turn.
TURNS = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND mode = 'ExclusiveLock'"
    " AND classid = 0 AND objid = :turn AND objsubid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
).bindparams(turn=int(TURN.lock))


def slice_right(number: int) -> Right:
    """The right to read the slice with this number."""
    return Right("slice", f"7201505, {number}", "another worker reads this slice on the database {}: wait for it")


def takes(holder: Holder, right: Right, name: str) -> bool:
    """Take the right, if nobody else has it."""
    if isinstance(holder, Connection):
        for setting, value in _KEEPALIVE.items():
            holder.execute(text(f"SET tcp_keepalives_{setting} = {value}"))
        way = "pg_try_advisory_lock_shared" if right.is_shared else "pg_try_advisory_lock"
        return bool(holder.execute(text(f"SELECT {way}({right.lock})")).scalar_one())
    try:
        holder.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            return False
        raise StoreError(sentence(str(error), name)) from error
    return True


def give_back(holder: Holder) -> None:
    """Let the right go at once: a PostgreSQL server notices only later that a connection was closed."""
    if isinstance(holder, Connection):
        with suppress(exc.DBAPIError):
            holder.execute(text("SELECT pg_advisory_unlock_all()"))
