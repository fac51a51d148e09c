"""Insert a row, or change the one with the same key, in one statement on either database."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(tx: Connection, table: Table, values: Mapping[str, Any]) -> None:
    """Columns that are not in `values` keep what they hold."""
    insert = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    keys = [column.name for column in table.primary_key]
    changed = {name: value for name, value in values.items() if name not in keys}
    tx.execute(insert(table).values(**values).on_conflict_do_update(index_elements=keys, set_=changed))
