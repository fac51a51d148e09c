"""Water in the way: how far it is between two points when lakes, fjords and sounds must be driven round.

`data/water.csv` draws each water as a line along its middle, by our own hand. A point marked passable is where a road
goes by: the end of a lake, a bridge, or a ferry with its minutes of waiting and crossing (our assumption). A line of
one point is a corner of land that roads turn at.
"""

import csv
import functools
import heapq
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import NamedTuple

from resfria_bot.core.spots import great_circle_km


class Point(NamedTuple):
    """Degrees north and east."""

    latitude: float
    longitude: float

    def km_to(self, other: "Point") -> float:
        """Along the great circle, km."""
        return great_circle_km(self.latitude, self.longitude, other.latitude, other.longitude)


class Way(NamedTuple):
    """The shortest way on land as straight stretches: their km, and minutes spent on ferries."""

    straight_km: float
    ferry_minutes: float
    is_detour: bool


class Shore(NamedTuple):
    """All lines of water, and where one gets by them, with minutes."""

    lines: tuple[tuple[Point, Point], ...]
    passes: tuple[tuple[Point, float], ...]

    def is_clear(self, start: Point, end: Point) -> bool:
        """Does the straight line from start to end meet no water?"""
        return not any(_cross(start, end, *line) for line in self.lines)


def way_on_land(origin: Point, destination: Point) -> Way | None:
    """The shortest way that crosses no drawn water; None when there is none, as to Gotland."""
    shore = _shore()
    if shore.is_clear(origin, destination):
        return Way(origin.km_to(destination), 0.0, False)
    links = _links()
    ends = {at: origin.km_to(point) for at, (point, _) in enumerate(shore.passes) if shore.is_clear(origin, point)}
    queue = [(km, at, shore.passes[at][1]) for at, km in ends.items()]
    heapq.heapify(queue)
    best: Way | None = None
    done: set[int] = set()
    while queue:
        km, at, minutes = heapq.heappop(queue)
        if best is not None and km >= best.straight_km:
            break
        if at in done:
            continue
        done.add(at)
        point = shore.passes[at][0]
        if shore.is_clear(point, destination):
            whole = km + point.km_to(destination)
            if best is None or whole < best.straight_km:
                best = Way(whole, minutes, True)
        for other, further in links[at]:
            # Both sides of one ferry are passes, so that its minutes count once.
            extra = 0.0 if minutes and further < 1.0 else shore.passes[other][1]
            heapq.heappush(queue, (km + further, other, minutes + extra))
    return best


@functools.cache
def _shore() -> Shore:
    text = (resources.files("resfria_bot.core") / "data" / "water.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    points = [Point(float(row["latitude"]), float(row["longitude"])) for row in rows]
    lines = tuple(
        (points[at], points[at + 1]) for at in range(len(rows) - 1) if rows[at]["line"] == rows[at + 1]["line"]
    )
    passes = tuple(
        (point, float(row["minutes"])) for row, point in zip(rows, points, strict=True) if row["passable"] == "yes"
    )
    return Shore(lines, passes)


@functools.cache
def _links() -> tuple[tuple[tuple[int, float], ...], ...]:
    """From each pass, the others that a straight line reaches, with km."""
    shore = _shore()
    return tuple(tuple(_reached(shore, at)) for at in range(len(shore.passes)))


def _reached(shore: Shore, at: int) -> Iterator[tuple[int, float]]:
    start = shore.passes[at][0]
    for other, (end, _) in enumerate(shore.passes):
        if other != at and shore.is_clear(start, end):
            yield other, start.km_to(end)


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Do the stretches a–b and c–d cross, each within the other? Ends that merely touch do not."""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Sequence[float], b: Sequence[float], c: Sequence[float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
