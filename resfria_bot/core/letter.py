"""A short letter, written once and rendered twice: HTML for the calendar and the same words as plain text."""

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

#: Outlook shows no more of a subject, and a phone far less.
SUBJECT_LENGTH = 120

_BOLD = re.compile(r"</?b>")
_SPACES = re.compile(r"\s+")
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNWANTED = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Text:
    """A letter ready to send; `html` is escaped, `plain` says the same."""

    subject: str
    html: str
    plain: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a line. Plain text shows the address after the label, except of a mail, where the label says it."""

    label: str
    url: str


Value: TypeAlias = str | Link


@dataclass(frozen=True, slots=True)
class Line:
    """One line, rendered both ways."""

    html: str
    plain: str


def clean(text: str) -> str:
    """On one line, without control characters, half surrogates or characters that turn the direction of reading."""
    kept = (" " if unicodedata.category(c) in _UNWANTED else c for c in text if c not in _BIDI)
    return _SPACES.sub(" ", "".join(kept)).strip()


def shorten(text: str, length: int) -> str:
    """Cleaned, and cut with an ellipsis where it is longer than that many characters."""
    text = clean(text)
    return text if len(text) <= length else text[: length - 1].rstrip(" ,;:.-–") + "…"


def line(template: str, **values: Value) -> Line:
    """A line from a template of ours, which may hold `{name}` and `<b>`; values come from outside and are escaped."""
    return Line(
        html=template.format(**{name: _as_html(value) for name, value in values.items()}),
        plain=_BOLD.sub("", template).format(**{name: _as_plain(value) for name, value in values.items()}),
    )


def compose(subject: str, paragraphs: Iterable[Sequence[Line]], language: str) -> Text:
    """The letter; empty paragraphs fall away. `language` tells a screen reader how to read it."""
    filled = [lines for lines in paragraphs if lines]
    inner = "".join(f"<p>{'<br>'.join(each.html for each in lines)}</p>" for lines in filled)
    return Text(
        subject=shorten(subject, SUBJECT_LENGTH),
        html=f'<div lang="{language}">{inner}</div>',
        plain="\n\n".join("\n".join(each.plain for each in lines) for lines in filled),
    )


def _as_html(value: Value) -> str:
    if isinstance(value, Link):
        return f'<a href="{html.escape(clean(value.url))}">{html.escape(clean(value.label))}</a>'
    return html.escape(clean(value))


def _as_plain(value: Value) -> str:
    if not isinstance(value, Link):
        return clean(value)
    label, url = clean(value.label), clean(value.url)
    return label if url == label or url.startswith("mailto:") else f"{label}: {url}"
