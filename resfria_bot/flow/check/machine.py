"""What is on this machine: the database and its disk, the keys, and the daemon's last cycle."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from resfria_bot.errors import StoreError
from resfria_bot.flow.check.finding import Finding, bad, good, note, tried
from resfria_bot.flow.check.installation import Installation
from resfria_bot.store import fitness, runs
from resfria_bot.store.sealing import keeps_own_key

#: Less than this and the disk is full before anybody looks: a year of a large organisation takes less.
LEAST_BYTES = 500_000_000
GIGABYTE = 1e9
#: Intervals after which the last completed cycle is too old, as `/readyz` has it.
INTERVALS = 3


def findings(installation: Installation, now: datetime) -> Iterator[Finding]:
    """All of them; without a database there is nothing to say of disk, keys and cycles."""
    database = _database(installation)
    yield database
    if not database.ok:
        return
    if free := _disk(installation.database_url):
        yield free
    yield _sealing(installation)
    yield _last_cycle(installation, now)
    yield _support(installation)


def _database(installation: Installation) -> Finding:
    if installation.database_fault:
        return bad("database", installation.database_fault)
    return tried("database", lambda: _writable(installation.database_url))


def _writable(url: str) -> str:
    fitness.try_writing(url)
    return "can be read and written, and its schema fits this version"


def _disk(url: str) -> Finding | None:
    free = fitness.free_bytes(url)
    if free is None:
        return None
    if free < LEAST_BYTES:
        return bad("disk", f"only {free / GIGABYTE:.1f} GB are free where the database lies: free some, or move it")
    return good("disk", f"{free / GIGABYTE:.0f} GB are free where the database lies")


def _sealing(installation: Installation) -> Finding:
    with installation.desk.database.transaction() as tx:
        if not keeps_own_key(tx):
            return good("sealing", "addresses are sealed with the keys that privacy.key_env names")
    return note(
        "sealing",
        "addresses are sealed with a key in the database itself, so that whoever has a copy of it can read them: make "
        "a key with resfria-bot key, keep it apart, and name it in privacy.key_env",
    )


def _last_cycle(installation: Installation, now: datetime) -> Finding:
    try:
        with installation.desk.database.transaction() as tx:
            last = runs.last_finished(tx)
    except StoreError as error:
        return bad("last cycle", str(error))
    if last is None:
        return good("last cycle", "none has been completed yet: resfria-bot run --dry-run shows what one would do")
    age = now - last["finished_at"]
    minutes = f"the last one was completed {max(0, round(age.total_seconds() / 60))} minutes ago"
    if age > INTERVALS * timedelta(minutes=installation.interval_minutes):
        return note("last cycle", f"{minutes}: start the daemon, or look in its log for cycle_failed")
    return good("last cycle", minutes)


def _support(installation: Installation) -> Finding:
    bot = installation.desk.bot
    if bot.support_name or bot.helpers:
        return good("support", "letters name who helps the first time")
    return note(
        "support",
        "nobody is named who helps somebody with their first online meeting: set support.name and support.address, or "
        "support.rota",
    )
