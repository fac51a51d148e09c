"""A scenario from the options of the command: "3/week 125 km car", or places."""

import re
from collections.abc import Iterable
from typing import Any

from resfria_bot.errors import ConfigError

_TRIP = re.compile(
    r"(?P<count>\d+(?:[.,]\d+)?)\s*/\s*(?P<span>week|vecka|v|day|dag|month|månad|year|år)\s+"
    r"(?P<length>\d+(?:[.,]\d+)?)\s*(?P<unit>km|mil)(?:\s+(?P<mode>[a-zåäö]+))?",
    re.IGNORECASE,
)
#: Trips a week for one in each span.
_A_WEEK = {"week": 1.0, "vecka": 1.0, "v": 1.0, "day": 5.0, "dag": 5.0}
_A_YEAR = {"month": 12.0, "månad": 12.0, "year": 1.0, "år": 1.0}
_MODES = {"bil": "car", "tåg": "train", "buss": "bus", "cykel": "bicycle", "gång": "walk", "flyg": "flight"}
#: Weeks of work in a year, for trips a month or a year.
_WEEKS = 44.0


def from_options(
    trips: Iterable[str], origin: str | None, destinations: Iterable[str], *, weeks: float | None, people: int | None
) -> dict[str, Any]:
    """The scenario that the options describe; raises `ConfigError` when they describe none."""
    common: dict[str, Any] = {}
    if weeks is not None:
        common["weeks"] = weeks
    if people is not None:
        common["persons"] = people
    lines = [parse_trip(text, weeks) | common for text in trips]
    lines += [{"trips_per_week": 1, "from": origin, "to": place} | common for place in destinations if origin]
    if not lines:
        raise ConfigError(
            ['estimate needs --scenario FILE, --trip "3/week 125 km car", or --from PLACE and --to PLACE']
        )
    return {"lines": lines}


def parse_trip(text: str, weeks: float | None = None) -> dict[str, Any]:
    """A line from words: how often, how far one way in km or mil, and by what (car when nothing is said)."""
    found = _TRIP.fullmatch(text.strip())
    mode = _MODES.get((found["mode"] or "car").lower(), (found["mode"] or "car").lower()) if found else ""
    if not found or mode not in {*_MODES.values()}:
        raise ConfigError([f'--trip should be as "3/week 125 km car", and not "{text}"'])
    span = found["span"].lower()
    count = _number(found["count"])
    a_week = count * _A_WEEK[span] if span in _A_WEEK else count * _A_YEAR[span] / (weeks or _WEEKS)
    return {
        "trips_per_week": a_week,
        "one_way_km": _number(found["length"]) * (10 if found["unit"].lower() == "mil" else 1),
        "mode": mode,
    }


def _number(text: str) -> float:
    return float(text.replace(",", "."))
