"""What a request asks for beyond the path: OData's query options and the `Prefer` header."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from resfria_bot.sandbox import moments
from resfria_bot.sandbox.refusal import Refusal

MOST = 999

_TERM = re.compile(r"^\(*\s*([\w/]+)\s+(eq|ne|ge|gt|le|lt)\s+('(?:[^']|'')*'|[^\s']+?)\s*\)*$")
_STARTS = re.compile(r"^startswith\(\s*([\w/]+)\s*,\s*'((?:[^']|'')*)'\s*\)$", re.IGNORECASE)
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b),
    "ne": lambda a, b: bool(a != b),
    "ge": lambda a, b: a is not None and bool(a >= b),
    "gt": lambda a, b: a is not None and bool(a > b),
    "le": lambda a, b: a is not None and bool(a <= b),
    "lt": lambda a, b: a is not None and bool(a < b),
}

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """The query of a request, by lower-case name, as it came."""

    given: Mapping[str, tuple[str, str]]

    @classmethod
    def parse(cls, text: str) -> "Options":
        """Read the part of an address after the question mark."""
        return cls({name.lower(): (name, value) for name, value in parse_qsl(text, keep_blank_values=True)})

    def get(self, name: str) -> str:
        """The value of an option, empty when it is not given."""
        return self.given.get(name.lower(), ("", ""))[1]

    def number(self, name: str, default: int, most: int) -> int:
        """A whole number from 0 (1 for `$top`) to `most`."""
        text = self.get(name)
        if not text:
            return default
        if not text.isdecimal() or (name == "$top" and int(text) == 0):
            raise Refusal(400, "BadRequest", f"Invalid value '{text[:40]}' for {name} query option found.")
        return min(int(text), most)

    @property
    def select(self) -> tuple[str, ...]:
        """Names of the properties asked for; none for the default ones."""
        return tuple(name.strip() for name in self.get("$select").split(",") if name.strip())

    def refuse(self, *names: str) -> None:
        """Refuse options that the resource does not know."""
        if any(self.get(name) for name in names):
            text = "The following parameters are not supported with change tracking over the 'CalendarView' resource"
            raise Refusal(400, "ErrorInvalidUrlQuery", f"{text}: '{', '.join(names)}'.")

    def link(self, address: str, **changes: str) -> str:
        """The address with these options changed; the names are without the dollar sign."""
        wanted = {name: value for name, value in self.given.values() if name.lower().lstrip("$") not in changes}
        return f"{address}?{urlencode({**wanted, **{f'${n}': v for n, v in changes.items()}}, safe='$:/,')}"


@dataclass(frozen=True, slots=True)
class Prefer:
    """The `Prefer` header. `zone` is empty when none is asked for."""

    zone: str = ""
    is_text: bool = False
    is_immutable: bool = False
    page_size: int = 0

    @classmethod
    def parse(cls, header: str) -> "Prefer":
        """Read the header; preferences that are not known are left aside."""
        found = {name.lower(): value for name, value in re.findall(r'([\w.-]+)\s*=\s*"?([^",;]+)"?', header)}
        size = found.get("odata.maxpagesize", "")
        zone = found.get("outlook.timezone", "")
        if zone:
            moments.zone(zone)
        return cls(
            zone=zone,
            is_text=found.get("outlook.body-content-type", "").lower() == "text",
            is_immutable=found.get("idtype", "") == "ImmutableId",
            page_size=min(int(size), MOST) if size.isdecimal() else 0,
        )

    @property
    def applied(self) -> str:
        """Value of the `Preference-Applied` header."""
        parts = [f'outlook.timezone="{self.zone}"' if self.zone else "", f"odata.maxpagesize={self.page_size}"]
        parts = parts if self.page_size else parts[:1]
        body = 'outlook.body-content-type="text"' if self.is_text else ""
        return ", ".join(part for part in (*parts, body, 'IdType="ImmutableId"' if self.is_immutable else "") if part)


def selected(payload: Payload, names: Iterable[str]) -> Payload:
    """The properties asked for; annotations and the id always come along."""
    wanted = {name.lower() for name in names}
    if not wanted:
        return payload
    return {key: value for key, value in payload.items() if key.lower() in wanted or key == "id" or key[0] == "@"}


def matching(payloads: Iterable[Payload], expression: str) -> list[Payload]:
    """Those that a `$filter` lets through: comparisons and `startswith` joined by `and`; anything else is refused."""
    tests = [_test(term.strip()) for term in re.split(r"\s+and\s+", expression.strip())]
    return [payload for payload in payloads if all(test(payload) for test in tests)]


def ordered(payloads: Iterable[Payload], expression: str) -> list[Payload]:
    """Sorted by an `$orderby` of one or more properties."""
    found = list(payloads)
    for part in reversed(expression.split(",")):
        name, _, direction = part.strip().partition(" ")
        is_falling = direction.strip().lower() == "desc"
        found.sort(key=lambda payload, name=name: str(_value(payload, name) or ""), reverse=is_falling)  # type: ignore[misc]
    return found


def _test(term: str) -> Callable[[Payload], bool]:
    if starts := _STARTS.match(term):
        name, text = starts[1], starts[2].replace("''", "'").lower()
        return lambda payload: str(_value(payload, name) or "").lower().startswith(text)
    found = _TERM.match(term)
    if found is None:
        raise Refusal(400, "BadRequest", "Invalid filter clause: the sandbox knows comparisons, startswith and 'and'.")
    name, compare, literal = found[1], _COMPARE[found[2]], _literal(found[3])

    def test(payload: Payload) -> bool:
        value = _value(payload, name)
        if isinstance(value, str) and isinstance(literal, str) and "date" not in name.lower():
            return compare(value.lower(), literal.lower())
        return value is None if literal is None else type(value) is type(literal) and compare(value, literal)

    return test


def _literal(text: str) -> Any:
    if text.startswith("'"):
        text = text[1:-1].replace("''", "'")
        return text.removesuffix("Z") if re.match(r"^\d{4}-\d\d-\d\dT", text) else text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    return int(text) if text.lstrip("-").isdecimal() else text.removesuffix("Z")


def _value(payload: Payload, path: str) -> Any:
    value: Any = payload
    for name in path.split("/"):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
