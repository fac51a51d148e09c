"""Where an event is, from Graph's fields for the place, then its subject and text."""

from collections.abc import Sequence

from resfria_bot.core.cases import is_own
from resfria_bot.core.places import Places
from resfria_bot.core.reading import Reading, Where
from resfria_bot.core.sentences import Sentence
from resfria_bot.core.spots import Kind, Spot, pick
from resfria_bot.core.text import clean, fold
from resfria_bot.core.types import Event, Location, Organisation, Place
from resfria_bot.core.words import Hit, word_set

#: Texts of places whose readings are kept; then all are forgotten.
MEMORY = 8_192
#: Longest text of a place whose reading is kept, in characters.
LONGEST_KEPT = 300
#: A point this near to a town is in it, in kilometres.
TOWN_REACH_KM = 15.0
_BUSINESS = frozenset({"localBusiness", "hotel", "restaurant"})
_BEFORE_TOWN = word_set("before_town")
_MARKS = frozenset(",–—-:;(/|")
_NOWHERE = Reading(Where.NOTHING)
_STRENGTH = {Where.OUTSIDE: 4, Where.OWN: 3, Where.ROOM: 2, Where.UNCLEAR: 1, Where.NOTHING: 0}


class Locator:
    """Decides where events are, for one organisation. Readings of equal texts are kept, but not of private events."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.places = Places(organisation)
        self._readings: dict[tuple[Location, bool], Reading] = {}

    def read(self, event: Event, theirs: bool) -> Reading:
        """What the fields for the place say, all of them together."""
        if not event.locations:
            return _NOWHERE
        if len(event.locations) == 1 and event.sensitivity == "normal":
            return self._kept(event.locations[0], theirs)
        if event.sensitivity != "normal":
            readings = [self._of_location(location, theirs) for location in event.locations[:20]]
        else:
            readings = [self._kept(location, theirs) for location in event.locations[:20]]
        return readings[0] if len(readings) == 1 else _together(readings)

    def settle(
        self, reading: Reading, event: Event, subject: Sentence, body: Sequence[Sentence], theirs: bool
    ) -> Reading:
        """The reading with what a correction in the text, the subject and the rest of the text add to it."""
        moved = self._moved(body, theirs)
        if moved:
            return self._with_host(_keep_remote(moved, reading), event)
        if reading.where is Where.OWN or (reading.where is Where.OUTSIDE and reading.place):
            return reading
        if reading.where is Where.NOTHING and reading.is_remote:
            return reading
        spot = self._in_subject(subject, anything=reading.is_theirs or subject.has("travel"))
        if spot and (reading.where is not Where.OUTSIDE or reading.is_theirs) and self._is_elsewhere(spot):
            return reading._replace(where=Where.OUTSIDE, code="place.subject", evidence=spot.shown, place=spot.place)
        told = self._in_body(body, theirs)
        if told and (told.place or reading.where is not Where.OUTSIDE):
            return self._with_host(_keep_remote(told, reading), event)
        if reading.is_own_town or reading.where is Where.NOTHING:
            visit = subject.hits.get("home_visit")
            if visit:
                town = self.places.premises.own_town
                place = town.place if town and reading.is_own_town else None
                return reading._replace(
                    where=Where.OUTSIDE, code="place.home_visit", evidence="", place=place, is_home_visit=True
                )
        return self._with_host(reading, event)

    def _kept(self, location: Location, theirs: bool) -> Reading:
        if len(location.name) > LONGEST_KEPT:
            return self._of_location(location, theirs)
        key = (location, theirs)
        reading = self._readings.get(key)
        if reading is None:
            if len(self._readings) >= MEMORY:
                self._readings.clear()
            reading = self._readings[key] = self._of_location(location, theirs)
        return reading

    def _of_location(self, location: Location, theirs: bool) -> Reading:
        mail = location.mail or (location.uri if "@" in location.uri and "/" not in location.uri else "")
        if location.type == "conferenceRoom" and mail:
            if is_own(mail.lower(), self.organisation):
                return Reading(Where.OWN, "place.room_mailbox", location.name)
            theirs = True
        reading = self.places.read(location.name, theirs=theirs)
        if location.uri.startswith("http") and "bing" not in location.uri and not reading.is_remote:
            link = self.places.read(location.uri, theirs=theirs)
            reading = reading._replace(is_remote=link.is_remote, system=link.system) if link.system else reading
        if location.address or location.town or location.latitude is not None:
            return self._of_address(location, reading)
        return reading

    def _of_address(self, location: Location, reading: Reading) -> Reading:
        """Graph's address and point win over the words, unless these name an own house or nothing but a call."""
        premises = self.places.premises
        town = clean(location.town)
        site = premises.at_address(location.address, town)
        if site is None and reading.code not in ("place.venue", "place.elsewhere") and location.latitude is not None:
            site = premises.at_point(location.latitude, location.longitude or 0.0)
        if site and reading.code != "place.venue":
            return _keep_remote(Reading(Where.OWN, "place.own_site", site.name), reading)
        if reading.where is Where.NOTHING and reading.is_remote:
            return reading
        spot = self._town(town)
        own = premises.own_town
        is_own_town = bool(own and spot and spot.shown == own.shown) or (own and fold(town) == fold(own.shown))
        if not town and location.latitude is None:
            return reading
        if is_own_town:
            return self._in_own_town(location, reading, own)
        if reading.where is Where.OWN and not town:
            return reading
        if not town:
            spot = self._nearest(location)
        name = spot.shown if spot else town.title() if town.isupper() or town.islower() else town
        place = (
            reading.place
            if reading.place and not town
            else Place(name, *_point(location, spot))
            if name
            else reading.place
        )
        evidence = location.name or location.address
        return _keep_remote(Reading(Where.OUTSIDE, "place.address", evidence, place), reading)

    def _in_own_town(self, location: Location, reading: Reading, own: Spot | None) -> Reading:
        place = Place(own.shown, *_point(location, own)) if own else None
        if reading.where is Where.OUTSIDE:
            spot = self._town(reading.place.name) if reading.place else None
            is_village = bool(spot and own and spot.km_to(own) <= TOWN_REACH_KM)
            return reading if is_village else reading._replace(place=place, is_theirs=False)
        named = reading.where is Where.ROOM and reading.code == "place.room" and location.type in _BUSINESS
        street = location.address and any(letter.isdigit() for letter in location.address.split(",")[0])
        if named or (street and reading.where is not Where.OWN):
            return _keep_remote(
                Reading(Where.OUTSIDE, "place.address", location.name or location.address, place), reading
            )
        return reading

    def _town(self, name: str) -> Spot | None:
        spots = self.places.gazetteer.named(name) if name else ()
        return pick(spots, self.places.premises.near) if spots else None

    def _nearest(self, location: Location) -> Spot | None:
        here = Spot("", Kind.TOWN, location.latitude, location.longitude)
        best = min((spot for _, spot in self.places.gazetteer.towns()), key=here.km_to, default=None)
        return best if best and here.km_to(best) <= TOWN_REACH_KM else None

    def _is_elsewhere(self, spot: Spot) -> bool:
        own = self.places.premises.own_town
        return not own or spot.shown != own.shown

    def _with_host(self, reading: Reading, event: Event) -> Reading:
        """A house of the organiser without a town is where the organiser is."""
        if not reading.is_theirs or reading.place:
            return reading
        spot = self.places.gazetteer.host_town(event.organiser.address.rpartition("@")[2])
        return reading._replace(place=spot.place) if spot else reading

    def _moved(self, body: Sequence[Sentence], theirs: bool) -> Reading | None:
        """A place to which the text moves the meeting; the next sentence may be the one that names it."""
        for at, sentence in enumerate(body):
            if not sentence.has("moved", "perhaps_moved"):
                continue
            later = body[at + 1 : at + 2]
            for hit in sentence.hits.get("moved", ()):
                found = self._named_firmly([*_told_by(sentence, hit), *(s.words for s in later)], theirs)
                if found:
                    return found
            if sentence.has("perhaps_moved"):
                meets = [s.words[h.start :] for s in (sentence, *later) for h in s.hits.get("meets_at", ())[:3]]
                found = self._named_firmly(meets, theirs)
                if found and (found.place or found.where is Where.OWN):
                    return found
        return None

    def _named_firmly(self, texts: Sequence[Sequence[str]], theirs: bool) -> Reading | None:
        """The first of these texts that names a place beyond doubt."""
        for words in texts:
            reading = self.places.read_sentence(words, theirs=theirs)
            if reading.where not in (Where.OWN, Where.OUTSIDE) or reading.code in ("place.named", "place.person"):
                continue
            if reading.is_theirs and reading.code == "place.theirs" and not _says_ours(words):
                continue
            return reading._replace(code="place.moved" if reading.where is Where.OUTSIDE else reading.code)
        return None

    def _in_body(self, body: Sequence[Sentence], theirs: bool) -> Reading | None:
        """A place that the rest of the text tells: after "vi ses", "plats" and the like, or heading a sentence."""
        for sentence in body[:12]:
            starts = [hit.start for hit in sentence.hits.get("meets_at", ())][:4]
            if len(sentence.words) > 1 and sentence.words[1] == "," and sentence.words[0][0].isupper():
                starts.insert(0, 0)
            for start in starts:
                reading = self.places.read_sentence(sentence.words[start:], theirs=theirs)
                firm = reading.place or reading.code == "place.elsewhere" or _says_ours(sentence.words)
                if reading.where is Where.OUTSIDE and reading.code != "place.named" and firm:
                    return reading._replace(code="place.body")
        return None

    def _in_subject(self, subject: Sentence, *, anything: bool) -> Spot | None:
        """A place that the subject names as the place: "i Malmö" after a kind of meeting, or "…, Malmö" at its end."""
        words = subject.words
        folded = [fold(word) for word in words]
        ends = {
            hit.end for name in ("meeting", "audience", "suits", "study_visit") for hit in subject.hits.get(name, ())
        }
        found: list[Spot] = []
        at = 0
        while at < len(words):
            named = self.places.parser.names.spot(words, folded, at, is_field=False) if words[at][0].isupper() else None
            if named is None:
                at += 1
                continue
            length, spot = named
            before = folded[at - 1] if at else ""
            last = at + length >= len(words) or (words[at + length] == ")" and at + length + 1 >= len(words))
            cued = before in _BEFORE_TOWN and (at - 1 in ends or at == 1 or subject.has("travel"))
            if spot.kind not in (Kind.AREA, Kind.COUNTRY) and (
                cued
                or (last and before in _MARKS)
                or (spot.kind is Kind.VENUE and (anything or before in _BEFORE_TOWN))
                or (anything and subject.has("travel"))
            ):
                found.append(spot)
            at += length
        return found[-1] if found else None


def _told_by(sentence: Sentence, hit: Hit) -> list[Sequence[str]]:
    """Where a phrase of moving tells the new place: behind it; "instead" also before, and not "instead of …"."""
    after = sentence.words[hit.end] if hit.end < len(sentence.words) else ""
    if not hit.text.lower().endswith(("stället", "instead")):
        return [sentence.words[hit.start :]]
    return [sentence.words[: hit.start]] + ([] if fold(after) in ("för", "of") else [sentence.words[hit.end :]])


def _says_ours(words: Sequence[str]) -> bool:
    return any(fold(word) in ("oss", "our", "vårt", "våra", "vår") for word in words)


def _point(location: Location, spot: Spot | None) -> tuple[float | None, float | None]:
    if location.latitude is not None:
        return location.latitude, location.longitude
    return (spot.latitude, spot.longitude) if spot else (None, None)


def _keep_remote(reading: Reading, before: Reading) -> Reading:
    return reading._replace(is_remote=before.is_remote, is_retired=before.is_retired, system=before.system)


def _together(readings: list[Reading]) -> Reading:
    """Several places: outside if one of them is; no place when they lie in different towns."""
    best = max(readings, key=lambda r: (_STRENGTH[r.where], r.place is not None))
    towns = {r.place.name for r in readings if r.place and r.where is Where.OUTSIDE}
    return best._replace(
        place=best.place if len(towns) <= 1 else None,
        is_theirs=best.is_theirs and len(towns) == 0,
        is_remote=any(r.is_remote for r in readings),
        is_retired=any(r.is_retired for r in readings),
        system=next((r.system for r in readings if r.system), ""),
    )
