"""The drawings of the log, worked out for templates: bars by period, bars in tables, and lines on a map.

Widths are shares of whatever room there is, so that a text keeps its size on a telephone; only the map is scaled whole.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from babel.dates import format_date

from resfria_bot.columns import period
from resfria_bot.core.suppression import Span
from resfria_bot.core.types import Place, Tally
from resfria_bot.store.figures import first_day
from resfria_bot.store.overview import Line

#: Height of the bars by period, and most names under them.
TALL, NAMES = 170, 13
#: Width of the map, room at its edges, and most names on it.
MAP, EDGE, MOST_NAMES = 420.0, 34.0, 7
_LOCALES = {"sv": "sv_SE", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A period: saved below, expected on top. `left` and `width` in per cent, the rest in pixels from the top."""

    name: str
    is_named: bool
    title: str
    tally: Tally
    left: float
    width: float
    saved: float
    expected: float

    @property
    def middle(self) -> float:
        """Where its name stands."""
        return self.left + self.width / 2


@dataclass(frozen=True, slots=True)
class Trend:
    """Hours by period. `top` is the hours of the upper line."""

    bars: tuple[Bar, ...]
    top: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the map, with the line to it; `weight` is the width of the line."""

    name: str
    x: float
    y: float
    weight: float
    hours: float
    is_named: bool
    is_left: bool  #: its name stands to the left of it


@dataclass(frozen=True, slots=True)
class Map:
    """Where journeys would have gone."""

    height: float
    x: float  #: of our own premises
    y: float
    spots: tuple[Spot, ...]


def trend(lines: Sequence[tuple[Span, Tally]], language: str) -> Trend:
    """Bars for the hours of each period."""
    top = _round_up(max((tally.hours_saved + tally.hours_expected for _, tally in lines), default=0.0))
    step = math.ceil(len(lines) / NAMES) if lines else 1
    bars = []
    for number, (months, tally) in enumerate(lines):
        room = 100 / len(lines)
        saved, expected = (TALL * hours / top for hours in (tally.hours_saved, tally.hours_expected))
        is_named = number % step == 0
        name = short_period(months, language)
        bars.append(Bar(name, is_named, period(months), tally, (number + 0.14) * room, 0.72 * room, saved, expected))
    return Trend(tuple(bars), top)


def share(value: float, most: float) -> float:
    """How long a bar in a table is, in per cent."""
    return round(100 * value / most, 1) if most > 0 else 0.0


def journeys(lines: Iterable[Line], premises: Sequence[tuple[float, float]]) -> Map | None:
    """The places of a table with a line to each from the middle of our premises; None where one side is missing."""
    known = [(line, line.place) for line in lines if line.place and line.place.latitude is not None]
    known = [(line, place) for line, place in known if line.tally.hours_saved + line.tally.hours_expected > 0]
    if not known or not premises:
        return None
    home = (sum(p[0] for p in premises) / len(premises), sum(p[1] for p in premises) / len(premises))
    points = [home, *((place.latitude or 0.0, place.longitude or 0.0) for _, place in known)]
    flat, height = _flattened(points)
    most = max(line.tally.hours_saved + line.tally.hours_expected for line, _ in known)
    spots = [
        _spot(place, x, y, line.tally, most, number < MOST_NAMES)
        for number, ((line, place), (x, y)) in enumerate(zip(known, flat[1:], strict=True))
    ]
    return Map(height, *flat[0], tuple(spots))


def short_period(months: Span, language: str) -> str:
    """The months as "jan" or "jan–mar"; a January with its year."""
    first, last = (format_date(first_day(month), "MMM", _LOCALES[language]).rstrip(".") for month in _ends(months))
    year = f" {months[0][2:4]}" if months[0].endswith("-01") else ""
    return f"{first}{year}" if len(months) == 1 else f"{first}–{last}"


def long_period(months: Span, language: str) -> str:
    """The months as "januari 2027" or "januari 2027 – mars 2027"."""
    first, last = (format_date(first_day(month), "MMMM y", _LOCALES[language]) for month in _ends(months))
    return first if len(months) == 1 else f"{first} – {last}"


def _ends(months: Span) -> tuple[str, str]:
    return months[0], months[-1]


def _round_up(hours: float) -> float:
    """The next round figure, so that the upper line has a name one can read."""
    if hours <= 0:
        return 1.0
    size = 10 ** math.floor(math.log10(hours))
    return float(next(step * size for step in (1, 2, 2.5, 5, 10) if step * size >= hours))


def _flattened(points: Sequence[tuple[float, float]]) -> tuple[list[tuple[float, float]], float]:
    """The points on a flat map, north up, and its height."""
    middle = math.radians(sum(latitude for latitude, _ in points) / len(points))
    flat = [(longitude * math.cos(middle), -latitude) for latitude, longitude in points]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    wide, tall = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    scale = (MAP - 2 * EDGE) / max(wide, tall, 0.1)
    across = (MAP - scale * wide) / 2
    placed = [(round(across + scale * (x - left), 1), round(EDGE + scale * (y - top), 1)) for x, y in flat]
    return placed, round(2 * EDGE + scale * tall, 1)


def _spot(place: Place, x: float, y: float, tally: Tally, most: float, is_named: bool) -> Spot:
    hours = tally.hours_saved + tally.hours_expected
    return Spot(place.name, x, y, round(1 + 7 * math.sqrt(hours / most), 1), hours, is_named, x > MAP * 0.7)
