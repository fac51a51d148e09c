"""The what-if calculator: journeys that could be left out, and what they cost in hours, kronor and kg CO2e.

legs = trips x weeks x legs a trip; vehicle km = legs x km x vehicles; person km = legs x km x persons;
hours = legs x persons x (ride + overhead); SEK = vehicle km x rate + persons x legs x fare + allowances + hours x wage;
kg = (vehicle km or person km) x factor - persons x hours online x factor of the video call.
"""

from collections.abc import Callable, Mapping
from math import ceil, isfinite
from typing import Any

from resfria_bot.core.distance import OVERHEAD_MINUTES, Overrides, distance, ride_minutes
from resfria_bot.core.savings import shipped_factors
from resfria_bot.core.types import Mode, Place
from resfria_bot.errors import ConfigError

#: Weeks in which people work: 251 working days less five to six weeks' leave.
WEEKS = 44.0
OCCUPANCY = 1.4
ONLINE_HOURS = 1.0
#: Sums that are given for each line and in total.
FIGURES = (
    "vehicle_km",
    "person_km",
    "km_saved",
    "person_hours",
    "sek_travel",
    "sek_time",
    "sek_total",
    "kg_gross",
    "kg_net",
)
_NUMBERS = (
    "trips_per_week",
    "weeks",
    "one_way_km",
    "legs_per_trip",
    "vehicles",
    "persons",
    "ride_min_per_leg",
    "overhead_min",
    "sek_per_vehicle_km",
    "fare_sek_per_person_leg",
    "allowance_sek_per_person_trip",
    "wage_sek_h",
    "kg_per_km",
    "online_hours",
    "online_kg_per_person_hour",
)
_KEYS = frozenset({*_NUMBERS, "mode", "from", "to", "kg_basis"})
#: No number in a scenario makes sense beyond this; it keeps every sum finite.
_MOST = 1e9


def estimate(scenario: object, locate: Callable[[str], Place | None]) -> dict[str, Any]:
    """Reckon a scenario, `{"lines": [...]}`; raises `ConfigError` with a sentence for each thing that is wrong."""
    lines = scenario.get("lines") if isinstance(scenario, Mapping) else None
    if not isinstance(lines, list) or not lines:
        raise ConfigError(['a scenario should be an object with a list "lines" that is not empty'])
    problems: list[str] = []
    for number, line in enumerate(lines):
        problems += _problems(f"lines[{number}]", line)
    if problems:
        raise ConfigError(problems)
    reckoned = [_line(f"lines[{number}]", line, locate) for number, line in enumerate(lines)]
    return {
        "lines": reckoned,
        "total": {name: sum(line[name] for line in reckoned) for name in FIGURES},
        "factor_set": shipped_factors().name,
    }


def _problems(where: str, line: object) -> list[str]:
    if not isinstance(line, Mapping):
        return [f"{where} should be an object"]
    problems = [f"{where}.{key} is no key of a line" for key in sorted(map(str, line.keys() - _KEYS))]
    for key in _NUMBERS:
        value = line.get(key, 0)
        if isinstance(value, bool) or not isinstance(value, int | float) or not _is_sane(value):
            problems.append(f"{where}.{key} should be a number from 0 to {_MOST:g}")
    if line.get("mode", "car") not in {mode.value for mode in Mode}:
        problems.append(f"{where}.mode should be one of {', '.join(mode.value for mode in Mode)}")
    if line.get("kg_basis", "vehicle") not in ("vehicle", "person"):
        problems.append(f"{where}.kg_basis should be vehicle or person")
    if "trips_per_week" not in line:
        problems.append(f"{where}.trips_per_week is missing")
    if "one_way_km" not in line and not (isinstance(line.get("from"), str) and isinstance(line.get("to"), str)):
        problems.append(f"{where} should have one_way_km, or from and to")
    return problems


def _is_sane(value: float) -> bool:
    return isfinite(value) and 0 <= value <= _MOST


def _line(where: str, line: Mapping[str, Any], locate: Callable[[str], Place | None]) -> dict[str, Any]:
    mode = Mode(line.get("mode", "car"))
    way = _way(where, line, mode, locate)
    used = _defaults(line, mode, way["one_way_km"]) | {key: line[key] for key in _NUMBERS if key in line} | way
    used |= {key: line[key] for key in ("from", "to", "kg_basis") if key in line}
    trips = used["trips_per_week"] * used["weeks"]
    legs = trips * used["legs_per_trip"]
    vehicle_km = legs * used["one_way_km"] * used["vehicles"]
    person_km = legs * used["one_way_km"] * used["persons"]
    hours = legs * used["persons"] * (used["ride_min_per_leg"] + used["overhead_min"]) / 60
    fares = used["persons"] * legs * used["fare_sek_per_person_leg"]
    allowances = used["persons"] * trips * used["allowance_sek_per_person_trip"]
    sek_travel = vehicle_km * used["sek_per_vehicle_km"] + fares + allowances
    kg_gross = (vehicle_km if used["kg_basis"] == "vehicle" else person_km) * used["kg_per_km"]
    online = used["persons"] * trips * used["online_hours"] * used["online_kg_per_person_hour"]
    return {
        "vehicle_km": vehicle_km,
        "person_km": person_km,
        "km_saved": vehicle_km if mode is Mode.CAR else person_km,
        "person_hours": hours,
        "sek_travel": sek_travel,
        "sek_time": hours * used["wage_sek_h"],
        "sek_total": sek_travel + hours * used["wage_sek_h"],
        "kg_gross": kg_gross,
        "kg_net": kg_gross - online,
        **used,
    }


def _way(where: str, line: Mapping[str, Any], mode: Mode, locate: Callable[[str], Place | None]) -> dict[str, Any]:
    """One-way km and minutes with their source: stated, or from place to place."""
    if "one_way_km" in line:
        one_way_km = float(line["one_way_km"])
        return {
            "one_way_km": one_way_km,
            "ride_min_per_leg": float(line.get("ride_min_per_leg", ride_minutes(one_way_km, mode))),
            "source": "stated",
        }
    ends = {key: locate(line[key]) for key in ("from", "to")}
    unknown = [
        f'{where}.{key} "{line[key]}" is no place that is known: give one_way_km' for key in ends if not ends[key]
    ]
    origin, destination = ends["from"], ends["to"]
    found = distance(origin, destination, mode, Overrides()) if origin and destination else None
    if found is None:
        raise ConfigError(unknown or [f"{where}: the distance is not known: give one_way_km"])
    return {
        "one_way_km": found.distance_km,
        "ride_min_per_leg": float(line.get("ride_min_per_leg", found.ride_minutes)),
        "source": found.source,
        "error_percent": found.error_percent,
    }


def _defaults(line: Mapping[str, Any], mode: Mode, one_way_km: float) -> dict[str, Any]:
    factors = shipped_factors()
    persons = line.get("persons", line.get("vehicles", 1) or 1)
    is_car = mode is Mode.CAR
    return {
        "mode": mode.value,
        "weeks": WEEKS,
        "legs_per_trip": 2,
        "persons": persons,
        "vehicles": ceil(persons / OCCUPANCY) if is_car else 0,
        "overhead_min": OVERHEAD_MINUTES[mode],
        "sek_per_vehicle_km": factors.sek_per_km[mode] if is_car else 0.0,
        "fare_sek_per_person_leg": 0.0 if is_car else factors.sek_per_km[mode] * one_way_km,
        "allowance_sek_per_person_trip": 0.0,
        "wage_sek_h": factors.sek_per_hour,
        "kg_per_km": factors.kg_per_km[mode],
        "kg_basis": "vehicle" if is_car else "person",
        "online_hours": ONLINE_HOURS,
        "online_kg_per_person_hour": factors.online_kg_per_person_hour,
    }
