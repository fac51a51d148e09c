"""The judgement of a meeting: is it at a place that is not ours, can one take part from a distance, could it be online?

The order of evidence for the place: text that moves the meeting, Graph's fields, the subject, the rest of the text.
Pure and deterministic: the same event gives the same assessment, whichever copy it is.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from resfria_bot.core.cases import is_own
from resfria_bot.core.links import Link, find_link
from resfria_bot.core.location import LONGEST_KEPT, MEMORY, Locator
from resfria_bot.core.reading import Reading, Where
from resfria_bot.core.reasons import reason
from resfria_bot.core.remote import Form, Remote, dial_in, of_body, of_subject
from resfria_bot.core.sentences import Sentence, scan, scan_subject
from resfria_bot.core.suitability import Occasion, judge
from resfria_bot.core.text import body_text, clean, fold
from resfria_bot.core.types import Assessment, Event, Organisation, Reason, Response, Suggestion, Suitability
from resfria_bot.core.words import Field, lexicon, word_set

#: Characters of the shortest word for a place that tells what is done there.
SHORTEST_PLACE = 3
#: Characters that a number and a code take at the least.
SHORTEST_DIAL_IN = 14
_RETIRED_PROVIDERS = frozenset({"skypeForBusiness", "skypeForConsumer"})
_CALLED_OFF_MARKS = frozenset(":!–—-()[]*.,")
_ABOUT_OTHERS = word_set("about_others")


class _Online(NamedTuple):
    """Whether one can take part from a distance; `by_link` when only a link or Graph's flag says so."""

    is_online: bool
    reasons: tuple[Reason, ...]
    by_link: bool = False
    is_refused: bool = False
    is_only: bool = False


class Judge:
    """Judges events for one organisation. Building it compiles the lists, which takes some 50 ms; keep it."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self._locator = Locator(organisation)
        self._lexicon = lexicon(Field.SUBJECT, organisation.words)
        self._body_lexicon = lexicon(Field.BODY, organisation.words)
        self._theirs: dict[str, bool] = {}  #: by mail domain
        self._place_sentences: dict[str, Sentence] = {}
        self._hosts = self._locator.places.hosts

    def assess(self, event: Event, now: datetime | None = None) -> Assessment:
        """The assessment of one event. With `now`, a meeting that has ended is not flagged."""
        theirs = self._is_theirs(event)
        subject = scan_subject(event.subject, self._lexicon)
        text = body_text(event.body, event.body_is_html) if event.body else ""
        body = scan(text, self._body_lexicon) if text else []
        field = self._locator.read(event, theirs)
        reading = self._locator.settle(field, event, subject, body, theirs)
        online = self._online(event, subject, body, text, field, reading)
        external = reading.where is Where.OUTSIDE and not online.is_only
        verdict = judge(
            Occasion(
                event=event,
                subject=subject,
                body=body,
                place=self._place_words(event),
                is_online=online.is_online,
                is_refused=online.is_refused,
                is_home_visit=reading.is_home_visit,
                arranged_outside=theirs,
                is_external=external,
            )
        )
        stops = self._stops(event, subject, body, now)
        asks_in_spite = online.is_online and online.by_link and self.organisation.link_with_place == "ask"
        flagged = external and (not online.is_online or asks_in_spite) and not stops
        suggestion = _suggestion(verdict.suitability) if flagged else None
        place = reading.place if external else None
        where = self._where(reading, online, external)
        spite = (reason("online.ignored_by_setting"),) if asks_in_spite and suggestion else ()
        reasons = _in_order(stops, where, online.reasons, verdict.reasons, spite, verdict.suitability)
        return Assessment(
            external=external,
            place=place,
            already_online=online.is_online,
            suitable=verdict.suitability,
            suggestion=suggestion,
            reasons=_without_evidence(reasons) if _is_private(event) else reasons,
        )

    def _is_theirs(self, event: Event) -> bool:
        """Does somebody of another organisation hold it? Then general names are theirs."""
        organiser = event.organiser.address
        if not organiser or event.is_organiser:
            return False
        domain = organiser.rpartition("@")[2]
        theirs = self._theirs.get(domain)
        if theirs is None:
            if len(self._theirs) >= MEMORY:
                self._theirs.clear()
            theirs = self._theirs[domain] = not is_own(organiser, self.organisation)
        return theirs

    def _place_words(self, event: Event) -> Sentence | None:
        """Words of the place that tell what is done there; only long ones do."""
        name = event.locations[0].name if event.locations else ""
        if len(name) < SHORTEST_PLACE:
            return None
        words = self._place_sentences.get(name)
        if words is None:
            words = scan_subject(name, self._lexicon)
            if len(name) <= LONGEST_KEPT and not _is_private(event):
                if len(self._place_sentences) >= MEMORY:
                    self._place_sentences.clear()
                self._place_sentences[name] = words
        return words

    def _online(
        self, event: Event, subject: Sentence, body: Sequence[Sentence], text: str, field: Reading, reading: Reading
    ) -> _Online:
        told = self._told(subject, body)
        if told.form in (Form.REFUSED, Form.UNUSED_LINK):
            code = "refused.words" if told.form is Form.REFUSED else "refused.unused_link"
            return _Online(False, (reason(code, told.evidence),), is_refused=True)
        link, flagged = self._link(event, text), event.is_online and event.online_provider not in _RETIRED_PROVIDERS
        live = link is not None and link.live
        name = event.locations[0].name if event.locations else ""
        reasons: list[Reason] = []
        if live and link:
            reasons.append(reason(f"link.{link.system}", "" if link.system == "teams" else link.url[:120]))
        elif field.system:
            reasons.append(reason(f"link.{field.system}"))
        if flagged and (live or event.online_provider != "unknown" or not event.join_url):
            reasons.append(reason("online.provider"))
        by_link = bool(reasons)
        if field.is_remote and not field.system:
            reasons.append(reason("online.place", name))
        counts = told.form is not Form.UNSAID and not (told.is_call and reading.where in (Where.OUTSIDE, Where.OWN))
        if counts:
            reasons.append(reason("online.words", told.evidence))
        number = (text and dial_in(text)) or (dial_in(name) if len(name) > SHORTEST_DIAL_IN else "")
        if number:
            reasons.append(reason("online.dial_in", number))
        words_too = counts or bool(number) or (field.is_remote and not field.system)
        if not reasons and ((link and not link.live) or field.is_retired or _names_retired(subject, body)):
            return _Online(False, (reason("retired.service", link.url[:120] if link else ""),))
        return _Online(
            bool(reasons), tuple(reasons), by_link and not words_too, is_only=counts and told.form is Form.ONLY
        )

    @staticmethod
    def _told(subject: Sentence, body: Sequence[Sentence]) -> Remote:
        in_subject, in_body = of_subject(subject), of_body(body)
        return in_body if in_body.form >= in_subject.form else in_subject

    def _link(self, event: Event, text: str) -> Link | None:
        """The first live link, in the order: Graph's own, the place, the body; else a retired one."""
        retired: Link | None = None
        for source in (event.join_url, *self._uris(event), event.body, "" if text is event.body else text):
            link = find_link(source, self._hosts) if source else None
            if link and link.live:
                return link
            retired = retired or link
        return retired

    @staticmethod
    def _uris(event: Event) -> Sequence[str]:
        """Addresses of Graph's places, but for those of the map service behind them."""
        if not event.locations or (len(event.locations) == 1 and not event.locations[0].uri):
            return ()
        return [location.uri for location in event.locations if location.uri and "bingapis" not in location.uri]

    def _stops(
        self, event: Event, subject: Sentence, body: Sequence[Sentence], now: datetime | None
    ) -> tuple[Reason, ...]:
        """What ends the matter, whatever kind of meeting it is."""
        found = []
        if _is_private(event):
            found.append(reason("state.private"))
        if event.is_cancelled or _called_off(subject, body):
            found.append(reason("state.cancelled"))
        if event.response is Response.DECLINED or _begins_with(subject, "declined"):
            found.append(reason("state.declined"))
        if now is not None and event.end <= now:
            found.append(reason("time.past"))
        return tuple(found)

    def _where(self, reading: Reading, online: _Online, external: bool) -> tuple[Reason, ...]:
        if online.is_only:
            return (reason("place.online_only"),)
        if external:
            return (reason(reading.code or "place.elsewhere", reading.evidence),)
        return (reason(reading.code if reading.code.startswith("place.") else "place.none", reading.evidence),)


def _suggestion(suitability: Suitability) -> Suggestion | None:
    if suitability is Suitability.YES:
        return Suggestion.ONLINE
    return Suggestion.ASK_WEBCAST if suitability is Suitability.ASK_WEBCAST else None


def _in_order(
    stops: tuple[Reason, ...], where: tuple[Reason, ...], online: tuple[Reason, ...], kind: tuple[Reason, ...],
    spite: tuple[Reason, ...], suitability: Suitability,
) -> tuple[Reason, ...]:  # fmt: skip
    """What decided comes first."""
    first, last = (kind, where) if suitability is Suitability.NO else (where, kind)
    if stops:
        first = tuple(r for r in first if r not in stops)
    return stops + online + first + last + spite


def _without_evidence(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """For private events: only the fixed sentences, nothing of the event."""
    return tuple(reason(r.code) for r in reasons)


def _is_private(event: Event) -> bool:
    return event.sensitivity.lower() not in ("normal", "")


def _names_retired(subject: Sentence, body: Sequence[Sentence]) -> bool:
    return any(sentence.has("retired") for sentence in (subject, *body))


def _begins_with(subject: Sentence, name: str) -> bool:
    """Does a subject begin with such a word, or end with it after a mark?"""
    for hit in subject.hits.get(name, ()):
        before = subject.words[hit.start - 1] if hit.start else ""
        after = subject.words[hit.end] if hit.end < len(subject.words) else ""
        if not before or (before in _CALLED_OFF_MARKS and (not after or after in _CALLED_OFF_MARKS)):
            return True
        if not after and (hit.text.isupper() or before in _CALLED_OFF_MARKS):
            return True
    return False


def _called_off(subject: Sentence, body: Sequence[Sentence]) -> bool:
    """Do the words say that the meeting is cancelled?"""
    if _begins_with(subject, "cancelled"):
        return True
    for sentence in body[:12]:
        for hit in sentence.hits.get("cancelled", ()):
            words = {fold(word) for word in sentence.words}
            after = fold(sentence.words[hit.end]) if hit.end < len(sentence.words) else ""
            if (
                sentence.is_question
                or words & _ABOUT_OTHERS
                or after in ("oss", "sig", "mig", "er", "på")
                or sentence.is_negated(hit)
            ):
                continue
            if not sentence.has("another_time"):
                return True
    return False


def explain(event: Event, assessment: Assessment) -> str:
    """The reasons as a person would read them, one a line; the subject only where the event is not private."""
    subject = "" if _is_private(event) else clean(event.subject)
    verdict = f"asked about ({assessment.suggestion})" if assessment.suggestion else "not asked about"
    head = f"{subject or 'This event'}: {verdict}"
    return "\n".join([head, *(f"  - {r.text}" for r in assessment.reasons)])
