"""From blocks to the meetings that happen in a window: zones resolved, series unfolded, one sentence for each fault."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]

from resfria_bot.core.types import Window
from resfria_bot.ics.lines import Block
from resfria_bot.ics.zones import Zones

_OFTEN = {"HOURLY", "MINUTELY", "SECONDLY"}
_RARELY = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_ONCE = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One occurrence as the file tells it. `original` is when the series had it, where it is part of one."""

    component: icalendar.Event
    uid: str
    start: datetime
    end: datetime
    is_all_day: bool
    is_recurring: bool
    is_exception: bool
    original: datetime
    zone: str  #: IANA name of the zone it was planned in


class Fault(Exception):
    """Why a meeting cannot be read; the message ends a sentence that began with its line."""


def meetings(blocks: list[Block], zones: Zones, window: Window, problems: list[str]) -> Iterator[Meeting]:
    """The meetings that touch the window, series by series in the order of the file."""
    for uid, components in _by_uid(blocks, zones, problems).items():
        number, series = components[0][0], [component for _, component in components]
        try:
            yield from _unfolded(uid, series, zones, window)
        except Exception:  # the libraries raise anything at all for broken series
            problems.append(f"Line {number}: a meeting was left out: when it takes place cannot be worked out")


def component(block: Block, zones: Zones) -> icalendar.Event:
    """The block as the library reads it. Raises `Fault` when there is no knowing when it takes place."""
    if not block.is_closed:
        raise Fault("the file ends or goes on with something else in the middle of it")
    lines = [zones.resolved(line) for line in block.lines]
    _check_rules(lines)
    text = "\r\n".join(["BEGIN:VCALENDAR", *zones.used.values(), Block(block.name, 0, lines).text(), "END:VCALENDAR"])
    try:
        event = icalendar.Calendar.from_ical(text).walk("VEVENT")[0]
    except Exception as error:  # the library promises nothing about what broken lines raise
        raise Fault("it is not written as a calendar should be") from error
    wrong = {name for name, _ in event.errors} | {name for name in _ONCE if isinstance(event.get(name), list)}
    broken = [name for name in (*_ONCE, "RRULE") if name in wrong]
    if broken:
        raise Fault(f"its {', '.join(broken)} cannot be understood")
    if not isinstance(event, icalendar.Event) or not isinstance(_when(event, "DTSTART"), date):
        raise Fault("it has no start")
    _check_span(_when(event, "DTSTART"), _when(event, "DTEND"), _when(event, "DURATION"))
    return event


def _by_uid(blocks: list[Block], zones: Zones, problems: list[str]) -> dict[str, list[tuple[int, icalendar.Event]]]:
    found: dict[str, list[tuple[int, icalendar.Event]]] = {}
    for block in blocks:
        try:
            event = component(block, zones)
        except Fault as fault:
            problems.append(f"Line {block.number}: a meeting was left out: {fault}")
            continue
        uid = str(event.get("UID", "")) or "none-" + hashlib.sha256(block.text().encode()).hexdigest()[:24]
        event["UID"] = uid
        found.setdefault(uid, []).append((block.number, event))
    return found


def _check_rules(lines: list[str]) -> None:
    """Refuse what no meeting does, and what the library would work on for ever."""
    for line in lines:
        if not line.upper().startswith("RRULE"):
            continue
        rule = dict(part.split("=", 1) for part in line.partition(":")[2].upper().split(";") if "=" in part)
        if rule.get("FREQ") in _OFTEN:
            raise Fault("it repeats more than once a day, as no meeting does")
        if rule.get("FREQ") not in _RARELY or not re.fullmatch("0*[1-9][0-9]*", rule.get("INTERVAL", "1").strip()):
            raise Fault("its RRULE cannot be understood")


def _check_span(start: date, end: date | None, length: timedelta | None) -> None:
    if length is not None and length < timedelta():
        raise Fault("it ends before it starts")
    if end is None:
        return
    if _kind(start) != _kind(end):
        raise Fault("its start and end are not of one kind, a day or a time")
    if end < start:
        raise Fault("it ends before it starts")


def _kind(value: object) -> tuple[type, bool]:
    """Day or time, and whether it has a zone: only values of one kind can be compared."""
    return type(value), getattr(value, "tzinfo", None) is None


def _unfolded(uid: str, series: list[icalendar.Event], zones: Zones, window: Window) -> Iterator[Meeting]:
    calendar = icalendar.Calendar()
    for event in series:
        calendar.add_component(event)
    moved = {_moment(_when(event, "RECURRENCE-ID"), zones) for event in series if "RECURRENCE-ID" in event}
    is_recurring = bool(moved) or any("RRULE" in event or "RDATE" in event for event in series)
    query = recurring_ical_events.of(calendar, components=["VEVENT"])
    for occurrence in query.between(window.start, window.end):
        meeting = _meeting(uid, occurrence, zones, is_recurring)
        meeting = replace(meeting, is_exception=is_recurring and meeting.original in moved)
        if meeting.start < window.end and (meeting.end > window.start or meeting.start >= window.start):
            yield meeting


def _meeting(uid: str, event: icalendar.Event, zones: Zones, is_recurring: bool) -> Meeting:
    start, end = _when(event, "DTSTART"), _when(event, "DTEND")
    is_day = not isinstance(start, datetime)
    return Meeting(
        component=event,
        uid=uid,
        start=_moment(start, zones),
        end=_moment(max(end, start + _DAY) if is_day else end, zones),
        is_all_day=is_day or str(event.get("X-MICROSOFT-CDO-ALLDAYEVENT", "")).upper() == "TRUE",
        is_recurring=is_recurring,
        is_exception=False,
        original=_moment(_when(event, "RECURRENCE-ID"), zones),
        zone=_zone_name(start, zones),
    )


def _moment(value: date, zones: Zones) -> datetime:
    """In UTC; a day begins at midnight in the zone of the file."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=zones.zone)
    return (value if value.tzinfo else value.replace(tzinfo=zones.zone)).astimezone(UTC)


def _when(event: icalendar.Event, name: str) -> Any:
    """The one value of a property of time; None where there is none, or several."""
    value = event.get(name)
    return None if isinstance(value, icalendar.vBroken) else getattr(value, "dt", None)


def _zone_name(start: date, zones: Zones) -> str:
    name = getattr(getattr(start, "tzinfo", None), "key", None)
    return zones.default if not name or name in zones.used or name in ("UTC", "Etc/UTC") else str(name)
