"""Names of places and where they are: towns, municipalities, well-known houses, abroad. Data files in `data/`.

Towns are from GeoNames (CC BY 4.0, reduced by `scripts/build_gazetteer.py`); houses, villages, districts, aliases and
names in Swedish are our own lists. Loaded once, at first use.
"""

import csv
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from typing import NamedTuple

from resfria_bot.core.spots import NEIGHBOURHOOD_KM, Kind, Spot, great_circle_km, pick
from resfria_bot.core.text import fold, words_of
from resfria_bot.core.types import Organisation, Place

__all__ = ["Gazetteer", "Kind", "Match", "Spot", "gazetteer", "gazetteer_of", "great_circle_km", "pick"]

#: Municipalities known by their own name, not by that of their main town.
KEEP_NAME = frozenset({"Tjörn"})
#: Most words that a name in the lists has.
LONGEST_NAME = 7


class Match(NamedTuple):
    """A name found in a text: how many words it takes up there, and its meanings."""

    length: int
    spots: tuple[Spot, ...]


class Gazetteer:
    """All names, by their folded words. Use `gazetteer()`; `extended` adds an organisation's own places."""

    def __init__(self) -> None:
        self._spots: dict[str, tuple[Spot, ...]] = {}
        self._longest: dict[str, int] = {}
        self._hosts: dict[str, str] = {}
        self.seats: dict[str, Spot] = {}  #: main town by folded municipality
        _Loader(self).load()

    def extended(self, places: Iterable[Place]) -> "Gazetteer":
        """A copy in which these places win over those of the lists; their aliases count too."""
        copy = object.__new__(Gazetteer)
        copy._spots, copy._longest, copy._hosts, copy.seats = (
            dict(self._spots),
            dict(self._longest),
            self._hosts,
            self.seats,
        )
        for place in places:
            spot = Spot(place.name, Kind.VILLAGE, place.latitude, place.longitude)
            for name in (place.name, *place.aliases):
                copy._spots.pop(" ".join(words_of(fold(name))), None)
                copy.add(name, spot)
        return copy

    def add(self, name: str, spot: Spot) -> None:
        """Add one meaning of a name."""
        words = words_of(fold(name))
        if not words:
            return
        key = " ".join(words)
        known = self._spots.get(key)
        self._spots[key] = (spot,) if known is None else (*known, spot)
        if self._longest.get(words[0], 0) < len(words):
            self._longest[words[0]] = len(words)

    def find(self, folded: Sequence[str], raw: Sequence[str], start: int) -> Match | None:
        """The longest name that begins at word `start`; the last word may be a genitive ("Göteborgs")."""
        first = folded[start]
        most = max(self._longest.get(first, 0), self._longest.get(first[:-1], 0) if first.endswith("s") else 0)
        for length in range(min(most, len(folded) - start, LONGEST_NAME), 0, -1):
            key = " ".join(folded[start : start + length])
            spots = self._spots.get(key) or (self._spots.get(key[:-1]) if key.endswith("s") else None)
            if spots is None:
                continue
            whole = length == len(raw) and length == 1 and len(key) > 2
            fitting = tuple(s for s in spots if not s.exact or whole or _same_case(raw[start : start + length]))
            if fitting:
                return Match(length, fitting)
        return None

    def named(self, name: str) -> tuple[Spot, ...]:
        """Every meaning of exactly this name."""
        key = " ".join(words_of(fold(name)))
        return self._spots.get(key) or (self._spots.get(key[:-1], ()) if key.endswith("s") else ())

    def town(self, name: str, near: tuple[float, float] | None = None) -> Place | None:
        """The town, municipality or house of this name, at the level of towns; None when it is not known.

        `near` (latitude, longitude) decides between namesakes; a postcode before the name and "kommun" after it do not
        matter.
        """
        bare = re.sub(r"^\s*(?:SE-)?\d{3} ?\d{2}\s+|\s+(?:kommun|stad)\s*$", "", name[:200], flags=re.IGNORECASE)
        spots = self.named(name[:200]) or self.named(bare)
        return pick(spots, near).place if spots else None

    def host_town(self, domain: str) -> Spot | None:
        """Main town of the organisation that owns a mail domain, where that is known ("mariestad.se")."""
        labels = domain.lower().split(".")
        for label in reversed(labels[:-1]):
            town = self._hosts.get(label)
            if town:
                return pick(self.named(town), None)
        return None

    def towns(self) -> Iterator[tuple[str, Spot]]:
        """Names of one word with a town or municipality behind them, for guessing at misspellings."""
        for key, spots in self._spots.items():
            if " " not in key and spots[0].kind in (Kind.TOWN, Kind.VILLAGE, Kind.MUNICIPALITY):
                yield key, spots[0]


@functools.cache
def gazetteer() -> Gazetteer:
    """The gazetteer, loaded once in a process."""
    return Gazetteer()


@functools.lru_cache(maxsize=8)
def _extended(places: tuple[Place, ...]) -> Gazetteer:
    return gazetteer().extended(places)


def gazetteer_of(organisation: Organisation) -> Gazetteer:
    """The gazetteer with an organisation's own places in it."""
    return _extended(organisation.places) if organisation.places else gazetteer()


def _same_case(raw: Sequence[str]) -> bool:
    """Is this written as an abbreviation is: a capital after the first letter, or all in capitals?"""
    return any(any(letter.isupper() for letter in word[1:]) for word in raw)


class _Loader:
    """Reads the data files into a gazetteer, those that win first."""

    def __init__(self, target: Gazetteer) -> None:
        self.target = target
        self.towns: dict[str, list[Spot]] = {}

    def load(self) -> None:
        self._read_towns()
        halls = [row for row in _rows("venues.csv") if row["kind"] == "kommunhus"]
        self._read_localities()
        self._read_municipalities(halls)
        self._read_venues()
        self._read_aliases()
        self._read_abroad()
        self.target._hosts.update((row["label"], row["town"]) for row in _rows("domains.csv"))

    def _read_towns(self) -> None:
        for row in _rows("towns.tsv"):
            spot = Spot(row["name"], Kind.TOWN, float(row["latitude"]), float(row["longitude"]), int(row["population"]))
            self.towns.setdefault(row["name"], []).append(spot)

    def _read_localities(self) -> None:
        for row in _rows("localities.tsv"):
            name, is_district = row["name"], row["shown"] != row["name"]
            city = max(self.towns.get(row["municipality"], ()), key=lambda s: s.population, default=None)
            latitude = float(row["lat"]) if row["lat"] else city.latitude if city else None
            longitude = float(row["lon"]) if row["lon"] else city.longitude if city else None
            kind = Kind.DISTRICT if is_district else Kind.VILLAGE
            spot = Spot(row["shown"], kind, latitude, longitude, 0, row["municipality"])
            kept = [s for s in self.towns.get(name, ()) if s.km_to(spot) > NEIGHBOURHOOD_KM]
            self.towns[name] = [spot, *kept]

    def _read_municipalities(self, halls: list[dict[str, str]]) -> None:
        for row in halls:
            municipality, seat = row["municipality"], _short(row["town"])
            meanings = self.towns.get(seat) or self.towns.get(row["town"]) or []
            main = max(meanings, key=lambda s: s.population, default=Spot(seat, Kind.TOWN))
            main = main._replace(shown=seat, kind=Kind.TOWN, municipality=municipality)
            self.towns[seat] = [main, *(s for s in meanings if s.km_to(main) > NEIGHBOURHOOD_KM)]
            told = main._replace(shown=municipality) if municipality in KEEP_NAME else main
            self.target.seats[fold(municipality)] = told
            self.target._hosts.setdefault(ascii_name(municipality), told.shown)
        for name, spots in self.towns.items():
            for spot in spots:
                self.target.add(name, spot)
        for row in halls:
            municipality, main = row["municipality"], self.target.seats[fold(row["municipality"])]
            if not self.target.named(municipality):
                self.target.add(municipality, main._replace(kind=Kind.MUNICIPALITY))

    def _read_venues(self) -> None:
        for row in (*_rows("landmarks.csv"), *_rows("venues.csv")):
            if row["kind"] == "kommunhus":
                continue
            town = self._spot(row["town"]) if row["town"] else Spot("", Kind.VENUE)
            if row.get("lat"):
                town = town._replace(latitude=float(row["lat"]), longitude=float(row["lon"]))
            for name in filter(None, (row["name"], *row["aliases"].split("|"))):
                short = name.isupper() or (len(name) <= 5 and not name[1:].islower())
                known = self.target.named(name)
                if not any(s.kind <= Kind.TOWN for s in known):
                    self.target.add(name, town._replace(kind=Kind.VENUE, exact=short))

    def _read_aliases(self) -> None:
        for row in _rows("aliases.csv"):
            spot, name = self._spot(_short(row["name"])), row["alias"]
            if (row["match"] == "area" and spot.shown not in ("Göteborg", "Stockholm", "Sigtuna", "Huddinge")) or row[
                "alias"
            ] == "Västra Götaland":
                spot = spot._replace(kind=Kind.AREA)
            elif row["match"] == "weak":
                continue
            if all(known.exact for known in self.target.named(name)):
                self.target.add(name, spot)

    def _read_abroad(self) -> None:
        for row in _rows("abroad.tsv"):
            at = float(row["latitude"]), float(row["longitude"])
            spot = Spot(row["name"], Kind.ABROAD, *at, int(row["population"]), row["country"])
            for name in filter(None, (row["name"], *row["aliases"].split("|"))):
                if not self.target.named(name):
                    self.target.add(name, spot)
        for row in _rows("countries.csv"):
            for name in filter(None, (row["name"], *row["aliases"].split("|"))):
                if not self.target.named(name):
                    self.target.add(name, Spot(row["name"], Kind.COUNTRY))

    def _spot(self, town: str) -> Spot:
        spots = self.target.named(_short(town)) or self.target.named(town)
        return pick(spots, None) if spots else Spot(town, Kind.TOWN)


def ascii_name(name: str) -> str:
    """A name as it stands in a mail domain: "Lilla Edet" → "lillaedet"."""
    return name.lower().translate(str.maketrans("åäöéü", "aaoeu", " ")).strip()


def _short(town: str) -> str:
    """Joint urban areas of the statistics by the name people use."""
    return {"Nödinge-Nol": "Nödinge", "Höllviken och Ljunghusen": "Höllviken"}.get(town, town.split(" och ")[-1])


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("resfria_bot.core") / "data" / name).read_text(encoding="utf-8")
    if name.endswith(".csv"):
        return list(csv.DictReader(text.splitlines()))
    header, *lines = (line.split("\t") for line in text.splitlines())
    return [dict(zip(header, line, strict=True)) for line in lines]
