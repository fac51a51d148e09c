"""Backups: one SQLite file, whatever the database is, taken while others work, and put back only after it was tried."""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, select

from resfria_bot.errors import StoreError
from resfria_bot.store import snapshot
from resfria_bot.store.database import Database, open_copy, open_database, save_database
from resfria_bot.store.tables import cases, mailboxes, runs


def save(url: str, file: Path) -> None:
    """Write all rows of the database at this URL, as they are at one moment, to a file that only its owner may read.

    The database is left as it is, whatever its revision. A file of that name is replaced once the new one is whole.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(f"{file} cannot be written ({error.strerror}): choose another file") from error
    try:
        save_database(url, part)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def restore(url: str, keys: Sequence[str], file: Path, *, is_forced: bool) -> int:
    """Put a backup in place of the database at this URL; returns how many cases came back.

    The backup is first opened, unlocked and brought to the newest schema in a copy of its own, so that one that is
    damaged, or sealed with another key, harms nothing. Raises `StoreError` for such a one, where a daemon or a cycle
    works on the database, and where that holds anything and `is_forced` is False.
    """
    _look_at(file)
    with closing(open_copy(f"sqlite:///{file}", keys)) as backup, closing(open_database(url, keys)) as target:
        _put_back(backup, target, is_forced=is_forced)
    with closing(open_database(url, keys)) as restored, restored.transaction() as tx:
        return len(tx.execute(select(cases.c.key)).all())


def _put_back(backup: Database, target: Database, *, is_forced: bool) -> None:
    with target.watch(), target.turn(), backup.transaction() as here, target.transaction() as there:
        if not is_forced and not _is_empty(there):
            raise StoreError(f"the database {target.name} is not empty: add --force to replace all that is in it")
        snapshot.copy_rows(here, there)


def _is_empty(tx: Connection) -> bool:
    return all(tx.execute(select(table).limit(1)).first() is None for table in (mailboxes, cases, runs))


def _look_at(file: Path) -> None:
    """Raise where the file is no whole backup."""
    if not file.is_file():
        raise StoreError(f"{file} is not there: name a file that resfria-bot backup has made")
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            verdict = opened.execute("PRAGMA quick_check").fetchone()[0]
            opened.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"{file} is no backup of resfria-bot, or a damaged one: take an older one") from error
    if verdict != "ok":
        raise StoreError(f"{file} is a damaged backup: take an older one")
