"""The database: opened, brought to the newest schema, and copied for rehearsals. Driver errors become one sentence."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url, text

from resfria_bot.errors import StoreError, Taken
from resfria_bot.store import rights, schema, sealing, snapshot
from resfria_bot.store.faults import sentence, translated
from resfria_bot.store.first_seal import seal_everything
from resfria_bot.store.rights import Right
from resfria_bot.store.sealing import Vault

#: Seconds to wait for another process that is writing.
BUSY_SECONDS = 10


class Database:
    """One open database. `transaction` is the only way in."""

    def __init__(self, engine: Engine, vault: Vault, folder: tempfile.TemporaryDirectory[str] | None = None) -> None:
        self._engine = engine
        self._vault = vault
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
        with translated(self.name), self._engine.begin() as connection:
            yield connection.execution_options(vault=self._vault)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The right to run a cycle, which one process has at a time; it ends with the process, however that ends.

        Raises `Taken` when another process has it, or still reads a slice of a cycle whose own process has ended.
        """
        with self._right(rights.TURN):
            if self._file is None:
                with self._right(rights.QUIET):
                    pass
            yield

    @contextmanager
    def watch(self, *, is_shared: bool = False) -> Iterator[None]:
        """The right to be the daemon of this database, held beside the turn of each cycle. Raises `Taken`.

        Workers share it among themselves, which SQLite cannot do.
        """
        with self._right(rights.WATCH_TOGETHER if is_shared else rights.WATCH):
            yield

    @contextmanager
    def slice(self, number: int) -> Iterator[bool]:
        """The right to read one slice of a cycle whose turn another process has; PostgreSQL only. Raises `Taken`.

        False when nobody has the turn any more: then the cycle is over.
        """
        with self._right(rights.SLICES), self._right(rights.slice_right(number)):
            with self.transaction() as tx:
                is_running = tx.execute(rights.TURNS).scalar_one() > 0
            yield is_running

    @contextmanager
    def _right(self, right: Right) -> Iterator[None]:
        with translated(self.name):
            holder = self._holder(right)
        with closing(holder):
            with translated(self.name):
                is_mine = rights.takes(holder, right, self.name)
            if not is_mine:
                raise Taken(right.refusal.format(self.name))
            try:
                yield
            finally:
                rights.give_back(holder)

    def _holder(self, right: Right) -> rights.Holder:
        """For SQLite a connection to a file of its own beside the database."""
        if self._file is None:
            holder = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            holder.detach()  # from the pool, where the right would outlive its turn
            return holder
        return sqlite3.connect(f"{self._file}-{right.name}", timeout=0, isolation_level=None, check_same_thread=False)

    def copy(self) -> "Database":
        """The same rows in a temporary SQLite file that goes with the copy: for dry runs."""
        folder, file = _temporary()
        with translated(self.name):
            _save(self._engine, file, self.name)
        return Database(_engine(f"sqlite:///{file}"), self._vault, folder)

    def scrub(self) -> None:
        """Let the log of a SQLite file forget what was deleted; in the file itself it was overwritten at once."""
        with translated(self.name):
            _empty_log(self._engine)

    def close(self) -> None:
        """Let go of connections, and of the file if it is a copy."""
        self._engine.dispose()
        if self._folder is not None:
            self._folder.cleanup()


def open_database(url: str, keys: Sequence[str] = ()) -> Database:
    """Open the database at this SQLAlchemy URL, bring its schema up to date and seal it with the newest of the keys.

    `keys` are Fernet keys, newest first; without any, the database keeps a key of its own. Raises `StoreError` when it
    cannot be used, was made by a newer version of this program, or was sealed with another key.
    """
    _keep_to_ourselves(url)
    engine = _engine(url)
    name = engine.url.render_as_string(hide_password=True)
    try:
        with translated(name):
            return Database(engine, _made_ready(engine, name, keys))
    except BaseException:
        engine.dispose()
        raise


def _keep_to_ourselves(url: str) -> None:
    """Make a new SQLite file one that only its owner may read; its log and what else SQLite makes follow it."""
    path = _sqlite_path(url)
    if path is not None:
        with suppress(OSError):  # one that cannot be made is said when it is opened
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def open_copy(url: str, keys: Sequence[str] = ()) -> Database:
    """A copy of the database at this URL to rehearse on; an empty one where there is no database yet.

    The copy alone is brought to the newest schema. Nothing is made at the URL itself, not even an empty file.
    """
    folder, file = _temporary()
    source = _sqlite_path(url)
    try:
        if source is None or source.exists():
            save_database(url, file)
        copied = open_database(f"sqlite:///{file}", keys)
    except BaseException:
        folder.cleanup()
        raise
    return Database(copied._engine, copied._vault, folder)


def save_database(url: str, file: Path) -> None:
    """All rows of the database at this URL, of whatever revision, as they are at one moment, in a SQLite file.

    Others may go on working meanwhile, and nothing in the database changes.
    """
    source = _sqlite_path(url)
    if source is not None:
        try:
            snapshot.of_file(source, file)
        except sqlite3.Error as error:
            raise StoreError(sentence(str(error), f"sqlite:///{source}")) from error
        return
    engine = _engine(url)
    name = engine.url.render_as_string(hide_password=True)
    try:
        with translated(name):
            _save(engine, file, name)
    finally:
        engine.dispose()


def _save(engine: Engine, file: Path, name: str) -> None:
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as here, closing(sqlite3.connect(file)) as there:
            assert isinstance(here.driver_connection, sqlite3.Connection)  # noqa: S101 - the only driver for it
            here.driver_connection.backup(there)
        return
    target = _engine(f"sqlite:///{file}")
    try:
        snapshot.of_server(engine, target, name)
    finally:
        target.dispose()


def _temporary() -> tuple[tempfile.TemporaryDirectory[str], Path]:
    folder = tempfile.TemporaryDirectory(prefix="resfria-")
    return folder, Path(folder.name) / "copy.db"


def _engine(url: str) -> Engine:
    try:
        # A connection that the server has closed meanwhile is replaced before it is used.
        engine = create_engine(_with_driver(url), connect_args=_arguments(url), pool_pre_ping=True)
    except (exc.ArgumentError, exc.NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError("database.url names no database that can be used: try sqlite:///resfria.db") from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return engine


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
    if url.startswith("sqlite"):
        return {"timeout": BUSY_SECONDS}
    return {"connect_timeout": BUSY_SECONDS, "options": f"-c lock_timeout={int(1000 * BUSY_SECONDS)}"}


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
        for pragma in ("journal_mode = WAL", "foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _made_ready(engine: Engine, name: str, keys: Sequence[str]) -> Vault:
    """Bring the schema up to date and unlock what is sealed, in one transaction."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7201501)"))
        is_old = schema.revision(connection) is not None
        schema.upgrade(connection, name)
        was_sealed = sealing.is_sealed(connection)
        vault, is_changed = sealing.unlock(connection, keys)
        if not was_sealed:
            seal_everything(connection.execution_options(vault=vault))
    if is_old and not was_sealed:
        _on_sqlite(engine, "VACUUM")  # what an older program deleted was not overwritten
    if is_old and (is_changed or not was_sealed):
        _empty_log(engine)
    return vault


def _empty_log(engine: Engine) -> None:
    _on_sqlite(engine, "PRAGMA wal_checkpoint(TRUNCATE)")


def _on_sqlite(engine: Engine, statement: str) -> None:
    """Run a statement that is not allowed within a transaction."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute(statement)
