"""Journeys, and what is saved when they are not made."""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """How people get there."""

    WALK = "walk"
    BICYCLE = "bicycle"
    BUS = "bus"
    TRAIN = "train"
    CAR = "car"
    FLIGHT = "flight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """One way from door to door. `source` says where it comes from.

    great_circle, around_water (the same, led round lakes and fjords), override, osrm, same_town, or stated.
    """

    distance_km: float
    ride_minutes: float
    overhead_minutes: float
    source: str
    error_percent: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """Return journey of those who sit at one place of ours: `persons` in `vehicles` (0 for other modes than car)."""

    origin: str
    destination: str
    mode: Mode
    persons: int
    vehicles: int
    one_way: Distance


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What one occurrence saves if nobody travels, return journeys included. An estimate until attendance was read."""

    travellers: int
    vehicle_km: float
    person_km: float
    km_saved: float  #: vehicle km for cars, person km for other modes
    person_hours: float
    sek_travel: float
    sek_time: float
    kg_gross: float
    kg_net: float
    factor_set: str  #: name of the set of factors used, for the record
    trips: tuple[Trip, ...] = ()
    assumptions: tuple[str, ...] = ()
