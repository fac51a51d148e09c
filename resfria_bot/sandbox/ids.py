"""Identities that look like Microsoft's and are the same at every build: made from names, never drawn at random.

An occurrence has an id and an `iCalUId` of its own, in which its series and its day can be found again.
"""

import base64
import hashlib
import uuid
from datetime import date

_UID_HEAD = "040000008200E00074C5B7101A82E008"
_IMMUTABLE, _MUTABLE = "AAkALg", "AAMkAG"
_OCCURRENCE, _TAIL = "FRAAg", "AAA="
_STEM = 40
_ID_LENGTH = len(_IMMUTABLE) + _STEM + len(_TAIL)
_OCCURRENCE_LENGTH = _ID_LENGTH + len(_OCCURRENCE) + 4


def digest(*parts: str) -> bytes:
    """32 bytes that depend on the parts only."""
    return hashlib.sha256("\n".join(parts).encode()).digest()


def share(*parts: str) -> float:
    """A number from 0 to 1 that depends on the parts only: chance that can be repeated."""
    return int.from_bytes(digest(*parts)[:6], "big") / 2**48


def guid(*parts: str) -> str:
    """An object id."""
    return str(uuid.UUID(bytes=digest(*parts)[:16], version=4))


def ical_uid(*parts: str) -> str:
    """The `iCalUId` of a meeting: the same in every copy."""
    text = digest(*parts).hex().upper()
    return f"{_UID_HEAD}00000000{text[:16]}000000000000000010000000{text[16:48]}"


def occurrence_uid(uid: str, day: date) -> str:
    """The `iCalUId` of one occurrence of a series."""
    head = len(_UID_HEAD)
    return f"{uid[:head]}{day.year:04X}{day.month:02X}{day.day:02X}{uid[head + 8 :]}"


def event_id(mailbox: str, uid: str) -> str:
    """The id of a copy in a mailbox: a different one in each."""
    return f"{_IMMUTABLE}{base64.urlsafe_b64encode(digest(mailbox, uid)[:30]).decode()}{_TAIL}"


def occurrence_id(master_id: str, day: date) -> str:
    """The id of one occurrence of a series in the mailbox of its master."""
    packed = base64.urlsafe_b64encode(day.toordinal().to_bytes(3, "big")).decode()
    return f"{master_id[: -len(_TAIL)]}{_OCCURRENCE}{packed}{_TAIL}"


def read_event_id(text: str) -> tuple[str, date | None] | None:
    """Id of the copy and, for an occurrence, its day; None when it is no event id at all."""
    if not text.startswith((_IMMUTABLE, _MUTABLE)) or len(text) not in (_ID_LENGTH, _OCCURRENCE_LENGTH):
        return None
    stem = text[len(_IMMUTABLE) : len(_IMMUTABLE) + _STEM]
    master = f"{_IMMUTABLE}{stem}{_TAIL}"
    if len(text) == _ID_LENGTH:
        return master, None
    try:
        packed = base64.urlsafe_b64decode(text[-len(_TAIL) - 4 : -len(_TAIL)])
        return master, date.fromordinal(int.from_bytes(packed, "big"))
    except (ValueError, OverflowError):
        return None


def shown(identity: str, *, immutable: bool) -> str:
    """The id as it is told: only who asks for immutable ids gets them."""
    return identity if immutable else _MUTABLE + identity[len(_IMMUTABLE) :]
