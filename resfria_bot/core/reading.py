"""What the parts of a text about a place say together."""

import itertools
from enum import Enum
from typing import NamedTuple

from resfria_bot.core.parts import Part, What
from resfria_bot.core.premises import Premises
from resfria_bot.core.spots import Kind, Spot
from resfria_bot.core.text import fold, words_of
from resfria_bot.core.types import Place

#: Two towns this near to each other may be a village and the town it belongs to, in kilometres.
SAME_AREA_KM = 40.0
#: Houses of which a municipality has many, each with its name.
_NAMED_HOUSES = frozenset({"Förskolan", "förskolan", "Skolan", "skolan", "Äldreboendet", "äldreboendet"})


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


class Reader:
    """Weighs parts against each other, for one organisation."""

    def __init__(self, premises: Premises) -> None:
        self.premises = premises

    def read(self, parts: list[Part], theirs: bool) -> Reading:
        """What the parts say together."""
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
        if What.HERE in by and fold(by[What.HERE][0].text).startswith(("hos er", "ert ", "era ", "er ")):
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
        if len(names) > 1 and any(a.segment == b.segment for a, b in itertools.pairwise(names)):
            return Reading(Where.OUTSIDE, "place.named", text)
        return Reading(Where.ROOM, "place.room", text)


def _alone(towns: list[Part], by: dict[What, list[Part]]) -> list[Part]:
    """Of towns far apart the one that is not in the name of a house ("Torsby herrgård, Harestad")."""
    spots = [p.spot for p in towns if p.spot]
    if len(spots) < 2 or all(s.km_to(spots[0]) <= SAME_AREA_KM for s in spots):
        return []
    named = {p.segment for what, parts in by.items() if what is not What.TOWN for p in parts}
    alone = [p for p in towns if p.segment not in named]
    return alone if len({p.spot.shown for p in alone if p.spot}) == 1 and len(alone) < len(towns) else []
