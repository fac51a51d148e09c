"""Pseudonyms for people in exports: the same person has the same one as long as the database lives."""

import hashlib
import hmac
import secrets
from collections.abc import Callable

from sqlalchemy import Connection, insert, select

from resfria_bot.store.tables import keys

_NAME = "pseudonyms"


def pseudonyms(tx: Connection) -> Callable[[str], str]:
    """Turns an address into a pseudonym. The key never leaves the database: without it nobody can try addresses out."""
    key = tx.execute(select(keys.c.value).where(keys.c.name == _NAME)).scalar_one_or_none()
    if key is None:
        key = secrets.token_hex(32)
        tx.execute(insert(keys).values(name=_NAME, value=key))
    secret = bytes.fromhex(key)
    return lambda address: hmac.new(secret, address.lower().encode(), hashlib.sha256).hexdigest()[:12]
