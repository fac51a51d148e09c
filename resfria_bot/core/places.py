"""What a text says about where a meeting is: our own house, a room, elsewhere, at a distance, or nothing.

Texts are read as the organiser means them: "Stadshuset" in an invitation from Mariestad is Mariestad's.
"""

from collections.abc import Sequence

from resfria_bot.core import addresses
from resfria_bot.core.gazetteer import Gazetteer, gazetteer, gazetteer_of
from resfria_bot.core.links import find_link, is_room_address
from resfria_bot.core.parser import Parser
from resfria_bot.core.parts import Part, What
from resfria_bot.core.premises import Premises
from resfria_bot.core.reading import Reader, Reading, Where
from resfria_bot.core.spelling import Speller
from resfria_bot.core.spots import pick
from resfria_bot.core.text import clean, fold, words_of
from resfria_bot.core.types import Organisation, Place
from resfria_bot.core.words import word_set

_NEGATIONS = word_set("negations")
_CONTACT = word_set("contact")


class Places:
    """Reads texts about places for one organisation; compiled once."""

    def __init__(self, organisation: Organisation) -> None:
        self.hosts = tuple(host.lower() for host in organisation.meeting_hosts)
        self.gazetteer: Gazetteer = gazetteer_of(organisation)
        self.premises = Premises(organisation, self.gazetteer)
        self.parser = Parser(organisation, self.gazetteer, self.premises)
        self._reader = Reader(self.premises)
        self._speller = Speller(self.gazetteer, self.premises)

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
        reading = self._reader.read(self._spelled(self.parser.parts(raw)), theirs)
        return _with(reading, remote, retired, link.system if link and link.live else "")

    def read_sentence(self, words: Sequence[str], *, theirs: bool = False) -> Reading:
        """What a sentence of running text says about the place; towns need a sign that they are meant as places."""
        return self._reader.read(self.parser.parts(words, is_field=False), theirs)

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

    def _spelled(self, parts: list[Part]) -> list[Part]:
        """The parts with a misspelt name set right, where none is known as it is."""
        if any(part.what in (What.TOWN, What.VENUE) for part in parts):
            return parts
        return [self._speller.guess(part) for part in parts]


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
