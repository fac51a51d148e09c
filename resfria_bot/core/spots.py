"""Meanings of the names of places: what kind of place, and where."""

import math
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from resfria_bot.core.types import Place

EARTH_RADIUS_KM = 6371.009
#: A smaller namesake wins over a municipality's main town only when it is this near.
NEIGHBOURHOOD_KM = 25.0


class Kind(IntEnum):
    """What a name is, the most exact first."""

    VENUE = 0
    VILLAGE = 1
    DISTRICT = 2
    TOWN = 3
    MUNICIPALITY = 4
    AREA = 5
    ABROAD = 6
    COUNTRY = 7


class Spot(NamedTuple):
    """One meaning of a name. `shown` is the place as it is told, empty where the name has no single town."""

    shown: str
    kind: Kind
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    municipality: str = ""
    exact: bool = False  #: an abbreviation: only in its own letter case

    @property
    def place(self) -> Place | None:
        """As it is told to others; None where no town is known."""
        return Place(self.shown, self.latitude, self.longitude) if self.shown else None

    def km_to(self, other: "Spot") -> float:
        """Along the great circle; infinite where a position is unknown."""
        if self.latitude is None or self.longitude is None or other.latitude is None or other.longitude is None:
            return math.inf
        return great_circle_km(self.latitude, self.longitude, other.latitude, other.longitude)


def pick(spots: Sequence[Spot], near: tuple[float, float] | None) -> Spot:
    """Which namesake is meant: the main town of a municipality, unless a smaller one is close by; else the nearest."""
    if len(spots) == 1:
        return spots[0]
    if near is None:
        return min(spots, key=lambda s: (s.kind > Kind.MUNICIPALITY, -s.population, s.kind))
    here = Spot("", Kind.TOWN, *near)
    close = [s for s in spots if s.km_to(here) <= NEIGHBOURHOOD_KM and s.kind is not Kind.MUNICIPALITY]
    main = [s for s in spots if s.kind is Kind.TOWN and s.municipality]
    return min(close or main or spots, key=lambda s: (s.kind > Kind.MUNICIPALITY, s.km_to(here), s.kind))


def great_circle_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Haversine distance, in kilometres, on a sphere of the earth's mean radius."""
    a, b = math.radians(latitude), math.radians(to_latitude)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(to_longitude - longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
