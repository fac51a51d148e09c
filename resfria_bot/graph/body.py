"""The bytes of an answer: whole or broken off, and without halves of characters."""

import re

import msgspec

_json = msgspec.json.Decoder(msgspec.Raw)

#: An escape in JSON text: a surrogate pair, a half of one, or anything else, which is stepped over.
_ESCAPE = re.compile(
    rb"(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|\\."
)


def whole(body: bytes) -> bytes | None:
    """The body when it is JSON to its end, else None.

    A text that was cut in the middle of an emoji holds half a surrogate pair, which no decoder takes. Such a half
    becomes U+FFFD: else one preview would spoil a batch of twenty mailboxes.
    """
    if _is_json(body):
        return body
    mended = _ESCAPE.sub(_mended, body)
    return mended if mended != body and _is_json(mended) else None


def _is_json(body: bytes) -> bool:
    try:
        _json.decode(body)
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


def _mended(found: re.Match[bytes]) -> bytes:
    return rb"\ufffd" if found["half"] else found[0]
