"""What a key of the configuration may hold: a sentence for people and a check, side by side so that they agree."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

_MAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_DOMAIN = re.compile(r"(?!-)[\w-]+(\.[\w-]+)+", re.UNICODE)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_YES, _NO = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})


class Misfit(Exception):
    """The value is not what the key should hold; the shape says what that is."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What fits: `what` ends the sentence "… should be", `read` gives the typed value or raises `Misfit`.

    `parse` makes of an environment variable's text what the file would have held. A secretive value is never shown.
    """

    what: str
    read: Callable[[Any], Any]
    parse: Callable[[str], Any] | None = str
    is_secretive: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """What is said about a key beside its type and default. `rows` names the type of each table in an array of them."""

    sentence: str
    shape: Shape
    required: bool = False
    rows: type | None = None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Misfit
    return value.strip()


def _matching(pattern: re.Pattern[str], *, lower: bool = False) -> Callable[[object], str]:
    def read(value: object) -> str:
        text = _text(value)
        if not pattern.fullmatch(text):
            raise Misfit
        return text.lower() if lower else text

    return read


def _zone(value: object) -> str:
    text = _text(value)
    try:
        return ZoneInfo(text).key
    except (ValueError, LookupError, OSError) as error:
        raise Misfit from error


def _flag_or_text(value: object) -> bool | str:
    return value if isinstance(value, bool) else _text(value)


def _parse_flag(text: str) -> bool | str:
    word = text.strip().lower()
    return True if word in _YES else False if word in _NO else text


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Misfit
    return value


def _parse_list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _parse_number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _parse_whole(text: str) -> int | str:
    try:
        return int(text)
    except ValueError:
        return text


def is_loopback(host: str) -> bool:
    """Does this host name or address stay on this machine?"""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _url(*, plain_is_fine: bool) -> Callable[[object], str]:
    def read(value: object) -> str:
        text = _text(value)
        try:
            parts = urlsplit(text)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise Misfit from error
        if not host or re.search(r"\s", text) or parts.username is not None:
            raise Misfit
        allowed = ("https", "http") if plain_is_fine or is_loopback(host) else ("https",)
        if parts.scheme not in allowed:
            raise Misfit
        return text.rstrip("/")

    return read


def _day(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(_text(value))
    except ValueError as error:
        raise Misfit from error


def _database_url(value: object) -> str:
    text = _text(value)
    if not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise Misfit
    return text


def choice(*options: str) -> Shape:
    """One of these words."""

    def read(value: object) -> str:
        if value not in options:
            raise Misfit
        return str(value)

    return Shape("one of " + ", ".join(f'"{option}"' for option in options), read)


def whole(lowest: int, highest: int) -> Shape:
    """A whole number within bounds, both included."""

    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise Misfit
        return value

    return Shape(f"a whole number from {lowest} to {highest}", read, _parse_whole)


def number(lowest: float, highest: float) -> Shape:
    """A number within bounds, both included; NaN is none."""

    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
            raise Misfit
        return float(value)

    return Shape(f"a number from {lowest:g} to {highest:g}", read, _parse_number)


def listed(item: Shape, what: str, *, at_least: int = 0) -> Shape:
    """A list of what fits `item`."""

    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) < at_least:
            raise Misfit
        return tuple(item.read(each) for each in value)

    return Shape(what, read, _parse_list)


def table(item: Shape, what: str) -> Shape:
    """A table from a name to what fits `item`; it has no place in an environment variable."""

    def read(value: object) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise Misfit
        return {name: item.read(each) for name, each in value.items()}

    return Shape(what, read, None)


TEXT = Shape("text", _text)
MAIL = Shape("a mail address such as name@organisation.example", _matching(_MAIL, lower=True))
DOMAIN = Shape("a domain name", _matching(_DOMAIN, lower=True))
ZONE = Shape('an IANA time zone such as "Europe/Stockholm"', _zone)
FLAG = Shape("true or false", _flag, _parse_flag)
FLAG_OR_TEXT = Shape("true, or the client id of the identity", _flag_or_text, _parse_flag)
PATH = Shape("the path of a file", _text)
VARIABLE = Shape(
    "the NAME of an environment variable (capitals, digits, underscores), never the secret itself",
    _matching(_VARIABLE),
    is_secretive=True,
)
SAFE_URL = Shape(
    "an address beginning with https:// (plain http:// only to this machine itself)", _url(plain_is_fine=False)
)
URL = Shape("an address beginning with https:// or http://", _url(plain_is_fine=True))
DATABASE_URL = Shape("sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME", _database_url, is_secretive=True)
LATITUDE = number(-90, 90)
LONGITUDE = number(-180, 180)
DAY = Shape("a date such as 2027-01-31", _day)
TEXTS = listed(TEXT, "a list of texts")
MAILS = listed(MAIL, "a list of mail addresses")
HOSTS = listed(DOMAIN, 'a list of host names such as "meet.organisation.example"')
DOMAINS = listed(DOMAIN, 'a list of mail domains such as ["organisation.example"], at least one', at_least=1)
TEXT_TABLE = table(TEXT, "a table of texts, each with its name")
TEXTS_TABLE = table(TEXTS, "a table of lists of texts, each with its name")
FACTORS_TABLE = table(
    number(0, 100),
    "a table of numbers from 0 to 100, each with the name of a mode: car, bus, train, flight, walk, bicycle",
)
ROWS = Shape("an array of tables", lambda value: value, None)
