"""The parts of a text about a place: own houses, towns, well-known houses, streets, rooms, words for elsewhere."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from resfria_bot.core.gazetteer import Gazetteer
from resfria_bot.core.premises import Own, Premises
from resfria_bot.core.spots import Kind, Spot, pick
from resfria_bot.core.text import fold
from resfria_bot.core.types import Organisation
from resfria_bot.core.words import lists_with, word_set

SEPARATORS = frozenset(',;/|\n()[]–—:+•·-."“”&')
JOINERS = word_set("joiners")
_AT = word_set("near_prepositions")
#: Population above which a town abroad is believed wherever its name stands.
WORLD_CITY = 1_000_000


class What(Enum):
    """What a part of the text names."""

    OWN = auto()
    OWN_ROOM = auto()
    TOWN = auto()
    VENUE = auto()
    STREET = auto()
    ELSEWHERE = auto()
    MUNICIPAL = auto()
    ROOM = auto()
    HERE = auto()
    HOME = auto()
    PRIVATE_HOME = auto()
    PERSON = auto()
    UNKNOWN = auto()
    NAME = auto()


class Part(NamedTuple):
    """One part: the words it took, and the place or site behind it. `segment` counts the separators before it."""

    what: What
    text: str
    segment: int
    spot: Spot | None = None
    own: Own | None = None


class Names:
    """Which names in a text are meant as places, for one organisation."""

    def __init__(self, organisation: Organisation, gazetteer: Gazetteer, premises: Premises) -> None:
        self.gazetteer = gazetteer
        self.premises = premises
        lists = lists_with(organisation.words)
        self._ordinary = frozenset(fold(w) for w in lists["ordinary_town"])
        self._house_words = frozenset(fold(w) for w in lists["house_after_town"])
        self._municipal = frozenset(fold(w).strip("*+=") for w in lists["municipal"])

    def spot(self, raw: Sequence[str], folded: Sequence[str], start: int, *, is_field: bool) -> tuple[int, Spot] | None:
        """A name of the gazetteer that begins at this word and is meant as a place there."""
        match = self.gazetteer.find(folded, raw, start)
        if match is None:
            return None
        length, end = match.length, start + match.length
        alone = _is_edge(raw, start - 1) and _is_edge(raw, end)
        capital = raw[start][0].isupper()
        before = folded[start - 1] if start else ""
        after = folded[end] if end < len(raw) else ""
        if not capital and not (is_field and alone and len(folded[start]) > 2):
            return None
        spot = pick(match.spots, self.premises.near)
        name = " ".join(folded[start:end])
        if spot.kind is Kind.ABROAD and not self._is_abroad(spot, alone and is_field, before):
            return None
        if name in self._ordinary or name.removesuffix("s") in self._ordinary:
            ours = self.premises.own_town
            cued = is_field and capital and after and raw[end][0].isupper() and bool(ours and ours.shown == spot.shown)
            cued = cued or (before == "på" and spot.kind is Kind.DISTRICT)
            cued = cued or after in self._house_words or before in ("i", "till", "in", "to", "från", "hos")
            if not cued and not (is_field and alone and capital):
                return None
        if spot.kind is Kind.COUNTRY and spot.shown == "Sverige":
            return None
        if after in ("kommun", "kommuns", "municipality", "kommunhus", "kommunhuset", "kommunkontor", "kommunkontoret"):
            spot = self.gazetteer.seats.get(name) or self.gazetteer.seats.get(name.removesuffix("s")) or spot
        return length, spot

    def is_house_word(self, word: str) -> bool:
        """Does this word, after a town's name, make a house of it?"""
        return word in self._house_words

    def is_town_house(self, word: str) -> bool:
        """Is this a municipality's own house?"""
        return word in self._municipal

    @staticmethod
    def _is_abroad(spot: Spot, alone: bool, before: str) -> bool:
        return alone or spot.population >= WORLD_CITY or before in _AT or spot.municipality in ("NO", "DK", "FI", "IS")


def _is_edge(words: Sequence[str], at: int) -> bool:
    return at < 0 or at >= len(words) or words[at] in SEPARATORS or fold(words[at]) in JOINERS
