"""Divides a text about a place into its parts, in one pass over its words."""

import re
from collections.abc import Sequence

from resfria_bot.core.gazetteer import Gazetteer
from resfria_bot.core.parts import JOINERS, SEPARATORS, Names, Part, What
from resfria_bot.core.premises import Own, Premises
from resfria_bot.core.spots import Kind, Spot, pick
from resfria_bot.core.text import fold
from resfria_bot.core.types import Organisation
from resfria_bot.core.words import Field, lexicon, word_set

_STREET = re.compile(
    r"(?:[^\W\d]+)?(?:gata|gatan|väg|vägen|gränd|gränden|torg|torget|allé|allén|alle|stig|stigen|plats|platsen|kaj|kajen|backe|"
    r"backen|led|leden|plan|esplanaden|esplanad|street|road|avenue|strand|stråket|kungsgata|gången|dammsvägen|hamngata)",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-ZÅÄÖ]{0,4}\d[\w.:-]{0,8}|[A-ZÅÄÖ]{1,3}|\d+\w?|[A-Z]{2,5}\d+-?\w*")
_LABELS = word_set("labels")
_NO_NAMES = word_set("no_names")
_COMPANY_END = frozenset({"AB", "HB", "KB", "Ltd", "Inc", "GmbH", "AS", "Oy"})


_TOWNS = (Kind.TOWN, Kind.MUNICIPALITY, Kind.VILLAGE)


class Parser:
    """Finds the parts; built once for an organisation."""

    def __init__(self, organisation: Organisation, gazetteer: Gazetteer, premises: Premises) -> None:
        self.names = Names(organisation, gazetteer, premises)
        self.lexicon = lexicon(Field.PLACE, organisation.words)

    def parts(self, raw: Sequence[str], *, is_field: bool = True) -> list[Part]:
        """The parts of a text in words. In running text a town needs more signs than in a field for the place."""
        folded = [fold(word) for word in raw]
        hits: dict[int, list[tuple[str, int]]] = {}
        for found in self.lexicon.scan(raw).values():
            for hit in found:
                hits.setdefault(hit.start, []).append((hit.list, hit.end))
        return _Walk(self.names, list(raw), folded, hits, is_field).run()


class _Walk:
    """One pass over the words of one text."""

    def __init__(
        self, names: Names, raw: list[str], folded: list[str], hits: dict[int, list[tuple[str, int]]], is_field: bool
    ) -> None:
        self.names, self.raw, self.folded, self.hits, self.is_field = names, raw, folded, hits, is_field
        self.found: list[Part] = []
        self.segment = 0

    def run(self) -> list[Part]:
        at = 0
        while at < len(self.raw):
            word = self.raw[at]
            if word in SEPARATORS or self.folded[at] in JOINERS or self.folded[at] in _LABELS:
                self.segment += 1
                at += 1
            else:
                at = max(self._step(at), at + 1)
        return self.found

    def _step(self, at: int) -> int:
        lists = dict(sorted(self.hits.get(at, ()), key=lambda hit: hit[1]))
        own = self.names.premises.find(self.folded, at)
        if own and not self._is_longer_name(at, own) and not (own.is_room and own.length == 1 and self._is_town(at)):
            return self._keep(What.OWN_ROOM if own.is_room else What.OWN, at, at + own.length, own=own)
        if self.folded[at] in ("ej", "inte", "not", "utom", "istället"):
            return self._skip_segment(at)
        if "route" in lists and not lists.keys() & {"outside"}:
            return self._after_route(lists["route"])
        if self._is_postcode(at):
            return self._postcode(at)
        for step in (self._private_home, self._host, self._room, self._town, self._street):
            end = step(at, lists)
            if end:
                return end
        return self._word(at, lists)

    def _keep(self, what: What, start: int, end: int, spot: Spot | None = None, own: Own | None = None) -> int:
        self.found.append(Part(what, " ".join(self.raw[start:end]), self.segment, spot, own))
        return end

    def _is_longer_name(self, at: int, own: Own) -> bool:
        """Does a longer name of another house begin here, "Högskolan Väst" where "Högskolan" is ours?"""
        found = self.names.gazetteer.find(self.folded, self.raw, at)
        return found is not None and found.length > own.length

    def _skip_segment(self, at: int) -> int:
        while at < len(self.raw) and self.raw[at] not in SEPARATORS:
            at += 1
        return at

    def _is_town(self, at: int) -> bool:
        """Is a town meant, and not a room of ours by its name? Behind its house, or a word for a room, it is the room.

        City districts, houses and places abroad are far less likely meant than the room.
        """
        if any(part.what is What.OWN for part in self.found):
            return False
        found = self.names.gazetteer.find(self.folded, self.raw, at)
        return found is not None and found.length == 1 and found.spots[0].kind in _TOWNS

    def _after_route(self, at: int) -> int:
        """Where one comes from is not where one goes: skip the name that follows."""
        own = self.names.premises.find(self.folded, at) if at < len(self.raw) else None
        if own:
            return at + own.length
        spot = self.names.spot(self.raw, self.folded, at, is_field=False) if at < len(self.raw) else None
        return at + spot[0] if spot else at

    def _is_postcode(self, at: int) -> bool:
        first = self.raw[at]
        if len(first) == 5 and first.isdigit():
            return True
        return (
            len(first) == 3
            and first.isdigit()
            and at + 1 < len(self.raw)
            and bool(re.fullmatch(r"\d{2}", self.raw[at + 1]))
        )

    def _postcode(self, at: int) -> int:
        start = at + (1 if len(self.raw[at]) == 5 else 2)
        end = start
        while end < len(self.raw) and end - start < 3 and self.raw[end][0].isupper():
            end += 1
        if end == start:
            return self._keep(What.STREET, at, start)
        found = self.names.gazetteer.find(self.folded, self.raw, start)
        if found:
            end = start + found.length
            return self._keep(What.TOWN, start, end, pick(found.spots, self.names.premises.near))
        name = " ".join(self.raw[start:end]).title()
        return self._keep(What.TOWN, start, end, Spot(name, Kind.VILLAGE))

    def _private_home(self, at: int, lists: dict[str, int]) -> int:
        if "home" in lists and self.folded[at] == "hemma":
            rest = [w for w in self.folded[at + 1 : at + 4] if w not in SEPARATORS]
            if rest[:1] == ["hos"] and rest[1:2] and rest[1] not in ("mig", "mej", "oss"):
                return self._keep(What.PRIVATE_HOME, at, min(at + 3, len(self.raw)))
        if "home_visit" in lists and not (self.folded[at] == "hemma" and lists["home_visit"] == at + 2):
            return self._keep(What.PRIVATE_HOME, at, lists["home_visit"])
        return 0

    def _host(self, at: int, lists: dict[str, int]) -> int:
        """ "Hos Lena", "Hos leverantören", "Hos GR": a person, or an organisation."""
        if self.folded[at] not in ("hos", "c/o") or "here" in lists or "unknown" in lists or at + 1 >= len(self.raw):
            return 0
        following = {name for name, _ in self.hits.get(at + 1, ())}
        if following & {"outside", "organisation"} or not self.raw[at + 1][0].isupper():
            return 0
        town = self.names.gazetteer.find(self.folded, self.raw, at + 1)
        end = at + 1
        while end < len(self.raw) and self.raw[end][0].isupper() and end - at < 4:
            end += 1
        after = self.folded[end] if end < len(self.raw) else ""
        if town and (town.spots[0].kind is Kind.VENUE or self.names.is_house_word(after)):
            return 0
        return self._keep(What.PERSON, at, end)

    def _room(self, at: int, lists: dict[str, int]) -> int:
        if "room" not in lists or (lists["room"] == at + 1 and self._is_town_name(at)):
            return 0
        if lists.get("outside", 0) > lists["room"]:
            return 0
        start, end = at, lists["room"]
        if end < len(self.raw) and self.raw[end] in (":", ".", "-"):
            end += 1
        if not self.raw[start][0].isalpha():
            return 0
        is_suffix = self.folded[start].endswith(("rummet", "salen", "hallen"))
        names = 0
        while end < len(self.raw) and self.raw[end] not in SEPARATORS and self.folded[end] not in JOINERS:
            word = self.raw[end]
            if _CODE.fullmatch(word) and not self._known(end):
                end += 1
                names += 2
                continue
            if names >= 2 or is_suffix or not word[0].isupper() or not self._is_room_name(end):
                break
            end += 1
            names += 1
        return self._keep(What.ROOM, start, end)

    def _known(self, at: int) -> bool:
        return any(name in ("organisation", "outside") for name, _ in self.hits.get(at, ())) or bool(
            self.names.gazetteer.find(self.folded, self.raw, at)
        )

    def _is_room_name(self, at: int) -> bool:
        """May this word be the name of a room? Not when a house follows, or it begins a longer name."""
        if any(name in ("outside", "organisation", "municipal") for name, _ in self.hits.get(at, ())):
            return False
        if self.names.premises.find(self.folded, at) and not self._is_town_name(at):
            return False
        found = self.names.gazetteer.find(self.folded, self.raw, at)
        if found is None:
            return True
        after = self.folded[at + found.length] if at + found.length < len(self.raw) else ""
        return found.length == 1 and not self.names.is_house_word(after) and found.spots[0].kind is not Kind.VENUE

    def _is_town_name(self, at: int) -> bool:
        return self.names.gazetteer.find(self.folded, self.raw, at) is not None

    def _town(self, at: int, lists: dict[str, int]) -> int:
        found = self.names.spot(self.raw, self.folded, at, is_field=self.is_field)
        if found is None:
            return 0
        length, spot = found
        end = at + length
        if spot.kind in (Kind.AREA, Kind.COUNTRY):
            return self._keep(What.NAME if spot.kind is Kind.AREA else What.TOWN, at, end, spot)
        house = end < len(self.raw) and self.names.is_house_word(self.folded[end])
        if spot.kind is Kind.VENUE:
            return self._keep(What.VENUE, at, end, spot)
        self._keep(What.TOWN, at, end, spot)
        if house and self.folded[end] not in ("kommun", "kommuns", "stad", "stads", "län", "läns", "c", "central"):
            # The house of a town is a house of its own, in the own town too, unless it is the municipality's.
            what = What.MUNICIPAL if self.names.is_town_house(self.folded[end]) else What.ELSEWHERE
            return self._keep(what, end, end + 1)
        return end + 1 if house else end

    def _street(self, at: int, lists: dict[str, int]) -> int:
        word = self.folded[at]
        short = len(word) < 6 and not (at and self.raw[at - 1][0].isupper())
        if not _STREET.fullmatch(word) or short or "room" in lists:
            return 0
        numbered = at + 1 < len(self.raw) and self.raw[at + 1][0].isdigit()
        if not numbered and not self.raw[at][0].isupper():
            return 0
        if numbered or word.endswith(("gatan", "vägen", "gränd", "allén", "street", "road", "torget")):
            return self._keep(What.STREET, at, at + 2 if numbered else at + 1)
        return 0

    def _word(self, at: int, lists: dict[str, int]) -> int:
        order = (
            ("unknown", What.UNKNOWN), ("here", What.HERE), ("organisation", What.ELSEWHERE),
            ("municipal", What.MUNICIPAL), ("outside", What.ELSEWHERE), ("home", What.HOME),
        )  # fmt: skip
        best = max((lists.get(name, 0) for name, _ in order), default=0)
        for name, what in order:
            if best and lists.get(name) == best:
                return self._keep(what, at, best)
        if "first_name" in lists and self._is_segment_start(at):
            end = at + 1
            while end < len(self.raw) and self.raw[end][0].isupper() and end - at < 3:
                end += 1
            return self._keep(What.PERSON, at, end)
        word = self.raw[at]
        if word in _COMPANY_END:
            return self._keep(What.ELSEWHERE, at, at + 1)
        if word[0].isupper() and not _CODE.fullmatch(word) and self.folded[at] not in _NO_NAMES:
            return self._keep(What.NAME, at, at + 1)
        return at + 1

    def _is_segment_start(self, at: int) -> bool:
        return at == 0 or self.raw[at - 1] in SEPARATORS
