"""The database: opened, brought to the newest schema, and copied for rehearsals. Driver errors become one sentence."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Table, create_engine, delete, event, exc, insert, make_url, select, text

from resfria_bot.errors import StoreError, Taken
from resfria_bot.store.summary import stale_days
from resfria_bot.store.tables import metadata

#: Seconds to wait for another process that is writing.
BUSY_SECONDS = 10
#: Rows copied at a time.
CHUNK = 1000


#: What one process at a time may have the right to, each with the number of its advisory lock on PostgreSQL.
_RIGHTS = {"turn": 7201502, "watch": 7201503}


class Database:
    """One open database. `transaction` is the only way in."""

    def __init__(self, engine: Engine, folder: tempfile.TemporaryDirectory[str] | None = None) -> None:
        self._engine = engine
        self._folder = folder
        self._file = _file_of(engine)
        self._identity = _identity(self._file) if self._file else None

    @property
    def name(self) -> str:
        """Where the database is, without password."""
        return self._engine.url.render_as_string(hide_password=True)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All or nothing. Raises `StoreError` in one sentence when the database cannot be used."""
        if self._file and _identity(self._file) != self._identity:
            # An open file outlives its name: what is written to it now would be lost without a word.
            raise StoreError(f"the database {self.name} is gone or was replaced: put it back and start again")
        with _translated(self.name), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The right to run a cycle, which one process has at a time; it ends with the process, however that ends.

        Raises `Taken` when another process has it.
        """
        with self._right("turn", "another cycle is running on the database {}: wait for it, or stop it"):
            yield

    @contextmanager
    def watch(self) -> Iterator[None]:
        """The right to be the daemon of this database, held beside the turn of each cycle. Raises `Taken`."""
        with self._right("watch", "another daemon works on the database {}: this one takes over when that one ends"):
            yield

    @contextmanager
    def _right(self, right: str, refusal: str) -> Iterator[None]:
        with _translated(self.name):
            holder = self._holder(right)
        with closing(holder):
            if not _takes(holder, right, self.name):
                raise Taken(refusal.format(self.name))
            try:
                yield
            finally:
                _give_back(holder, right)

    def _holder(self, right: str) -> "_Holder":
        """A connection that does nothing but hold the right: for SQLite to a file of its own beside the database."""
        if self._file is None:
            holder = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            holder.detach()  # from the pool, where the right would outlive its turn
            return holder
        return sqlite3.connect(f"{self._file}-{right}", timeout=0, isolation_level=None, check_same_thread=False)

    def copy(self) -> "Database":
        """The same rows in a temporary SQLite file that goes with the copy: for dry runs."""
        folder = tempfile.TemporaryDirectory(prefix="resfria-")
        twin = open_database(f"sqlite:///{Path(folder.name) / 'copy.db'}")
        with self.transaction() as source, twin.transaction() as target:
            for table in metadata.sorted_tables:
                _copy_rows(source, target, table)
            target.execute(delete(stale_days))  # the copying itself changed every day
            _copy_rows(source, target, stale_days)
        return Database(twin._engine, folder)

    def close(self) -> None:
        """Let go of connections, and of the file if it is a copy."""
        self._engine.dispose()
        if self._folder is not None:
            self._folder.cleanup()


def _copy_rows(source: Connection, target: Connection, table: Table) -> None:
    rows = source.execute(select(table)).mappings()
    while chunk := rows.fetchmany(CHUNK):
        target.execute(insert(table), [dict(row) for row in chunk])


_Holder: TypeAlias = Connection | sqlite3.Connection


def _takes(holder: _Holder, right: str, name: str) -> bool:
    """Take the right, if nobody else has it."""
    if isinstance(holder, Connection):
        return bool(holder.execute(text(f"SELECT pg_try_advisory_lock({_RIGHTS[right]})")).scalar_one())
    try:
        holder.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            return False
        raise StoreError(_sentence(str(error), name)) from error
    return True


def _give_back(holder: _Holder, right: str) -> None:
    """Let the right go at once: a PostgreSQL server notices only later that a connection was closed."""
    if isinstance(holder, Connection):
        with suppress(exc.DBAPIError):
            holder.execute(text(f"SELECT pg_advisory_unlock({_RIGHTS[right]})"))


def open_database(url: str) -> Database:
    """Open the database at this SQLAlchemy URL and bring its schema up to date.

    Raises `StoreError` when it cannot be used, or was made by a newer version of this program.
    """
    try:
        engine = create_engine(_with_driver(url), connect_args=_arguments(url))
    except (exc.ArgumentError, exc.NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError("database.url names no database that can be used: try sqlite:///resfria.db") from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    name = engine.url.render_as_string(hide_password=True)
    try:
        with _translated(name):
            _upgrade(engine, name)
            return Database(engine)
    except BaseException:
        engine.dispose()
        raise


def open_copy(url: str) -> Database:
    """A copy of the database at this URL to rehearse on; an empty one where there is no database yet.

    Nothing is made at the URL itself, not even an empty file.
    """
    target = _sqlite_path(url)
    if target is not None and not target.exists():
        folder = tempfile.TemporaryDirectory(prefix="resfria-")
        return Database(open_database(f"sqlite:///{Path(folder.name) / 'copy.db'}")._engine, folder)
    with closing(open_database(url)) as real:
        return real.copy()


def _sqlite_path(url: str) -> Path | None:
    """The file that a plain SQLite URL names; None for anything else, and for what is no URL."""
    try:
        parts = make_url(url)
    except exc.ArgumentError:
        return None
    is_file = parts.get_backend_name() == "sqlite" and parts.database and not parts.database.startswith((":", "file:"))
    return Path(parts.database) if is_file and parts.database else None


def _with_driver(url: str) -> str:
    """`postgresql://` means psycopg 3 here."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1) if url.startswith("postgresql://") else url


def _arguments(url: str) -> dict[str, Any]:
    return {"timeout": BUSY_SECONDS} if url.startswith("sqlite") else {"connect_timeout": BUSY_SECONDS}


def _file_of(engine: Engine) -> Path | None:
    """The file of a SQLite database, as the driver itself names it; None for a server or memory."""
    if engine.dialect.name != "sqlite":
        return None
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT file FROM pragma_database_list WHERE name = 'main'").scalar()
    return Path(found) if found else None


def _identity(file: Path) -> tuple[int, int] | None:
    """Which file stands under this name now; None for none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare_sqlite(engine: Engine) -> None:
    """Write-ahead log, real foreign keys, and transactions that lock when they begin rather than half-way."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _upgrade(engine: Engine, name: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(resources.files("resfria_bot.store") / "migrations"))
    script = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7201501)"))
        current = MigrationContext.configure(connection).get_current_revision()
        if current == script.get_current_head():
            return
        if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
            raise StoreError(f"the database {name} was made by a newer resfria-bot: install that version, or newer")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _translated(name: str) -> Iterator[None]:
    try:
        yield
    except exc.DBAPIError as error:
        raise StoreError(_sentence(str(error.orig), name)) from error
    except exc.TimeoutError as error:
        raise StoreError(f"the database {name} has no free connection: try again later") from error


#: What the drivers say, and what it means for the person who runs this.
_SENTENCES = (
    ("database is locked", "is locked by another program: stop the other one, or try again later"),
    ("readonly database", "is read-only: give this program the right to write the file and its folder"),
    ("database or disk is full", "has no room left on its disk: free some and run again, nothing is lost"),
    ("No space left", "has no room left on its disk: free some and run again, nothing is lost"),
    ("unable to open", "cannot be opened: check that its folder exists and can be written"),
    ("not a database", "is no database: check database.url, or restore it from a backup"),
    ("malformed", "is damaged: restore it from a backup"),
    ("password authentication failed", "refuses the user or password in database.url"),
    ("does not exist", "lacks what database.url names: create the database first"),
)


def _sentence(said: str, name: str) -> str:
    for part, meaning in _SENTENCES:
        if part in said:
            return f"the database {name} {meaning}"
    return f"the database {name} cannot be used: {said.strip().splitlines()[0] if said.strip() else 'it broke off'}"
