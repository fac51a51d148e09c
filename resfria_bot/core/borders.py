"""Which places are abroad: how people get there is not known, so nothing is claimed."""

import csv
import functools
from importlib import resources

from resfria_bot.core.gazetteer import Gazetteer
from resfria_bot.core.spots import Kind, great_circle_km
from resfria_bot.core.types import Place

#: The box around Sweden, degrees north and east.
SOUTH, NORTH, WEST, EAST = 55.2, 69.2, 10.9, 24.3
#: Name of each list of places, its columns for degrees, and whether its places are abroad.
_LISTS = (
    ("towns.tsv", "latitude", "longitude", False),
    ("localities.tsv", "lat", "lon", False),
    ("abroad.tsv", "latitude", "longitude", True),
)


def is_abroad(place: Place, names: Gazetteer) -> bool:
    """Is its name only known abroad or, if not known at all, its point outside Sweden or nearest a town abroad?"""
    spots = names.named(place.name)
    if spots and all(spot.kind in (Kind.ABROAD, Kind.COUNTRY) for spot in spots):
        return True
    if place.latitude is None or place.longitude is None:
        return False
    if not _in_box(place.latitude, place.longitude):
        return True
    return not spots and _is_nearest_abroad(place.latitude, place.longitude)


def _in_box(latitude: float, longitude: float) -> bool:
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST


@functools.lru_cache(maxsize=4096)
def _is_nearest_abroad(latitude: float, longitude: float) -> bool:
    *_, nearest = min((great_circle_km(latitude, longitude, lat, lon), there) for lat, lon, there in _towns())
    return nearest


@functools.cache
def _towns() -> tuple[tuple[float, float, bool], ...]:
    """Every town in the box around Sweden, and whether it is abroad."""
    found = []
    for name, latitude, longitude, is_foreign in _LISTS:
        text = (resources.files("resfria_bot.core") / "data" / name).read_text("utf-8")
        for row in csv.DictReader(text.splitlines(), delimiter="\t"):
            if row[latitude] and row[longitude] and _in_box(float(row[latitude]), float(row[longitude])):
                found.append((float(row[latitude]), float(row[longitude]), is_foreign))
    return tuple(found)
