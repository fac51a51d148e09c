"""The organisation's own houses, by every name, room and address they have."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from resfria_bot.core.gazetteer import Gazetteer
from resfria_bot.core.spots import Spot, great_circle_km, pick
from resfria_bot.core.text import fold, words_of
from resfria_bot.core.types import Organisation, Site

#: A place of Graph's this near to an own site is that site, unless its name says something else.
SAME_HOUSE_KM = 0.12
_STREET = re.compile(r"([^\W\d_][\w .'-]{2,40}?)\s+(\d{1,4})\s?[a-z]?\b", re.IGNORECASE)
_POSTCODE = re.compile(r"\b\d{3} ?\d{2}\s+([^\W\d_][\w -]{1,30})")
_SEVERAL = re.compile(r"\s*\((?:\d+ ?(?:pers|p|platser)\w*\.?)\)\s*", re.IGNORECASE)
#: Names of houses that others have too.
_COMMON = re.compile(
    r"(?:stads?|kommun|råd|kommunal|nämnd|bibliotek|konsert|kultur|folkets|medborgar|förvaltnings)\W?(?:hus|huset)|"
    r"(?:biblioteket|huvudbiblioteket|stadsbiblioteket|kontoret|huvudkontoret|högskolan|campus|skolan|gymnasiet|universitetet|"
    r"city hall|town hall|centralskolan|idrottshallen|sporthallen|kulturhuset|brandstationen|förvaltningen|tekniska)",
    re.IGNORECASE,
)


class Own(NamedTuple):
    """An own site that a text names. `is_room`: only a room of it; `is_common`: a name that others have too."""

    site: Site
    length: int
    is_room: bool
    is_common: bool


class Premises:
    """Index of the own sites; built once for an organisation."""

    def __init__(self, organisation: Organisation, gazetteer: Gazetteer) -> None:
        self.sites = organisation.sites
        self.town_of = {site.name: site.town or town_in(site.address) for site in self.sites}
        first = next((site for site in self.sites if site.latitude is not None and site.longitude is not None), None)
        self.near = (first.latitude, first.longitude) if first and first.latitude and first.longitude else None
        self.own_town = self._own_town(organisation, gazetteer)
        self.is_municipality = bool(re.search(r"\b(?:kommun|stad|municipality)\b", fold(organisation.name)))
        self._names: dict[str, Own] = {}
        self._rooms: dict[str, Own] = {}
        self._longest: dict[str, int] = {}
        self._streets: dict[str, Site] = {}
        for site in self.sites:
            self._index(site)
        self._name_organisation(organisation)

    def find(self, folded: Sequence[str], start: int) -> Own | None:
        """The longest own name that begins at this word; a genitive of it counts too."""
        first = folded[start]
        most = max(self._longest.get(first, 0), self._longest.get(first[:-1], 0) if first.endswith("s") else 0)
        for length in range(min(most, len(folded) - start), 0, -1):
            key = " ".join(folded[start : start + length])
            found = self._names.get(key) or self._rooms.get(key)
            if found:
                return found._replace(length=length)
        return None

    def single_names(self) -> list[str]:
        """Names of one word, for guessing at misspellings."""
        return [name for name in self._names if " " not in name and len(name) > 6]

    def named(self, name: str) -> Own | None:
        """The own site of exactly this name."""
        return self._names.get(name)

    def at_address(self, text: str, town: str) -> Site | None:
        """The own site with a street address that stands in this text; the town must not contradict."""
        for street, number in _STREET.findall(text[:300]):
            for words in (fold(street).split()[-2:], fold(street).split()[-1:]):
                site = self._streets.get(f"{' '.join(words)} {number}")
                if site and (not town or not self.town_of[site.name] or fold(town) == fold(self.town_of[site.name])):
                    return site
        return None

    def at_point(self, latitude: float, longitude: float) -> Site | None:
        """The own site within a house's width of a point."""
        for site in self.sites:
            if site.latitude is None or site.longitude is None:
                continue
            if great_circle_km(site.latitude, site.longitude, latitude, longitude) <= SAME_HOUSE_KM:
                return site
        return None

    def _index(self, site: Site) -> None:
        town = self.town_of[site.name]
        for name in (site.name, *site.aliases):
            common = bool(_COMMON.fullmatch(name.strip()))
            self._add(self._names, name, Own(site, 0, False, common))
            if town and fold(town) not in fold(name):
                for full in (f"{name} {town}", f"{town} {name}", f"{town}s {name}", f"{name} i {town}"):
                    self._add(self._names, full, Own(site, 0, False, False))
        for room in site.rooms:
            self._add(self._rooms, room, Own(site, 0, True, True))
            self._add(self._rooms, _SEVERAL.sub(" ", room), Own(site, 0, True, True))
        for street, number in _STREET.findall(site.address):
            self._streets[f"{fold(street)} {number}"] = site

    def _name_organisation(self, organisation: Organisation) -> None:
        """The organisation's own name as a place is its first house."""
        if self.sites:
            self._add(self._names, organisation.name, Own(self.sites[0], 0, False, False))

    def _add(self, names: dict[str, Own], name: str, own: Own) -> None:
        words = words_of(fold(name))
        if words:
            names.setdefault(" ".join(words), own)
            self._longest[words[0]] = max(self._longest.get(words[0], 0), len(words))

    def _own_town(self, organisation: Organisation, gazetteer: Gazetteer) -> Spot | None:
        """Main town: that of the first site, else the one in the organisation's name."""
        named = next((self.town_of[site.name] for site in self.sites if self.town_of[site.name]), "")
        words = [named] if named else re.sub(r"\b(?:kommun|stad|region)\b", "", organisation.name, flags=re.I).split()
        for word in words:
            spots = gazetteer.named(word)
            if spots:
                return pick(spots, self.near)
        return None


def town_in(address: str) -> str:
    """The town of an address: what follows a postcode, else the last part."""
    found = _POSTCODE.search(address)
    if found:
        return found[1].split(",")[0].strip()
    last = address.rpartition(",")[2].strip()
    return "" if any(letter.isdigit() for letter in last) else last
