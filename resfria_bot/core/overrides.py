"""Known distances between towns. They win over every estimate and hold in both directions."""

import csv
import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from math import isfinite

from resfria_bot.core.text import clean, fold
from resfria_bot.core.types import Place

#: Longest distance and time that a row may state; no way in Sweden is longer.
MOST_KM = 3000.0
MOST_MINUTES = 3000.0
COLUMNS = ("from", "to", "km", "minutes")


@dataclass(frozen=True, slots=True)
class Override:
    """One known way by car: km, and minutes on the way where known."""

    distance_km: float
    ride_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Overrides:
    """Known distances by pair of names, in lower case."""

    pairs: Mapping[frozenset[str], Override] = field(default_factory=dict)

    def find(self, origin: Place, destination: Place) -> Override | None:
        """The known way between two places, by any of their names, in either direction."""
        for name in (origin.name, *origin.aliases):
            for other in (destination.name, *destination.aliases):
                found = self.pairs.get(_pair(name, other))
                if found is not None:
                    return found
        return None

    def topped_with(self, own: "Overrides") -> "Overrides":
        """These with others on top, which win."""
        return Overrides({**self.pairs, **own.pairs})


@functools.cache
def shipped_overrides() -> Overrides:
    """The known distances that come with the program, each with its source in `data/overrides.csv`."""
    text = (resources.files("resfria_bot.core") / "data" / "overrides.csv").read_text("utf-8")
    return parse(text, "overrides.csv")[0]


def parse(text: str, where: str) -> tuple[Overrides, list[str]]:
    """The distances of a CSV text with the columns from,to,km,minutes, and a sentence for each line that is wrong.

    Further columns, as a source, may follow. `minutes` may be empty: it is then reckoned from the km.
    """
    rows = csv.DictReader(text.lstrip("\ufeff").splitlines())
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        return Overrides(), [f"{where} should begin with the line {','.join(COLUMNS)}, but lacks {', '.join(missing)}"]
    pairs: dict[frozenset[str], Override] = {}
    problems: list[str] = []
    for row in rows:
        pair = _pair(row["from"] or "", row["to"] or "")
        km = _number(row["km"], MOST_KM)
        minutes = _number(row["minutes"], MOST_MINUTES)
        if km is None or (minutes is None and (row["minutes"] or "").strip()) or "" in pair or len(pair) < 2:
            problems.append(f"{where} line {rows.line_num}: should be two towns, km (0 to 3000) and minutes or nothing")
            continue
        pairs[pair] = Override(km, minutes)
    return Overrides(pairs), problems


def _pair(name: str, other: str) -> frozenset[str]:
    return frozenset(_names(name, other))


def _names(*names: str) -> Iterator[str]:
    return (fold(clean(name)) for name in names)


def _number(text: str | None, most: float) -> float | None:
    try:
        value = float((text or "").strip().replace(",", "."))
    except ValueError:
        return None
    return value if isfinite(value) and 0 < value <= most else None
