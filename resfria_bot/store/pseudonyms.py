"""Pseudonyms for people in exports: the same person has the same one as long as the database lives."""

import hashlib
import hmac
from collections.abc import Callable

from sqlalchemy import Connection

from resfria_bot.store import sealing

_NAME = "pseudonyms"


def pseudonyms(tx: Connection) -> Callable[[str], str]:
    """Turns an address into a pseudonym. The key never leaves the database: without it nobody can try addresses out."""
    secret = sealing.secret(tx, _NAME)
    return lambda address: hmac.new(secret, address.lower().encode(), hashlib.sha256).hexdigest()[:12]
