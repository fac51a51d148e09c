"""Mail addresses: in every table an index stands in their place, and here each stands once, sealed."""

import secrets

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from resfria_bot.store.sealing import vault_of
from resfria_bot.store.tables import addresses

#: Begins what stands in place of somebody who was erased.
ERASED = "erased-"


def key(tx: Connection, address: str) -> str:
    """What to look for in a column that stands for an address."""
    return address if address.startswith(ERASED) else vault_of(tx).index(address)


def enter(tx: Connection, address: str) -> str:
    """What to store in such a column; from then on the address can be read again."""
    vault, index = vault_of(tx), key(tx, address)
    if index == address:
        return index
    add = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    row = add(addresses).values(key=index, sealed=vault.seal(address))
    tx.execute(row.on_conflict_do_nothing(index_elements=["key"]))
    vault.known[index] = address
    return index


def readable(tx: Connection, index: str) -> str:
    """The address that an index stands for; of somebody who was erased the index itself."""
    known = vault_of(tx).known
    if index not in known and not index.startswith(ERASED):
        _read_all(tx)
    return known.get(index, index)


def forget(tx: Connection, address: str) -> None:
    """Nobody can read the address here any more."""
    index = key(tx, address)
    tx.execute(delete(addresses).where(addresses.c.key == index))
    vault_of(tx).known.pop(index, None)


def tombstone() -> str:
    """Stands in place of somebody who was erased: nothing leads back to them, and no two are alike."""
    return ERASED + secrets.token_hex(16)


def _read_all(tx: Connection) -> None:
    """Everybody at once: one query a person would be slow, and what was opened before is not opened again."""
    vault = vault_of(tx)
    for row in tx.execute(select(addresses)):
        if row.key not in vault.known:
            vault.known[row.key] = vault.open(row.sealed)
