"""The columns of what is handed on, each with its meaning, unit and source: one list for pages, reports and files."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from resfria_bot.core.language import translate
from resfria_bot.core.suppression import Span
from resfria_bot.core.types import Tally
from resfria_bot.core.units import KM_PER_MIL
from resfria_bot.store.overview import Overview

_LEDGER = "the ledger"
_ESTIMATE = "the ledger, an estimate with the factors beside"


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of a tally. Texts are messages of the catalogue."""

    name: str
    head: str
    meaning: str
    unit: str
    source: str
    decimals: int = 0

    def of(self, tally: Tally) -> float:
        """The figure, rounded as it is shown."""
        value = float(getattr(tally, self.name.replace("mil_", "km_")))
        return round(value / KM_PER_MIL if self.name.startswith("mil_") else value, self.decimals)


COLUMNS = (
    Column(
        "hours_saved",
        "Hours saved",
        "Working time of the journeys that were not made, there and back, in meetings held online.",
        "hours",
        _ESTIMATE,
        1,
    ),
    Column("mil_saved", "Mil saved", "By car per vehicle, else per person; 1 mil is 10 km.", "mil", _ESTIMATE, 1),
    Column("sek_saved", "SEK saved", "Cost of the journeys and of the working time together.", "SEK", _ESTIMATE),
    Column(
        "kg_co2e_saved",
        "kg CO2e saved",
        "Emissions of the journeys, less those of the video call.",
        "kg CO2e",
        _ESTIMATE,
        1,
    ),
    Column(
        "held",
        "Held online",
        "Converted, over, and still in the calendar when they were counted.",
        "meetings",
        _LEDGER,
    ),
    Column("hours_expected", "Hours expected", "The same for meetings still to come.", "hours", _ESTIMATE, 1),
    Column("mil_expected", "Mil expected", "The same for meetings still to come.", "mil", _ESTIMATE, 1),
    Column("sek_expected", "SEK expected", "The same for meetings still to come.", "SEK", _ESTIMATE),
    Column("kg_co2e_expected", "kg CO2e expected", "The same for meetings still to come.", "kg CO2e", _ESTIMATE, 1),
    Column("converted", "Coming online", "Converted, and not counted as held.", "meetings", _LEDGER),
    Column(
        "recorded",
        "Found",
        "Meetings at other places that could be held online, whatever became of them.",
        "meetings",
        _LEDGER,
    ),
)

#: What figures are divided by, with the heading.
DIVISIONS = {"month": "Month", "department": "Department", "place": "Place", "system": "Meeting system"}
SMALL_GROUPS = "Others, few people each"
NOT_KNOWN = "Not known"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of what is handed on: by what it is divided (empty: not at all), the group, and its figures."""

    division: str
    group: str
    tally: Tally


def table_rows(overview: Overview, language: str, divisions: tuple[str, ...] = tuple(DIVISIONS)) -> Iterator[Row]:
    """The whole, then the lines of each division."""
    yield Row("", period(overview.months), overview.total)
    for division in divisions:
        if division == "month":
            yield from (Row(division, period(span), tally) for span, tally in overview.trend)
        for line in overview.tables.get(division, ()):
            yield Row(division, group_name(line.value, language), line.tally)


def period(months: Span) -> str:
    """A span as "2027-01" or "2027-01 – 2027-03"; empty for none."""
    if not months:
        return ""
    return months[0] if len(months) == 1 else f"{months[0]} – {months[-1]}"


def group_name(value: str | None, language: str) -> str:
    """The value of a dimension as people read it."""
    if value is None:
        return translate(SMALL_GROUPS, language)
    return value.capitalize() if value == "teams" else value or translate(NOT_KNOWN, language)


def factor_rows() -> list[tuple[str, float, str, int, str]]:
    """The factors that come with the program: name, value, unit, year and source."""
    text = (resources.files("resfria_bot.core") / "data" / "factors.toml").read_text("utf-8")
    found: list[tuple[str, float, str, int, str]] = []
    for name, part in tomllib.loads(text).items():
        entries = {name: part} if isinstance(part, dict) and "value" in part else part
        if isinstance(entries, dict):
            found += [
                (f"{name} {key}" if key != name else name, e["value"], e["unit"], e["year"], e["source"])
                for key, e in entries.items()
            ]
    return found
