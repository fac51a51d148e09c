"""What a text says about where a meeting is: our own house, a room, elsewhere, at a distance, or nothing.

Texts are read as the organiser means them: "Stadshuset" in an invitation from Mariestad is Mariestad's.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from resfria_bot.core import addresses
from resfria_bot.core.gazetteer import Gazetteer, Kind, Spot, gazetteer, gazetteer_of, pick
from resfria_bot.core.links import find_link, is_room_address
from resfria_bot.core.parts import GUESS_LENGTH, Parser, Part, What
from resfria_bot.core.premises import Premises
from resfria_bot.core.text import clean, fold, words_of
from resfria_bot.core.types import Organisation, Place
from resfria_bot.core.words import word_set

#: Two towns this near to each other may be a village and the town it belongs to, in kilometres.
SAME_AREA_KM = 40.0
_NEGATIONS = word_set("negations")
_CONTACT = word_set("contact")


class Where(Enum):
    """What a text says about the place."""

    OWN = "own"  #: one of our own houses
    OUTSIDE = "outside"  #: a place that is not ours
    ROOM = "room"  #: a room or hall without a house
    UNCLEAR = "unclear"  #: something, but no place: to be announced, a person, the own town, home
    NOTHING = "nothing"  #: no physical place at all


class Reading(NamedTuple):
    """What one text says. `code` is the reason's, `evidence` the words; `place` is None where no town can be known."""

    where: Where
    code: str = ""
    evidence: str = ""
    place: Place | None = None
    is_remote: bool = False  #: a live way to take part from a distance is named
    is_retired: bool = False  #: a closed service is named
    system: str = ""  #: of a join link in it
    is_theirs: bool = False  #: a house of the organiser, without a town: where they are
    is_home_visit: bool = False
    is_own_town: bool = False  #: nothing but the own town


class Places:
    """Reads texts about places for one organisation; compiled once."""

    def __init__(self, organisation: Organisation) -> None:
        self.hosts = tuple(host.lower() for host in organisation.meeting_hosts)
        self.gazetteer: Gazetteer = gazetteer_of(organisation)
        self.premises = Premises(organisation, self.gazetteer)
        self.parser = Parser(organisation, self.gazetteer, self.premises)

    def read(self, text: str, *, theirs: bool = False) -> Reading:
        """What the field for the place says; `theirs` when somebody of another organisation wrote it."""
        text = clean(text)
        link = find_link(text, self.hosts)
        if is_room_address(text) and link is None:
            return Reading(Where.NOTHING, "link.own_host", text, is_remote=True, system="own_host")
        raw = words_of(addresses.without(text))
        raw, remote, retired = self._without_remote(raw)
        remote = remote or bool(link and link.live)
        retired = retired or bool(link and not link.live)
        reading = self._judge(self.parser.parts(raw), theirs)
        return _with(reading, remote, retired, link.system if link and link.live else "")

    def read_sentence(self, words: Sequence[str], *, theirs: bool = False) -> Reading:
        """What a sentence of running text says about the place; towns need a sign that they are meant as places."""
        return self._judge(self.parser.parts(words, is_field=False), theirs, is_field=False)

    def _without_remote(self, raw: list[str]) -> tuple[list[str], bool, bool]:
        """The words without those for a meeting at a distance or a closed service; were there any, not negated?"""
        found = self.parser.lexicon.scan(raw)
        hits = [*found.get("online_place", ()), *found.get("retired", ())]
        remote = retired = contact = False
        taken: set[int] = set()
        for hit in sorted(hits, key=lambda h: h.start - h.end):
            if hit.start in taken:
                continue
            before = fold(raw[hit.start - 1]) if hit.start else ""
            after = raw[hit.end] if hit.end < len(raw) else ""
            number = raw[hit.end + 1] if after in (":", ".", "+", "-") and hit.end + 1 < len(raw) else after
            if fold(raw[hit.start]) in _CONTACT and number[:1].isdigit():
                contact = True
                hit = hit._replace(end=_after_number(raw, hit.end))
            taken.update(range(hit.start, hit.end))
            if contact and hit.end > hit.start + 1 and fold(raw[hit.start]) in _CONTACT:
                continue
            if before in _NEGATIONS:
                taken.add(hit.start - 1)
            elif hit.list == "retired":
                retired = True
            else:
                remote = True
        kept = [word if at not in taken else "|" for at, word in enumerate(raw)]
        # A field with nothing but a telephone number is a call; beside a place the number is a contact.
        alone = contact and not any(word[0].isalpha() for word in kept)
        return kept, remote or alone, retired

    def _judge(self, parts: list[Part], theirs: bool, is_field: bool = True) -> Reading:
        if is_field and not any(part.what in (What.TOWN, What.VENUE) for part in parts):
            parts = [self._guess(part) for part in parts]
        by: dict[What, list[Part]] = {}
        for part in parts:
            by.setdefault(part.what, []).append(part)
        towns, own_towns = self._towns(by)
        if What.OWN in by:
            return self._own(by, towns, own_towns, theirs)
        if towns or by.keys() & {What.VENUE, What.STREET, What.ELSEWHERE, What.PRIVATE_HOME}:
            return self._outside(by, towns, own_towns, theirs)
        if own_towns:
            return self._own_town(by, own_towns)
        return self._no_place(by, parts, theirs)

    def _towns(self, by: dict[What, list[Part]]) -> tuple[list[Part], list[Part]]:
        """Towns and houses elsewhere, and mentions of the own main town."""
        own = self.premises.own_town
        towns = by.get(What.TOWN, [])
        ours = [p for p in towns if own and p.spot and p.spot.shown == own.shown]
        return [p for p in towns if p not in ours], ours

    def _own(self, by: dict[What, list[Part]], towns: list[Part], own_towns: list[Part], theirs: bool) -> Reading:
        part = by[What.OWN][0]
        assert part.own is not None  # noqa: S101 - every part of this kind has one
        site_town = fold(self.premises.town_of[part.own.site.name])
        away = [
            p
            for p in towns
            if p.spot and fold(p.spot.shown) != site_town and fold(p.text).removesuffix("s") != site_town
        ]
        venues = by.get(What.VENUE, [])
        elsewhere = [p for p in by.get(What.ELSEWHERE, []) if p.segment != part.segment and self._is_named(p, by)]
        homes = by.get(What.PRIVATE_HOME, [])
        street = next((p for p in by.get(What.STREET, []) if not self._is_own_street(p, part)), None)
        if away or venues or elsewhere or homes:
            return self._outside(by, away, [], theirs)
        if street and part.own.is_common and not own_towns:
            return self._outside(by, [], [], theirs)
        if theirs and part.own.is_common and not own_towns:
            return Reading(Where.OUTSIDE, "place.theirs", part.text, is_theirs=True)
        return Reading(Where.OWN, "place.own_site", part.text)

    def _is_named(self, part: Part, by: dict[What, list[Part]]) -> bool:
        return any(p.segment == part.segment for p in by.get(What.NAME, []))

    def _is_own_street(self, street: Part, own: Part) -> bool:
        return self.premises.at_address(street.text, "") is not None or own.own is None

    def _outside(self, by: dict[What, list[Part]], towns: list[Part], own_towns: list[Part], theirs: bool) -> Reading:
        streets = by.get(What.STREET, [])
        for street in streets:
            site = self.premises.at_address(street.text, towns[0].spot.shown if towns and towns[0].spot else "")
            if site:
                return Reading(Where.OWN, "place.own_site", street.text)
        homes = by.get(What.PRIVATE_HOME, [])
        venues = by.get(What.VENUE, [])
        if not (venues or by.get(What.ELSEWHERE) or streets or homes) and self._is_own_village(towns, by):
            return Reading(Where.OWN, "place.own_site", towns[0].text)
        place = self._place(_alone(towns, by) or [*towns, *venues], own_towns)
        named = (venues or towns or by.get(What.ELSEWHERE) or streets or homes)[0].text
        where = f"{named}, {place.name}" if place and fold(place.name) not in fold(named) else named
        code = (
            "place.venue"
            if venues
            else "place.town"
            if towns
            else "place.elsewhere"
            if not homes
            else "place.home_visit"
        )
        unplaced = place is None and not towns and not own_towns and not venues
        return Reading(Where.OUTSIDE, code, where, place, is_theirs=theirs and unplaced, is_home_visit=bool(homes))

    def _is_own_village(self, towns: list[Part], by: dict[What, list[Part]]) -> bool:
        """ "Vedum, skolan": a village where an own site is, and a word that its name has."""
        words = {fold(p.text) for p in (*by.get(What.MUNICIPAL, []), *by.get(What.NAME, []))}
        village = {fold(p.spot.shown) for p in towns if p.spot}
        return any(
            fold(self.premises.town_of[site.name]) in village and words & set(words_of(fold(site.name)))
            for site in self.premises.sites
        )

    def _place(self, named: list[Part], own_towns: list[Part]) -> Place | None:
        """The one place that is meant, the smallest; None where several are named and none is picked."""
        spots = list(dict.fromkeys(p.spot for p in named if p.spot and p.spot.shown))
        towns = [s for s in spots if s.kind not in (Kind.VENUE, Kind.COUNTRY, Kind.AREA)]
        if towns:
            spots = towns + [s for s in spots if s.kind is Kind.VENUE and self._is_part_of(s, towns)]
        else:
            spots = [s for s in spots if s.kind is not Kind.COUNTRY] or spots
        names = {s.shown for s in spots}
        if len(names) > 1 and self.premises.own_town:
            names.discard(self.premises.own_town.shown)
        spots = [s for s in spots if s.shown in names]
        if not spots:
            return own_towns[0].spot.place if own_towns and own_towns[0].spot else None
        if len(names) == 1:
            return spots[0].place
        small = [s for s in spots if not s.municipality or s.kind in (Kind.VILLAGE, Kind.VENUE)]
        near = all(s.km_to(spots[0]) <= SAME_AREA_KM for s in spots)
        if near and len({s.shown for s in small}) == 1:
            return small[0].place
        if near and len(spots) == 2 and not small:
            by_municipality = [s for s in spots if s.kind is not Kind.MUNICIPALITY]
            return by_municipality[0].place if len(by_municipality) == 1 else None
        return None

    @staticmethod
    def _is_part_of(venue: Spot, towns: list[Spot]) -> bool:
        """Is this house's place a village in the neighbourhood of a town named with it?"""
        return venue.municipality != "" and any(
            venue.shown != t.shown and venue.km_to(t) <= SAME_AREA_KM and venue.population < 3_000 for t in towns
        )

    def _own_town(self, by: dict[What, list[Part]], own_towns: list[Part]) -> Reading:
        spot = own_towns[0].spot
        if What.NAME in by and not by.keys() & {What.ROOM, What.OWN_ROOM, What.HERE, What.MUNICIPAL}:
            named = " ".join(p.text for p in by[What.NAME])
            return Reading(
                Where.OUTSIDE, "place.elsewhere", f"{named}, {own_towns[0].text}", spot.place if spot else None
            )
        if What.MUNICIPAL in by and not self.premises.is_municipality:
            return Reading(Where.OUTSIDE, "place.town_house", by[What.MUNICIPAL][0].text, spot.place if spot else None)
        if by.keys() & {What.OWN_ROOM, What.ROOM}:
            return Reading(Where.ROOM, "place.room", own_towns[0].text)
        return Reading(Where.UNCLEAR, "place.own_town", own_towns[0].text, is_own_town=What.MUNICIPAL not in by)

    def _no_place(self, by: dict[What, list[Part]], parts: list[Part], theirs: bool) -> Reading:
        if not parts:
            return Reading(Where.NOTHING)
        text = parts[0].text
        if What.UNKNOWN in by:
            return Reading(Where.UNCLEAR, "place.unknown", text)
        if What.HERE in by and fold(by[What.HERE][0].text) == "hos er":
            return (
                Reading(Where.OWN, "place.own_site", text)
                if theirs
                else Reading(Where.OUTSIDE, "place.elsewhere", text)
            )
        if What.HOME in by:
            return Reading(Where.UNCLEAR, "place.own_home", text)
        if theirs:
            return Reading(Where.OUTSIDE, "place.theirs", text, is_theirs=True)
        if What.OWN_ROOM in by or What.HERE in by:
            return Reading(Where.OWN, "place.own_site", text)
        if What.MUNICIPAL in by and not self.premises.is_municipality:
            town = self.premises.own_town
            return Reading(Where.OUTSIDE, "place.town_house", text, town.place if town else None)
        if What.MUNICIPAL in by:
            named = [p for p in by[What.MUNICIPAL] if p.text in _NAMED_HOUSES and self._is_named(p, by)]
            return Reading(
                Where.OUTSIDE if named else Where.UNCLEAR, "place.elsewhere" if named else "place.generic", text
            )
        if What.ROOM in by:
            return Reading(Where.ROOM, "place.room", by[What.ROOM][0].text)
        if What.PERSON in by:
            return Reading(Where.UNCLEAR, "place.person", text)
        return self._names(by)

    def _names(self, by: dict[What, list[Part]]) -> Reading:
        """Nothing but names that nobody knows: one alone is most often a room, several a house."""
        names = [p for p in by.get(What.NAME, []) if len(p.text) > 2]
        spot = next((p.spot for p in names if p.spot), None)
        text = " ".join(p.text for p in names)
        if spot:
            return Reading(Where.OUTSIDE, "place.area", text, None)
        if len(names) == 2 and names[1].text.endswith(("sson", "dotter")):
            return Reading(Where.UNCLEAR, "place.person", text)
        if len(names) > 1 and any(a.segment == b.segment for a, b in zip(names, names[1:], strict=False)):
            return Reading(Where.OUTSIDE, "place.named", text)
        return Reading(Where.ROOM, "place.room", text)

    def _guess(self, part: Part) -> Part:
        """A misspelt town or own house, one edit away; else the part as it is."""
        word = fold(part.text)
        if part.what is not What.NAME or part.spot or len(word) < GUESS_LENGTH:
            return part
        own = _closest(word, self.premises.single_names())
        if own:
            return part._replace(what=What.OWN, own=self.premises.named(own))
        names = _town_names(self.gazetteer)
        town = _closest(word, names.keys())
        return part._replace(what=What.TOWN, spot=names[town]) if town and town[0] == word[0] else part


def _closest(word: str, names: Iterable[str]) -> str | None:
    found = process.extractOne(word, names, scorer=OSA.distance, processor=None, score_cutoff=1)
    return str(found[0]) if found else None


#: Houses of which a municipality has many, each with its name.
_NAMED_HOUSES = frozenset({"Förskolan", "förskolan", "Skolan", "skolan", "Äldreboendet", "äldreboendet"})


def _alone(towns: list[Part], by: dict[What, list[Part]]) -> list[Part]:
    """Where several towns are far apart: the one that stands by itself, not in the name of a house ("Torsby herrgård, Harestad")."""
    spots = [p.spot for p in towns if p.spot]
    if len(spots) < 2 or all(s.km_to(spots[0]) <= SAME_AREA_KM for s in spots):
        return []
    named = {p.segment for what, parts in by.items() if what is not What.TOWN for p in parts}
    alone = [p for p in towns if p.segment not in named]
    return alone if len({p.spot.shown for p in alone if p.spot}) == 1 and len(alone) < len(towns) else []


#: A town of this size, or the main town of a municipality, is what a misspelt word may be.
GUESS_POPULATION = 5_000


def _is_known(spot: Spot) -> bool:
    return spot.population >= GUESS_POPULATION or (spot.kind is Kind.TOWN and spot.municipality != "")


_NAMES: dict[int, dict[str, Spot]] = {}


def _town_names(source: Gazetteer) -> dict[str, Spot]:
    names = _NAMES.get(id(source))
    if names is None:
        names = _NAMES[id(source)] = {
            name: spot for name, spot in source.towns() if len(name) >= GUESS_LENGTH and _is_known(spot)
        }
    return names


def _after_number(raw: Sequence[str], at: int) -> int:
    while at < len(raw) and (raw[at][0].isdigit() or raw[at] in ":.+-()/"):
        at += 1
    return at


def locate(text: str, near: tuple[float, float] | None = None) -> Place | None:
    """The town, or well-known house, that a short text names; None where it names none that is known."""
    found = gazetteer().town(text, near)
    if found:
        return found
    raw = words_of(clean(text))
    folded = [fold(word) for word in raw]
    for at in range(len(raw)):
        match = gazetteer().find(folded, raw, at)
        if match and raw[at][0].isupper():
            return pick(match.spots, near).place
    return None


def _with(reading: Reading, remote: bool, retired: bool, system: str) -> Reading:
    if not (remote or retired or system):
        return reading
    return Reading(
        reading.where, reading.code, reading.evidence, reading.place, remote, retired, system, reading.is_theirs,
        reading.is_home_visit, reading.is_own_town,
    )  # fmt: skip
