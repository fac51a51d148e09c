"""A what-if scenario as people write it: lines of trips, checked, with every fault told at once."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resfria_bot.core.types import Mode
from resfria_bot.errors import ConfigError

#: Weekdays less public holidays and five to six weeks' leave, in weeks (own count, 2026).
WEEKS = 44.0
#: Smallest and largest value of each number; whole numbers are marked below.
LIMITS: Mapping[str, tuple[float, float]] = {
    "trips_per_week": (0, 100_000),
    "weeks": (0, 53),
    "one_way_km": (0, 20_000),
    "legs_per_trip": (1, 20),
    "vehicles": (0, 100_000),
    "persons": (1, 100_000),
    "ride_min_per_leg": (0, 10_000),
    "overhead_min": (0, 10_000),
    "sek_per_vehicle_km": (0, 1_000),
    "fare_sek_per_person_leg": (0, 100_000),
    "allowance_sek_per_person_trip": (0, 100_000),
    "wage_sek_h": (0, 100_000),
    "kg_per_km": (0, 100),
    "online_hours": (0, 1_000),
    "online_kg_per_person_hour": (0, 100),
}
_WHOLE = frozenset({"legs_per_trip", "vehicles", "persons"})
_KEYS = (*LIMITS, "from", "to", "mode", "kg_basis")
_MODES = {
    "bil": Mode.CAR, "buss": Mode.BUS, "tåg": Mode.TRAIN, "flyg": Mode.FLIGHT, "cykel": Mode.BICYCLE, "gång": Mode.WALK,
    **{mode.value: mode for mode in Mode},
}  # fmt: skip
_NUMBER = r"\d+(?:[.,]\d+)?"
_TRIP = re.compile(
    rf"(?P<trips>{_NUMBER})\s*(?:/|per\s|i\s|a\s)\s*(?:weeks?|veckan?|v|w)\s+"
    rf"(?:(?P<length>{_NUMBER})\s*(?P<unit>km|mil)|(?P<origin>\S.*?)\s*(?:–|→|\s-\s|\sto\s|\still\s)\s*(?P<end>\S.*?))"
    rf"(?:\s+(?P<mode>{'|'.join(_MODES)}))?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One kind of trip. What is not stated is absent from `stated` and gets a default when it is reckoned."""

    mode: Mode
    origin: str
    destination: str
    kg_basis: str
    stated: Mapping[str, float]


def read(scenario: object) -> tuple[Line, ...]:
    """The lines of a scenario; ConfigError names every key that is wrong and what it should be."""
    if not isinstance(scenario, Mapping) or not isinstance(scenario.get("lines"), list) or not scenario["lines"]:
        raise ConfigError(['the scenario should be an object with "lines", a list of at least one line'])
    problems = [f"{key} is not known in a scenario, which has only lines" for key in scenario if key != "lines"]
    lines = [_line(raw, f"lines[{number}]", problems) for number, raw in enumerate(scenario["lines"])]
    if problems:
        raise ConfigError(problems)
    return tuple(line for line in lines if line is not None)


def parse_trip(text: str, weeks: float | None = None, people: float | None = None) -> dict[str, object]:
    """A line of a scenario from words: "3/week 125 km car", "10/vecka 0,5 mil bil", "1/week Vara–Skövde train".

    ConfigError says how it should look.
    """
    found = _TRIP.fullmatch(text.strip()[:200])
    if found is None:
        raise ConfigError([f'--trip "{text[:80]}" should look like "3/week 125 km car" or "3/week Kungälv–Skövde car"'])
    line: dict[str, object] = {"trips_per_week": _decimal(found["trips"])}
    if found["length"]:
        line["one_way_km"] = _decimal(found["length"]) * (10 if found["unit"].lower() == "mil" else 1)
    else:
        line |= {"from": found["origin"], "to": found["end"]}
    line["mode"] = _MODES[(found["mode"] or "car").lower()].value
    return line | _given(weeks, people)


def from_options(
    trips: Sequence[str],
    origin: str | None,
    destinations: Sequence[str],
    *,
    weeks: float | None = None,
    people: float | None = None,
) -> dict[str, object]:
    """A scenario from the command's options; without `weeks`, a trip from place to place is made once."""
    if bool(origin) != bool(destinations):
        raise ConfigError(["--from and --to belong together: name both places"])
    lines = [parse_trip(text, weeks, people) for text in trips]
    for destination in destinations:
        lines.append({"from": origin, "to": destination, "trips_per_week": 1, "weeks": 1} | _given(weeks, people))
    if not lines:
        raise ConfigError(["estimate needs --scenario FILE, --trip, or --from and --to"])
    return {"lines": lines}


def _given(weeks: float | None, people: float | None) -> dict[str, object]:
    return {key: value for key, value in (("weeks", weeks), ("persons", people)) if value is not None}


def _line(raw: object, where: str, problems: list[str]) -> Line | None:
    if not isinstance(raw, Mapping):
        problems.append(f"{where} should be an object with trips_per_week and one_way_km, or from and to")
        return None
    before = len(problems)
    problems.extend(_unknown(str(key), where) for key in raw if key not in _KEYS)
    stated = {key: _number(raw[key], key, where, problems) for key in LIMITS if key in raw}
    mode = _choice(raw, "mode", [mode.value for mode in Mode], "car", where, problems)
    basis = _choice(raw, "kg_basis", ["vehicle", "person"], "vehicle" if mode == "car" else "person", where, problems)
    origin, destination = (_name(raw, key, where, problems) for key in ("from", "to"))
    if "trips_per_week" not in raw:
        problems.append(f"{where}.trips_per_week is missing: how many trips are made in a week?")
    if "one_way_km" not in raw and not ("from" in raw and "to" in raw):
        problems.append(f"{where} should state one_way_km, or from and to")
    if len(problems) > before:
        return None
    return Line(mode=Mode(mode), origin=origin, destination=destination, kg_basis=basis, stated=stated)


def _number(value: object, key: str, where: str, problems: list[str]) -> float:
    least, most = LIMITS[key]
    if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
        if key not in _WHOLE:
            return value
        if value == int(value):
            return int(value)
    kind = "whole number" if key in _WHOLE else "number"
    problems.append(f"{where}.{key} should be a {kind} from {least:g} to {most:,.0f}, not {str(value)[:40]!r}")
    return 0


def _choice(
    raw: Mapping[object, object], key: str, choices: Sequence[str], default: str, where: str, problems: list[str]
) -> str:
    value = raw.get(key, default)
    if isinstance(value, str) and value in choices:
        return value
    problems.append(f"{where}.{key} should be one of {', '.join(choices)}, not {str(value)[:40]!r}")
    return default


def _name(raw: Mapping[object, object], key: str, where: str, problems: list[str]) -> str:
    value = raw.get(key, "")
    if isinstance(value, str) and (value.strip() or key not in raw):
        return value.strip()
    problems.append(f"{where}.{key} should be the name of a town, not {str(value)[:40]!r}")
    return ""


def _unknown(key: str, where: str) -> str:
    near = difflib.get_close_matches(key, _KEYS, n=1)
    return f"{where}.{key[:40]} is not known" + (f"; did you mean {near[0]}?" if near else "")


def _decimal(text: str) -> float:
    return float(text.replace(",", "."))
