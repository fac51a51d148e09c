"""A whole calendar file: its meetings within a window, and a sentence for each part that could not be read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from resfria_bot.core.types import Event, Window
from resfria_bot.ics import lines, series, zones
from resfria_bot.ics.event import event_of

_YEAR = timedelta(days=365)
_DAY = timedelta(days=1)
_MOMENT = re.compile(r"(?P<day>\d{8})")
_YEARS = range(1900, 2200)  #: others are what programs write for "never"
_NO_CALENDAR = "This is no calendar file: it should begin with BEGIN:VCALENDAR, as a calendar exported as .ics does"


def read_calendar(data: bytes, owner: str | None, window: Window, zone: str) -> tuple[list[Event], list[str]]:
    """The meetings that touch `window`, in order of time, and one sentence for each part that could not be read.

    `owner` is the address of the person whose calendar it is; None: the one the file itself names, if any. Times
    without a zone are read in the file's own (X-WR-TIMEZONE), else in `zone` (IANA). Never raises for what the file
    holds, and never repeats a subject in a problem.
    """
    calendars = [block for block in lines.blocks(data) if block.name == "VCALENDAR"]
    events: list[Event] = []
    problems: list[str] = [] if calendars else [_NO_CALENDAR]
    for calendar in calendars:
        events += _read_one(calendar, owner, window, zone, problems)
    unique = {(event.ical_uid, event.start): event for event in events}
    return sorted(unique.values(), key=lambda event: (event.start, event.ical_uid)), problems


def default_window(data: bytes) -> Window:
    """The year before and the year after the calendar was exported, as far as it has meetings there.

    Without meetings in those two years, or a date of export: the two years up to its last dated meeting. A file
    without dates gets an empty window.
    """
    starts: list[datetime] = []
    ends: list[datetime] = []
    exports: list[datetime] = []
    goes_on = False
    for block in _events(data):
        if not (start := _moment(block, "DTSTART")):
            continue
        starts.append(start)
        ends.append(max(start, _moment(block, "DTEND") or start))
        exports += [moment] if (moment := _moment(block, "DTSTAMP")) else []
        goes_on = goes_on or any(line.upper().startswith(("RRULE", "RDATE")) for line in block.lines)
    if not starts:
        return Window(start=datetime.min.replace(tzinfo=UTC), end=datetime.min.replace(tzinfo=UTC))
    exported = max(exports, default=max(ends))
    first, last = min(starts) - _DAY, (exported + _YEAR if goes_on else max(ends)) + _DAY
    window = Window(start=max(first, exported - _YEAR), end=min(last, exported + _YEAR))
    if window.start < window.end:
        return window
    return Window(start=max(first, max(ends) - 2 * _YEAR), end=max(ends) + _DAY)


def _read_one(
    calendar: lines.Block, owner: str | None, window: Window, zone: str, problems: list[str]
) -> Iterator[Event]:
    inner = calendar.inner
    found = zones.Zones(
        (block for block in inner if block.name == "VTIMEZONE"), zones.named(calendar.value("X-WR-TIMEZONE")) or zone
    )
    is_cancelled = calendar.value("METHOD").upper() == "CANCEL"
    address = (owner or _named_owner(calendar)).strip().lower()
    blocks = [block for block in inner if block.name == "VEVENT"]
    for meeting in series.meetings(blocks, found, window, problems):
        event = event_of(meeting, address)
        yield replace(event, is_cancelled=True) if is_cancelled else event
    problems += found.problems


def _named_owner(calendar: lines.Block) -> str:
    """Some programs name the calendar by the address of whoever owns it."""
    names = [calendar.value("X-WR-RELCALID"), calendar.value("X-WR-CALNAME")]
    return next((name for name in names if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", name)), "")


def _events(data: bytes) -> Iterator[lines.Block]:
    for calendar in lines.blocks(data):
        yield from (block for block in calendar.inner if block.name == "VEVENT")


def _moment(block: lines.Block, name: str) -> datetime | None:
    """The moment of the property, its zone left aside: a day more or less does not matter here."""
    for line in block.lines:
        if line.upper().startswith((f"{name}:", f"{name};")) and (found := _MOMENT.search(line.rpartition(":")[2])):
            try:
                moment = datetime.strptime(found["day"], "%Y%m%d").replace(tzinfo=UTC)
            except ValueError:
                return None
            return moment if moment.year in _YEARS else None
    return None
