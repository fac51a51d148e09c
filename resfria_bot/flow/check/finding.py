"""One item of the check, and how it comes about."""

from collections.abc import Callable
from dataclasses import dataclass

from resfria_bot.errors import ResfriaError


@dataclass(frozen=True, slots=True)
class Finding:
    """`text` says what was found and, when it is not `ok`, what to do. A note is fine, and could be better."""

    item: str
    ok: bool
    text: str
    is_note: bool = False


def good(item: str, text: str) -> Finding:
    """As it should be."""
    return Finding(item, True, text)


def note(item: str, text: str) -> Finding:
    """It works, and somebody should know of it."""
    return Finding(item, True, text, is_note=True)


def bad(item: str, text: str) -> Finding:
    """In the way of a cycle, or of what the settings promise."""
    return Finding(item, False, text)


def tried(item: str, look: Callable[[], str]) -> Finding:
    """What a look says, or the sentence of the error that it raises."""
    try:
        return good(item, look())
    except ResfriaError as error:
        return bad(item, str(error))
