"""Whose language to use, translations, and dates, hours and numbers in words."""

import ast
import io
import re
from datetime import UTC, datetime

import pytest
from babel.messages.extract import extract

from resfria_bot.core.language import choose_language, hours_in_words, span_in_words
from tests.core.catalogue import PACKAGE, forms, messages_in_po

STOCKHOLM = "Europe/Stockholm"


def test_every_text_is_translated_and_no_translation_is_left_over() -> None:
    translated = {forms(message.id)[0] for message in messages_in_po()}
    assert said_in_code() | said_in_pages() <= translated
    assert translated <= literals()


def sources() -> list[str]:
    """The modules that may hold texts for people: all but the stand-in tenant's."""
    paths = (path for path in sorted(PACKAGE.rglob("*.py")) if "sandbox" not in path.parts)
    return [path.read_text("utf-8") for path in paths]


def said_in_code() -> set[str]:
    """What is handed to the functions that translate."""
    keywords = {"translate": None, "translate_count": (1, 2), "say": None}
    speaking = (source for source in sources() if "translate" in source or ".say(" in source)
    return {
        forms(found[1])[0]
        for source in speaking
        for found in extract("python", io.BytesIO(source.encode()), keywords=keywords)
    }


def said_in_pages() -> set[str]:
    """The same in the templates of the pages."""
    called = re.compile(r"\b(?:say|translate|translate_count)\(\s*\"([^\"]+)\"")
    return {text for path in PACKAGE.rglob("*.html") for text in called.findall(path.read_text("utf-8"))}


def literals() -> set[str]:
    """Every text in quotation marks, for those that are chosen first and translated later."""
    trees = map(ast.parse, sources())
    constants = (node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str)} | said_in_pages()


def test_every_translation_is_there_and_keeps_its_placeholders_and_markup() -> None:
    marks = re.compile(r"{\w+}|</?b>")
    for message in messages_in_po():
        originals, strings = forms(message.id), forms(message.string)
        assert len(strings) == len(originals), message.id
        assert all(strings), message.id
        assert not message.fuzzy, message.id
        for original, string in zip(originals, strings, strict=True):
            assert sorted(marks.findall(original)) == sorted(marks.findall(string)), message.id


@pytest.mark.parametrize(
    ("own", "default", "language"),
    [
        (["sv-SE"], "en", "sv"),
        (["sv-FI"], "en", "sv"),
        (["SV"], "en", "sv"),
        (["en-GB"], "sv", "en"),
        (["en_US"], "sv", "en"),
        (["", "en-US"], "sv", "en"),
        (["nb-NO"], "sv", "sv"),
        (["nb-NO", "sv-SE"], "en", "sv"),
        (["da-DK"], "en", "en"),
        (["fi"], "sv", "sv"),
        ([], "sv", "sv"),
        (["svx"], "en", "en"),
        ([""], "", "en"),
    ],
)
def test_a_persons_own_language_wins_if_we_write_it(own: list[str], default: str, language: str) -> None:
    assert choose_language(*own, default=default) == language


@pytest.mark.parametrize(
    ("hours", "swedish", "english"),
    [
        (0.01, "5 minuter", "5 minutes"),
        (0.75, "45 minuter", "45 minutes"),
        (0.97, "1 timme", "1 hour"),
        (1.0, "1 timme", "1 hour"),
        (1.3, "1,5 timmar", "1.5 hours"),
        (6.0, "6 timmar", "6 hours"),
        (9.9, "10 timmar", "10 hours"),
        (37.4, "37 timmar", "37 hours"),
        (1234.0, "1\u00a0234 timmar", "1,234 hours"),
    ],
)
def test_hours_are_said_no_finer_than_they_are_known(hours: float, swedish: str, english: str) -> None:
    assert hours_in_words(hours, "sv") == swedish
    assert hours_in_words(hours, "en") == english


@pytest.mark.parametrize(
    ("start", "end", "zone", "swedish", "english"),
    [
        (
            "2026-01-14T08:00",
            "2026-01-14T09:30",
            STOCKHOLM,
            "ons 14 januari kl. 9–10.30",
            "Wed 14 January, 9:00–10:30",
        ),
        (
            "2026-07-01T08:00",
            "2026-07-01T09:30",
            STOCKHOLM,
            "ons 1 juli kl. 10–11.30",
            "Wed 1 July, 10:00–11:30",
        ),
        (
            "2026-01-14T08:00",
            "2026-01-14T09:05",
            "Europe/Helsinki",
            "ons 14 januari kl. 10–11.05",
            "Wed 14 January, 10:00–11:05",
        ),
        ("2026-01-13T23:00", "2026-01-14T23:00", STOCKHOLM, "ons 14 januari", "Wed 14 January"),
        (
            "2026-01-13T23:00",
            "2026-01-15T23:00",
            STOCKHOLM,
            "ons 14 januari – tor 15 januari",
            "Wed 14 January – Thu 15 January",
        ),
        (
            "2026-01-14T11:00",
            "2026-01-15T15:00",
            STOCKHOLM,
            "ons 14 januari kl. 12 – tor 15 januari kl. 16",
            "Wed 14 January, 12:00 – Thu 15 January, 16:00",
        ),
    ],
)
def test_times_are_said_on_the_clock_of_the_person(start: str, end: str, zone: str, swedish: str, english: str) -> None:
    first, last = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end))
    assert span_in_words(first, last, zone, "sv") == swedish
    assert span_in_words(first, last, zone, "en") == english
