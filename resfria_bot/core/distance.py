"""How far and how long from place to place: known distances first, then a router, else the great circle.

The estimate is the great circle, led round water, times a circuity; its error is stated with it. Every figure is in
`data/speeds.toml` with its source.
"""

import functools
import tomllib
from collections.abc import Callable, Sequence
from importlib import resources
from typing import Any

from resfria_bot.core.overrides import Overrides
from resfria_bot.core.text import clean, fold
from resfria_bot.core.types import Distance, Mode, Place
from resfria_bot.core.water import Point, Way, way_on_land

#: Asks a router for the way by car; None when it does not answer.
Route = Callable[[Place, Place], Distance | None]


def _figures() -> dict[str, Any]:
    return tomllib.loads((resources.files("resfria_bot.core") / "data" / "speeds.toml").read_text("utf-8"))


_FIGURES = _figures()
CIRCUITY = float(_FIGURES["circuity"]["value"])
ERROR_PERCENT = float(_FIGURES["error"]["value"])
TIME_ERROR_PERCENT = float(_FIGURES["time_error"]["value"])
SAME_TOWN_KM = float(_FIGURES["same_town"]["value"])
#: Nobody is said to travel less than this, one way.
LEAST_KM = float(_FIGURES["least"]["value"])
#: The widest error that the table of known distances states for a row.
OVERRIDE_ERROR_PERCENT = 10.0
#: Nothing is known of where in a town a place lies.
SAME_TOWN_ERROR_PERCENT = 100.0
#: Two points of one name are namesakes, not one town, when they are further apart than the largest town is wide.
SAME_TOWN_MOST_KM = 20.0


def distance(
    origin: Place, destination: Place, mode: Mode, overrides: Overrides, route: Route | None = None
) -> Distance | None:
    """One way from door to door in km and minutes, the same in both directions.

    None when a place has no position, when no road leads there, or when it is so near (below `LEAST_KM`) that nothing
    is claimed. Known distances are by road: trains and flights have their own lengths. The points of two places in one
    town say nothing about streets.
    """
    if is_same_town(origin, destination):
        return _told(SAME_TOWN_KM, ride_minutes(SAME_TOWN_KM, mode), mode, "same_town", SAME_TOWN_ERROR_PERCENT)
    by_road = mode not in (Mode.TRAIN, Mode.FLIGHT)
    known = overrides.find(origin, destination) if by_road else None
    if known is not None:
        stated = known.ride_minutes if mode is Mode.CAR else None
        ride = ride_minutes(known.distance_km, mode) if stated is None else stated
        return _told(known.distance_km, ride, mode, "override", OVERRIDE_ERROR_PERCENT)
    start, end = _point(origin), _point(destination)
    if start is None or end is None:
        return None
    routed = route(origin, destination) if route is not None and mode is Mode.CAR else None
    if routed is not None:
        return routed if routed.distance_km >= LEAST_KM else None
    found = _by_road(start, end, mode) if by_road else _off_road(origin, destination, start.km_to(end), mode)
    return found if found is not None and found.distance_km >= LEAST_KM else None


def great_circle_km(origin: Place, destination: Place) -> float | None:
    """The way of the crow on a sphere of the earth's mean radius, km; None when a position is missing."""
    start, end = _point(origin), _point(destination)
    return start.km_to(end) if start and end else None


def is_same_town(place: Place, other: Place) -> bool:
    """Have both one name, and are they not known to be namesakes far apart?"""
    if fold(clean(place.name)) != fold(clean(other.name)):
        return False
    straight_km = great_circle_km(place, other)
    return straight_km is None or straight_km <= SAME_TOWN_MOST_KM


def ride_minutes(distance_km: float, mode: Mode) -> float:
    """Minutes on the way, without parking, waiting and changing."""
    if mode is Mode.FLIGHT:
        return float(_FIGURES["flight"]["minutes"])
    return _minutes(distance_km, _FIGURES[mode.value]["bands"])


def overhead_minutes(mode: Mode) -> float:
    """Minutes at each leg for parking, walking, waiting and changing."""
    return float(_FIGURES[mode.value]["overhead_minutes"])


def _by_road(start: Point, end: Point, mode: Mode) -> Distance | None:
    way = _way(start, end)
    if way is None:
        return None
    km = way.straight_km * CIRCUITY
    source = "around_water" if way.is_detour else "great_circle"
    return _told(km, ride_minutes(km, mode) + way.ferry_minutes, mode, source, ERROR_PERCENT)


@functools.lru_cache(maxsize=4096)
def _way(start: Point, end: Point) -> Way | None:
    # The smaller point first: both directions must give the same figure to the last digit.
    return way_on_land(*sorted((start, end)))


def _off_road(origin: Place, destination: Place, straight_km: float, mode: Mode) -> Distance:
    """Trains by speeds along the great circle, on tracks as winding as roads; flights straight."""
    if mode is Mode.FLIGHT:
        return _told(straight_km, ride_minutes(straight_km, mode), mode, "great_circle", ERROR_PERCENT)
    is_main = any({origin.name, destination.name} <= set(line) for line in _FIGURES["main_line"]["lines"])
    bands = _FIGURES["main_line" if is_main else "train"]["bands"]
    return _told(straight_km * CIRCUITY, _minutes(straight_km, bands), mode, "great_circle", ERROR_PERCENT)


def _minutes(distance_km: float, bands: Sequence[tuple[float, float]]) -> float:
    minutes, left_km = 0.0, distance_km
    for band_km, speed_kmh in bands:
        here_km = min(left_km, band_km)
        minutes += here_km / speed_kmh * 60
        left_km -= here_km
    return minutes


def _point(place: Place) -> Point | None:
    if place.latitude is None or place.longitude is None:
        return None
    return Point(place.latitude, place.longitude)


def _told(distance_km: float, ride: float, mode: Mode, source: str, error_percent: float) -> Distance:
    return Distance(
        distance_km=distance_km,
        ride_minutes=ride,
        overhead_minutes=overhead_minutes(mode),
        source=source,
        error_percent=error_percent,
    )
