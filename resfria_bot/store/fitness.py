"""Can the database be used as it stands? Looked at without making or changing anything, not even an empty file."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ArgumentError

from resfria_bot.errors import StoreError
from resfria_bot.store.faults import sentence, translated

_BUSY_SECONDS = 10


def folder_of(url: str) -> Path | None:
    """Where a SQLite file lies or would lie; None for a server."""
    try:
        parts = make_url(url)
    except ArgumentError:
        return None
    if parts.get_backend_name() != "sqlite" or not parts.database:
        return None
    return Path(parts.database).absolute().parent


def free_bytes(url: str) -> int | None:
    """Free disk space where a SQLite file lies; None for a server, whose disk is its own affair."""
    folder = folder_of(url)
    return shutil.disk_usage(folder).free if folder and folder.is_dir() else None


def try_writing(url: str) -> None:
    """Raise `StoreError` in one sentence when the database at this URL cannot be written."""
    folder = folder_of(url)
    if folder is None:
        _try_server(url)
        return
    file = Path(make_url(url).database or "")
    try:
        # A SQLite file is written together with others beside it, so the folder must be writable too.
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise StoreError(
            f"no file can be written in the folder {folder} of database.url ({error.strerror}): make the folder, and "
            "give it to the account that runs this"
        ) from error
    if file.exists():
        _try_file(file)


def _try_file(file: Path) -> None:
    try:
        with closing(sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise StoreError(sentence(str(error), f"sqlite:///{file}")) from error


def _try_server(url: str) -> None:
    engine = create_engine(url, connect_args={"connect_timeout": _BUSY_SECONDS})
    name = engine.url.render_as_string(hide_password=True)
    try:
        with translated(name), engine.connect() as connection:
            may = connection.execute(text("SELECT has_schema_privilege(current_schema(), 'CREATE')")).scalar_one()
            is_copy = connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one()
    finally:
        engine.dispose()
    if is_copy:
        raise StoreError(f"the database {name} is a read-only copy: let database.url name the server that is written")
    if not may:
        raise StoreError(f"nothing may be created in the database {name}: make the account its owner")
