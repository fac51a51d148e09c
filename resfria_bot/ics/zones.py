"""The time zones of a calendar file: names of IANA, of Windows, as Outlook shows them, or defined in the file."""

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import cast
from zoneinfo import ZoneInfo, available_timezones

import icalendar
from tzlocal.windows_tz import win_tz

from resfria_bot.ics.lines import Block

_OFFSET = re.compile(r"\((?:UTC|GMT)(?:(?P<sign>[+\u2212-])(?P<hours>\d{1,2}):(?P<minutes>\d{2}))?\)\s*(?P<names>.*)")
_DATES = re.compile(r"(?P<name>DTSTART|DTEND|RECURRENCE-ID|EXDATE|RDATE)(?P<rest>[;:].*)", re.IGNORECASE)
_VALUE = re.compile(r'(?P<parameters>.*?)"?:(?P<value>\d{8}[\dTZ,/PWDHMS+-]*)"?\s*', re.IGNORECASE)
_ZONE = re.compile(r';TZID="?(?P<zone>[^";]+)"?', re.IGNORECASE)
_YEAR = 2026  #: to compare a city's offset with the one a name states; offsets without summer time hardly ever change


class Zones:
    """Finds the zone of each date in one file. `problems` has a sentence for each zone that had to be guessed."""

    def __init__(self, definitions: Iterable[Block], default: str) -> None:
        self.default = default
        self.zone = ZoneInfo(default)
        self.problems: list[str] = []
        self._definitions = {block.value("TZID").strip('"'): block for block in definitions if block.value("TZID")}
        self._found: dict[str, str] = {}
        self.used: dict[str, str] = {}  #: definitions of the file in use, by the name given to them here

    def resolved(self, line: str) -> str:
        """The line with its zone under a name that the calendar library knows; without a zone, that of the file."""
        dates = _DATES.fullmatch(line)
        parts = _VALUE.fullmatch(dates["rest"]) if dates else None
        if not dates:
            return line
        if not parts:  # no date: the calendar library will say so, and need not guess at a zone before it does
            before, _, after = line.rpartition(":")
            return f"{_ZONE.sub('', before)}:{after}"
        parameters, value = parts["parameters"], parts["value"]
        zone = _ZONE.search(parameters)
        parameters = _ZONE.sub("", parameters).rstrip(";")
        if "T" in value.upper():
            parameters = re.sub(";VALUE=DATE(?=;|$)", "", parameters, flags=re.IGNORECASE)
        if "T" not in value.upper() or value.upper().split(",")[0].split("/")[0].endswith("Z"):
            return f"{dates['name']}{parameters}:{value}"
        return f"{dates['name']}{parameters};TZID={self.find(zone['zone']) if zone else self.default}:{value}"

    def find(self, name: str) -> str:
        """An IANA name, or the name under which `used` holds the file's own definition."""
        if name not in self._found:
            self._found[name] = self._look_up(name.strip())
        return self._found[name]

    def _look_up(self, name: str) -> str:
        if known := named(name, self.default):
            return known
        if block := self._definitions.get(name):
            own = "own-" + hashlib.sha256(block.text().encode()).hexdigest()[:16]
            if text := _definition(block, own):
                self.used[own] = text
                return own
        self.problems.append(f'The time zone "{name[:80]}" is not known: its times are read as {self.default}')
        return self.default


def _definition(block: Block, own: str) -> str:
    """The definition under another name, since the library remembers names across files; empty if it makes no zone."""
    renamed = [line for line in block.lines if not line.upper().startswith("TZID")]
    text = Block("VTIMEZONE", block.number, [f"TZID:{own}", *renamed], block.inner).text()
    try:
        cast(icalendar.Timezone, icalendar.Timezone.from_ical(text)).to_tz(lookup_tzid=False)
    except Exception:  # the library promises nothing about what a broken definition raises
        return ""
    return text


@cache
def _all() -> frozenset[str]:
    return frozenset(available_timezones())


def named(name: str, preferred: str = "") -> str:
    """The IANA name for a name of IANA, of Windows, or as Outlook shows it; empty when it is none of them."""
    plain = name.strip('"/ ')
    parts = plain.split("/")
    for first in range(len(parts)):  # "/freeassociation.example/Europe/Stockholm": a maker's name may stand first
        if (tail := "/".join(parts[first:])) in _all():
            return tail
    return win_tz.get(plain) or _shown(plain, preferred)


def _shown(name: str, preferred: str) -> str:
    """For "(UTC+01:00) Amsterdam, Berlin, … Stockholm, Wien": by its cities, its Windows name, or only its offset."""
    found = _OFFSET.fullmatch(name)
    if not found:
        return ""
    minutes = int(found["hours"] or 0) * 60 + int(found["minutes"] or 0)
    minutes = -minutes if found["sign"] in ("-", "\u2212") else minutes
    cities = {city.strip().replace(" ", "_") for city in re.split(r"[,:]", found["names"])}
    candidates = [preferred, *sorted(_all())]
    for zone in candidates:
        if zone.rpartition("/")[2] in cities and "/" in zone and _winter_minutes(zone) == minutes:
            return zone
    windows = re.sub(r"\s*\(.*\)$", "", found["names"]).replace(" Time", " Standard Time")
    return win_tz.get(windows) or _fixed(minutes)


def _winter_minutes(zone: str) -> int:
    offsets = [datetime(_YEAR, month, 1, tzinfo=ZoneInfo(zone)) for month in (1, 7)]
    return min(int((moment.utcoffset() or moment - moment).total_seconds() // 60) for moment in offsets)


def _fixed(minutes: int) -> str:
    """The zone with only that offset; the signs of these names run the other way. Empty for a part of an hour."""
    if minutes % 60:
        return ""
    return f"Etc/GMT{-minutes // 60:+d}" if minutes else "Etc/UTC"
