"""What somebody writes back about being asked: STOPP, START, or PAUS until a day. Nothing else is read or kept."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from resfria_bot.core import text


class WishKind(StrEnum):
    """What is wished."""

    STOP = "stop"
    START = "start"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish; `until` is the end of a pause."""

    kind: WishKind
    until: datetime | None = None


#: A pause that names no day that can be read.
PAUSE_WEEKS = 4
#: No pause is longer: who wants more writes STOPP.
LONGEST_PAUSE = timedelta(days=3 * 365)

#: Where a mail program begins to quote what was written before.
_QUOTED = re.compile(
    r"^\s*(?:>|-{4,}|_{5,}|\*?(?:från|from|skickat|sent|fra)\s*:|(?:den|på|on)\s.{4,200}?(?:skrev|wrote)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_GREETING = re.compile(r"^(?:hej(?:san)?|hallå|tjena|hello|hi|dear)\b[^\n.!,]{0,40}?(?:[.!,]|\n)\s*", re.IGNORECASE)
_STOP = re.compile(r"^(?:stopp|stop|sluta)\b(?!\s+(?:inte|by|in)\b)(?!-)", re.IGNORECASE)
_START = re.compile(r"^(?:start|börja)\b[\s.!]*(?:igen|again)?[\s.!]*(?:\n|$)", re.IGNORECASE)
_PAUSE = re.compile(r"^(?:paus|pausa|pause)\b[\s:.!,]*([^\n]*)", re.IGNORECASE)

_THROUGH = re.compile(r"^(?:t\.?\s?o\.?\s?m\.?|till och med|through)\s+", re.IGNORECASE)
_UNTIL = re.compile(r"^(?:till|tills|until|i|for|to)\s+", re.IGNORECASE)
_SPAN = re.compile(r"^(\d{1,3}|[a-zåäö]+)\s+(dag|day|veck|week|månad|month)", re.IGNORECASE)
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")
_SLASH = re.compile(r"^(\d{1,2})[/.](\d{1,2})(?:[/. -](\d{4}))?(?!\d)")
_NAMED = re.compile(r"^(?:den )?(\d{1,2})(?::?[ae]|st|nd|rd|th)?\.?\s+([a-zåäö]{3,9})\.?(?:\s+(\d{4}))?", re.IGNORECASE)
_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("en ett a one", "två two", "tre three", "fyra four", "fem five", "sex six", "sju seven", "åtta eight"), 1
    )
    for word in words.split()
}
_MONTHS = ("jan", "feb", "mar", "apr", "maj may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec")
_DAYS = {"dag": 1, "day": 1, "veck": 7, "week": 7, "månad": 30, "month": 30}


def read(written: str, is_html: bool, said_at: datetime, zone: str) -> Wish | None:
    """The wish that a message begins with, or None. Only what its writer wrote counts, not what is quoted below.

    `said_at` is when it came: spans are counted from it, and days are those of the IANA zone.
    """
    own = _own_words(written, is_html)
    if _STOP.match(own):
        return Wish(WishKind.STOP)
    if _START.match(own):
        return Wish(WishKind.START)
    pause = _PAUSE.match(own)
    if pause is None:
        return None
    until = _end_of_pause(pause[1].strip(), said_at, ZoneInfo(zone))
    return Wish(WishKind.PAUSE, min(until, said_at + LONGEST_PAUSE)) if until > said_at else None


def says_something(written: str, is_html: bool) -> bool:
    """Did the writer write anything of their own?"""
    return bool(_own_words(written, is_html))


def _own_words(written: str, is_html: bool) -> str:
    plain = text.html_text(written) if is_html else written
    quoted = _QUOTED.search(plain)
    own = text.clean(plain[: quoted.start()] if quoted else plain).lstrip(" \n\"'”*_(")
    return _GREETING.sub("", own, count=1).lstrip()


def _end_of_pause(said: str, said_at: datetime, zone: ZoneInfo) -> datetime:
    today = said_at.astimezone(zone).date()
    is_through = _THROUGH.match(said) is not None
    said = _UNTIL.sub("", _THROUGH.sub("", said, count=1), count=1)
    span = _span(said)
    if span is not None:
        return said_at + span
    day = _day(said, today)
    if day is None:
        return said_at + timedelta(weeks=PAUSE_WEEKS)
    return datetime.combine(day + timedelta(days=is_through), time(), zone).astimezone(said_at.tzinfo)


def _span(said: str) -> timedelta | None:
    found = _SPAN.match(said)
    if found is None:
        return None
    number = int(found[1]) if found[1].isdigit() else _NUMBERS.get(found[1].lower())
    return None if number is None else timedelta(days=number * _DAYS[found[2].lower()])


def _day(said: str, today: date) -> date | None:
    """The day that is named; without a year the next one of that name."""
    if iso := _ISO.match(said):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    if slash := _SLASH.match(said):
        return _next(slash[3], int(slash[2]), int(slash[1]), today)
    if named := _NAMED.match(said):
        start = named[2].lower()[:3]
        month = next((number for number, names in enumerate(_MONTHS, 1) if start in names.split()), None)
        return _next(named[3], month, int(named[1]), today) if month else None
    return None


def _next(year: str | None, month: int, day: int, today: date) -> date | None:
    if year:
        return _date(int(year), month, day)
    this_year = _date(today.year, month, day)
    return this_year if this_year and this_year > today else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
