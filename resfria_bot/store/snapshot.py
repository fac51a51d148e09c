"""All rows as they were at one moment, in another database of the same revision, whatever kind either is."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Column, Connection, Engine, MetaData, Table, func, insert, inspect, select, text

from resfria_bot.store import schema
from resfria_bot.store.summary import stale_days
from resfria_bot.store.tables import metadata

#: Rows copied at a time.
CHUNK = 1000
_REVISION = "alembic_version"


def of_file(source: Path, target: Path) -> None:
    """Copy a SQLite file that may be in use, and change nothing in it. Raises `sqlite3.Error`."""
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there)


def of_server(source: Engine, target: Engine, name: str) -> None:
    """Copy every row of a server's database called `name` into an empty SQLite one."""
    with source.connect().execution_options(isolation_level="REPEATABLE READ") as here, here.begin():
        current = schema.revision(here)
        if current is None:
            return
        with target.begin() as there:
            schema.upgrade(there, name, to=current)
            copy_rows(here, there)


def copy_rows(source: Connection, target: Connection) -> None:
    """Replace what the target holds by what the source holds. Both have the same revision."""
    tables = _tables(source)
    for table in reversed(tables):
        target.execute(table.delete())
    for table in tables:
        if table.name == stale_days.name:
            target.execute(table.delete())  # the copying itself changed every day
        rows = source.execute(select(table)).mappings()
        while chunk := rows.fetchmany(CHUNK):
            target.execute(insert(table), [dict(row) for row in chunk])
    if target.dialect.name == "postgresql":
        _set_sequences(target, tables)


def _tables(connection: Connection) -> list[Table]:
    """The tables of this revision, parents first, what triggers write last; our own types where a column is known."""
    found = inspect(connection)
    order = [name for name, _ in found.get_sorted_table_and_fkc_names() if name and name != _REVISION]
    here = MetaData()
    order.sort(key=lambda name: name == stale_days.name)
    return [Table(name, here, *_columns(connection, name)) for name in order]


def _columns(connection: Connection, name: str) -> list[Column[object]]:
    known = metadata.tables.get(name)
    columns: list[Column[object]] = []
    for column in inspect(connection).get_columns(name):
        ours = known.c.get(column["name"]) if known is not None else None
        columns.append(Column(column["name"], column["type"] if ours is None else ours.type))
    return columns


def _set_sequences(target: Connection, tables: list[Table]) -> None:
    """Numbers go on after those that were copied."""
    for table in tables:
        sequence = (
            target.execute(text("SELECT pg_get_serial_sequence(:name, 'id')").bindparams(name=table.name)).scalar()
            if "id" in table.c
            else None
        )
        if sequence is None:
            continue
        newest = target.execute(select(func.max(table.c.id))).scalar()
        if newest is not None:
            target.execute(text("SELECT setval(:sequence, :newest)").bindparams(sequence=sequence, newest=newest))
