"""The catalogue of Swedish texts, as the tests read it."""

import re
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from resfria_bot.core import language as languages

PACKAGE = Path(languages.__file__).parents[1]
#: So many words in a row are a sentence and no name.
SENTENCE_WORDS = 3


def messages_in_po() -> list[Message]:
    """Every message with its translation."""
    with (PACKAGE / "locale/sv/LC_MESSAGES/resfria.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


def forms(texts: object) -> tuple[str, ...]:
    """A text, or its forms for one and for many."""
    return tuple(str(text) for text in texts) if isinstance(texts, tuple | list) else (str(texts),)


def sentences_of(texts: Iterable[object]) -> re.Pattern[str]:
    """A pattern that finds any sentence, or longer piece of one between placeholders, of these texts."""
    pieces = (piece for text in texts for form in forms(text) for piece in re.split(r"{\w+}|</?b>", form))
    words = {piece.strip(" ,.:;()?!-") for piece in pieces if len(piece.split()) >= SENTENCE_WORDS}
    return re.compile("|".join(rf"\b{re.escape(piece)}\b" for piece in sorted(words)))
