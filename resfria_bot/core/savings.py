"""What journeys cost in hours, kronor and CO2e, with factors that carry their source."""

import functools
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import resources

from resfria_bot.core.types import Mode, Saving, Trip


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """One set of factors, all within one boundary. Per vehicle km for cars, per person km for the rest."""

    name: str
    boundary: str  #: how much of a fuel's life the CO2e figures cover
    kg_per_km: Mapping[Mode, float]
    sek_per_km: Mapping[Mode, float]
    sek_per_hour: float
    online_kg_per_person_hour: float


@functools.cache
def shipped_factors() -> Factors:
    """The factors that come with the program."""
    text = (resources.files("resfria_bot.core") / "data" / "factors.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return Factors(
        name=data["name"],
        boundary=data["boundary"],
        kg_per_km={mode: data["kg_per_km"][mode.value]["value"] for mode in Mode},
        sek_per_km={mode: data["sek_per_km"][mode.value]["value"] for mode in Mode},
        sek_per_hour=data["sek_per_hour"]["value"],
        online_kg_per_person_hour=data["online_kg_per_person_hour"]["value"],
    )


def own_factors(*, sek_per_vehicle_km: float, sek_per_hour: float, kg_per_km: Mapping[Mode, float]) -> Factors:
    """The shipped factors with an organisation's own on top.

    The set gets a name of its own that changes with its figures, so that a record never seems to rest on others.
    """
    shipped = shipped_factors()
    sek = {**shipped.sek_per_km, Mode.CAR: sek_per_vehicle_km}
    kg = {**shipped.kg_per_km, **kg_per_km}
    if (sek, kg, sek_per_hour) == (shipped.sek_per_km, shipped.kg_per_km, shipped.sek_per_hour):
        return shipped
    figures = repr((sek_per_vehicle_km, sek_per_hour, sorted(kg.items())))
    name = f"{shipped.name}+own-{hashlib.sha256(figures.encode()).hexdigest()[:8]}"
    return replace(shipped, name=name, sek_per_km=sek, sek_per_hour=sek_per_hour, kg_per_km=kg)


def saving(trips: Iterable[Trip], meeting_hours: float, factors: Factors, assumptions: Iterable[str] = ()) -> Saving:
    """What is saved when none of these return journeys is made, and everybody takes part by video instead.

    Km, hours, SEK and kg CO2e for both ways; `meeting_hours` is the video call. Never below zero: a call after a walk
    saves no CO2e, and is not counted as a loss either.
    """
    made = tuple(sorted(trips, key=lambda trip: (trip.origin, trip.mode, trip.persons, trip.one_way.distance_km)))
    travellers = sum(trip.persons for trip in made)
    person_hours = sum(trip.persons * 2 * _leg_hours(trip) for trip in made)
    sek_travel = sum(_charged_km(trip) * factors.sek_per_km[trip.mode] for trip in made)
    kg_gross = sum(_charged_km(trip) * factors.kg_per_km[trip.mode] for trip in made)
    return Saving(
        travellers=travellers,
        vehicle_km=sum(trip.vehicles * _return_km(trip) for trip in made),
        person_km=sum(trip.persons * _return_km(trip) for trip in made),
        km_saved=sum(_charged_km(trip) for trip in made),
        person_hours=person_hours,
        sek_travel=sek_travel,
        sek_time=person_hours * factors.sek_per_hour,
        kg_gross=kg_gross,
        kg_net=max(0.0, kg_gross - travellers * meeting_hours * factors.online_kg_per_person_hour),
        factor_set=factors.name,
        trips=made,
        assumptions=tuple(assumptions),
    )


def _leg_hours(trip: Trip) -> float:
    return (trip.one_way.ride_minutes + trip.one_way.overhead_minutes) / 60


def _return_km(trip: Trip) -> float:
    return 2 * trip.one_way.distance_km


def _charged_km(trip: Trip) -> float:
    """Vehicle km by car, person km by anything else."""
    return _return_km(trip) * (trip.vehicles if trip.mode is Mode.CAR else trip.persons)
