"""The what-if calculator: trips a week to km, hours, SEK and kg CO2e a year, with every assumption shown."""

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

from resfria_bot.core.borders import is_abroad
from resfria_bot.core.distance import distance, overhead_minutes, ride_minutes
from resfria_bot.core.gazetteer import gazetteer
from resfria_bot.core.scenario import WEEKS, Line, parse_trip, read
from resfria_bot.core.travellers import Locate
from resfria_bot.core.trips import TravelPolicy
from resfria_bot.core.types import Distance, Mode, Place
from resfria_bot.errors import ConfigError

__all__ = ["estimate", "parse_trip"]

#: Hours of work in a month, to tell hours as months.
HOURS_A_MONTH = 160.0
#: Length of the meeting that replaces a trip, hours. An assumption; it only matters for `kg_net`.
ONLINE_HOURS = 1.0
_SUMS = (
    "vehicle_km", "person_km", "km_saved", "person_hours", "sek_travel", "sek_time", "sek_total", "kg_gross", "kg_net",
)  # fmt: skip


def estimate(scenario: object, locate: Locate, policy: TravelPolicy | None = None) -> dict[str, Any]:
    """What the trips of a scenario cost in a year, line by line and in total.

    A line that does not state a value gets a default, and `assumptions` says which. Units are in the names; kg is
    CO2e, `kg_net` after the video call; `working_months` are of 160 hours. `policy` is the organisation's own: its
    known distances, occupancy and factors. ConfigError lists every fault, unknown places among them.
    """
    policy = policy or TravelPolicy()
    lines = read(scenario)
    problems: list[str] = []
    ways = [_way(line, f"lines[{number}]", locate, policy, problems) for number, line in enumerate(lines)]
    if problems:
        raise ConfigError(problems)
    factors = policy.factors
    told = [_reckon(line, way, policy) for line, way in zip(lines, ways, strict=True)]
    return {"lines": told, "total": _total(told), "factor_set": factors.name, "boundary": factors.boundary}


def _way(line: Line, where: str, locate: Locate, policy: TravelPolicy, problems: list[str]) -> Distance:
    """The stated length, or the way between the two places; a way that is not known becomes a problem."""
    km = line.stated.get("one_way_km")
    if km is not None:
        return _told(km, line.mode, "stated")
    ends = [_place(name, f"{where}.{key}", locate, problems) for key, name in _ends(line)]
    origin, destination = ends
    if origin is None or destination is None:
        return _told(0.0, line.mode, "stated")
    found = distance(origin, destination, line.mode, policy.overrides)
    if found is None:
        problems.append(f"{where}: no way from {origin.name} to {destination.name} is known; state one_way_km instead")
        return _told(0.0, line.mode, "stated")
    return found


def _ends(line: Line) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("from", line.origin), ("to", line.destination)


def _place(name: str, where: str, locate: Locate, problems: list[str]) -> Place | None:
    found = locate(name)
    if found is None or found.latitude is None:
        problems.append(f"{where}: {name[:60]!r} is not a known place; state one_way_km instead")
        return None
    if is_abroad(found, gazetteer()):
        problems.append(f"{where}: {found.name} is abroad, where distances are not estimated; state one_way_km instead")
        return None
    return found


def _told(km: float, mode: Mode, source: str) -> Distance:
    return Distance(
        distance_km=km, ride_minutes=ride_minutes(km, mode), overhead_minutes=overhead_minutes(mode), source=source
    )


def _defaults(line: Line, way: Distance, policy: TravelPolicy) -> dict[str, float]:
    """Every value that a line may state, as it is when it does not."""
    factors = policy.factors
    is_car = line.mode is Mode.CAR
    persons = line.stated.get("persons", 1)
    vehicles = line.stated.get("vehicles", ceil(persons / policy.occupancy) if is_car else 0)
    kg_per_km = factors.kg_per_km[line.mode]
    if is_car and line.kg_basis == "person":
        kg_per_km *= vehicles / persons  # the factor is a car's: those in it share it
    return {
        "weeks": WEEKS,
        "one_way_km": way.distance_km,
        "legs_per_trip": 2,
        "persons": 1,
        "vehicles": vehicles,
        "ride_min_per_leg": way.ride_minutes,
        "overhead_min": way.overhead_minutes,
        "sek_per_vehicle_km": factors.sek_per_km[Mode.CAR] if is_car else 0.0,
        "fare_sek_per_person_leg": 0.0 if is_car else factors.sek_per_km[line.mode] * way.distance_km,
        "allowance_sek_per_person_trip": 0.0,
        "wage_sek_h": factors.sek_per_hour,
        "kg_per_km": kg_per_km,
        "online_hours": ONLINE_HOURS,
        "online_kg_per_person_hour": factors.online_kg_per_person_hour,
    }


def _reckon(line: Line, way: Distance, policy: TravelPolicy) -> dict[str, Any]:
    """One line: its parameters, then the sums. legs = trips × weeks × legs per trip; the rest follows from them."""
    defaults = _defaults(line, way, policy)
    used = {**defaults, **line.stated}
    trips = used["trips_per_week"] * used["weeks"]
    legs = trips * used["legs_per_trip"]
    vehicle_km = legs * used["one_way_km"] * used["vehicles"]
    person_km = legs * used["one_way_km"] * used["persons"]
    person_hours = legs * used["persons"] * (used["ride_min_per_leg"] + used["overhead_min"]) / 60
    fares = legs * used["persons"] * used["fare_sek_per_person_leg"]
    allowances = trips * used["persons"] * used["allowance_sek_per_person_trip"]
    sek_travel = vehicle_km * used["sek_per_vehicle_km"] + fares + allowances
    sek_time = person_hours * used["wage_sek_h"]
    kg_gross = (vehicle_km if line.kg_basis == "vehicle" else person_km) * used["kg_per_km"]
    kg_online = trips * used["persons"] * used["online_hours"] * used["online_kg_per_person_hour"]
    return {
        **{key: name for key, name in _ends(line) if name},
        "mode": line.mode.value,
        **used,
        "kg_basis": line.kg_basis,
        "source": way.source,
        "error_percent": way.error_percent,
        "factor_set": policy.factors.name,
        "assumptions": _assumptions(line, defaults, way),
        "vehicle_km": vehicle_km,
        "person_km": person_km,
        "km_saved": vehicle_km if line.mode is Mode.CAR else person_km,
        "person_hours": person_hours,
        "working_months": person_hours / HOURS_A_MONTH,
        "sek_travel": sek_travel,
        "sek_time": sek_time,
        "sek_total": sek_travel + sek_time,
        "kg_gross": kg_gross,
        "kg_net": max(0.0, kg_gross - kg_online),
    }


def _assumptions(line: Line, defaults: Mapping[str, float], way: Distance) -> list[str]:
    told = [f"{key} {round(value, 3):g}" for key, value in defaults.items() if key not in line.stated]
    if way.source != "stated":
        told.append(f"distance by {way.source}, give or take {way.error_percent:g} %")
    return told


def _total(lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    sums: dict[str, Any] = {key: sum(line[key] for line in lines) for key in _SUMS}
    return sums | {"working_months": sums["person_hours"] / HOURS_A_MONTH}
