"""Misspelt towns and own houses: one edit away, and never for short words."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from resfria_bot.core.gazetteer import Gazetteer
from resfria_bot.core.parts import Part, What
from resfria_bot.core.premises import Premises
from resfria_bot.core.spots import Kind, Spot
from resfria_bot.core.text import fold

#: Words are looked for only when they are this long.
GUESS_LENGTH = 6
#: A town of this size, or the main town of a municipality, is what a misspelt word may be.
GUESS_POPULATION = 5_000


class Speller:
    """Guesses what a misspelt name of a place was meant to be, for one organisation."""

    def __init__(self, gazetteer: Gazetteer, premises: Premises) -> None:
        self._gazetteer = gazetteer
        self._premises = premises
        self._own = premises.single_names()
        self._towns: dict[str, Spot] = {}

    def guess(self, part: Part) -> Part:
        """The part as a town or own house, when its name is one edit away; else as it is."""
        word = fold(part.text)
        if part.what is not What.NAME or part.spot or len(word) < GUESS_LENGTH:
            return part
        own = _closest(word, self._own)
        if own:
            return part._replace(what=What.OWN, own=self._premises.named(own))
        town = _closest(word, self._known_towns())
        return part._replace(what=What.TOWN, spot=self._towns[town]) if town and town[0] == word[0] else part

    def _known_towns(self) -> Iterable[str]:
        if not self._towns:
            self._towns = {
                name: spot for name, spot in self._gazetteer.towns() if len(name) >= GUESS_LENGTH and _is_known(spot)
            }
        return self._towns.keys()


def _is_known(spot: Spot) -> bool:
    return spot.population >= GUESS_POPULATION or (spot.kind is Kind.TOWN and spot.municipality != "")


def _closest(word: str, names: Iterable[str]) -> str | None:
    found = process.extractOne(word, names, scorer=OSA.distance, processor=None, score_cutoff=1)
    return str(found[0]) if found else None
