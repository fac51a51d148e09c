"""Secrets at rest: what names a person is sealed with keys that rotate, and found again by a keyed index.

A seal is `KEY:TOKEN`, where KEY tells which key it was made with and TOKEN is Fernet's (AES-128 in CBC mode with
HMAC-SHA256). An index is HMAC-SHA256: without its key nobody can try addresses out.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import ColumnElement, Connection, Table, Text, cast, delete, insert, select, update

from resfria_bot.errors import StoreError
from resfria_bot.store.tables import addresses, keys, mailboxes, marks, runs

#: Names in `keys`: the key made here where the configuration gives none, and the sealed key of the index.
OWN, INDEX = "sealing", "index"
#: Hex digits by which a key is known; they tell nothing about it.
_NAME_DIGITS = 8
#: Seals whose content is remembered: reading everybody again in each cycle need not open each seal again.
_REMEMBERED = 32_768

#: Columns that hold seals, each with the key of its row. An empty text stays empty.
_SEALED: Sequence[tuple[ColumnElement[str], ColumnElement[str]]] = (
    (addresses.c.sealed, addresses.c.key),
    (mailboxes.c.person_id, mailboxes.c.address),
    (mailboxes.c.name, mailboxes.c.address),
    (mailboxes.c.delta_link, mailboxes.c.address),
    (mailboxes.c.last_error, mailboxes.c.address),
    (marks.c.value, marks.c.name),
    (keys.c.value, keys.c.name),
    (runs.c.report, runs.c.id),
)


class Vault:
    """The keys of one database. `known` remembers readable addresses by index: what is true of them never changes."""

    def __init__(self, fernets: Mapping[str, Fernet], newest: str, index_key: bytes = b"") -> None:
        self.newest = newest
        self.known: dict[str, str] = {}
        self._fernets = fernets
        self._index_key = index_key
        self.open = lru_cache(maxsize=_REMEMBERED)(self._open)

    def with_index(self, index_key: bytes) -> "Vault":
        """The same keys, able to find addresses."""
        return Vault(self._fernets, self.newest, index_key)

    def index(self, address: str) -> str:
        """What stands in the tables in place of an address, however it is spelt."""
        return hmac.new(self._index_key, address.lower().encode(), hashlib.sha256).hexdigest()

    def seal(self, text: str) -> str:
        """The text for nobody else, with the newest key; nothing stays nothing."""
        return f"{self.newest}:{self._fernets[self.newest].encrypt(text.encode()).decode()}" if text else ""

    def _open(self, sealed: str) -> str:
        if not sealed:
            return ""
        name, _, token = sealed.partition(":")
        try:
            return self._fernets[name].decrypt(token.encode()).decode()
        except (KeyError, InvalidToken):
            raise StoreError(_LOCKED) from None


_LOCKED = (
    "the database was sealed with another key than those given: add that key after the first in the variable that "
    "privacy.key_env names, or take the name away if the key lies in the database"
)


def vault_of(tx: Connection) -> Vault:
    """The keys of the database that this transaction works on."""
    found: Vault = tx.get_execution_options()["vault"]
    return found


def secret(tx: Connection, name: str) -> bytes:
    """32 random bytes that this database keeps under this name; made when first asked for."""
    vault = vault_of(tx)
    stored = tx.execute(select(keys.c.value).where(keys.c.name == name)).scalar_one_or_none()
    if stored is None:
        stored = vault.seal(secrets.token_hex(32))
        tx.execute(insert(keys).values(name=name, value=stored))
    return bytes.fromhex(vault.open(stored))


def unlock(tx: Connection, given: Sequence[str]) -> tuple[Vault, bool]:
    """The vault of this database, and whether anything was sealed anew.

    `given` are Fernet keys, newest first. Without any, a key that lies in the database itself is used, and made for a
    new one. What was sealed with an older key is sealed with the newest, and a key that lay in the database goes.
    Raises `StoreError` when none of them fits.
    """
    own = tx.execute(select(keys.c.value).where(keys.c.name == OWN)).scalar_one_or_none()
    sealed_index = tx.execute(select(keys.c.value).where(keys.c.name == INDEX)).scalar_one_or_none()
    chain = [*given, *([own] if own else [])]
    if not chain:
        if sealed_index is not None:
            raise StoreError(_LOCKED)
        chain = [Fernet.generate_key().decode()]
        tx.execute(insert(keys).values(name=OWN, value=chain[0]))
    vault = Vault({_name(key): Fernet(key) for key in chain}, _name(chain[0]))
    if sealed_index is None:
        sealed_index = vault.seal(secrets.token_hex(32))
        tx.execute(insert(keys).values(name=INDEX, value=sealed_index))
        return vault.with_index(bytes.fromhex(vault.open(sealed_index))), True
    vault = vault.with_index(bytes.fromhex(vault.open(sealed_index)))
    return vault, _seal_anew(tx, vault, own if given else None)


def is_sealed(tx: Connection) -> bool:
    """Was anything ever sealed here?"""
    return tx.execute(select(keys.c.name).where(keys.c.name == INDEX)).first() is not None


def keeps_own_key(tx: Connection) -> bool:
    """Does the key lie in the database, so that whoever has the file can open everything?"""
    return tx.execute(select(keys.c.name).where(keys.c.name == OWN)).first() is not None


def _seal_anew(tx: Connection, vault: Vault, superseded: str | None) -> bool:
    """Seal with the newest key what has an older seal, in this one transaction."""
    changed = False
    for column, key in _SEALED:
        for row in _older(tx, vault, column, key):
            values = {column.name: vault.seal(vault.open(row[1]))}
            tx.execute(update(_table(column)).where(key == row[0]).values(values))
            changed = True
    if superseded is not None:
        tx.execute(delete(keys).where(keys.c.name == OWN))
    return changed or superseded is not None


def _older(
    tx: Connection, vault: Vault, column: ColumnElement[str], key: ColumnElement[str]
) -> Sequence[tuple[str, str]]:
    plain = cast(column, Text)
    chosen = select(key, column).where(
        column.is_not(None), plain.not_like(f"%{vault.newest}:%"), plain.not_in(("", '""'))
    )
    if column is keys.c.value:
        chosen = chosen.where(keys.c.name != OWN)
    return [(row[0], row[1]) for row in tx.execute(chosen)]


def _table(column: ColumnElement[str]) -> Table:
    table: Table = column.table
    return table


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:_NAME_DIGITS]
