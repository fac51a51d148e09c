"""Could this kind of meeting be held from a distance? Judged on what it is, wherever it is."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from resfria_bot.core.reasons import reason
from resfria_bot.core.sentences import Sentence
from resfria_bot.core.text import fold
from resfria_bot.core.topics import PREPARES, comes_here, is_firm_topic, is_other_kind, is_talked_about
from resfria_bot.core.types import Event, Reason, Suitability
from resfria_bot.core.words import Hit, word_set

IN_PERSON = (
    "funeral", "inspection", "study_visit", "home_visit", "site_visit", "hands_on", "exam", "handling", "fair",
    "opening", "rehearsal", "filming", "social", "residential", "medical",
)  # fmt: skip
SENSITIVE = (
    "appraisal", "recruitment", "rehabilitation", "compulsory", "dispute", "court", "supervision", "bargaining",
)  # fmt: skip
NO_MEETING = ("travel", "deadline", "leave")
#: A seminar where everybody presents has no audience.
_CLOSED = word_set("closed")
_SPEAKING = frozenset((*IN_PERSON, *SENSITIVE, *NO_MEETING))
_SIGNS = _SPEAKING | {"formal", "association", "asked_in_person"}
_PLACE_SIGNS = frozenset({"study_visit", "inspection", "site_visit", "lab_place"})
#: A subject shorter than this may be nothing but a word for supervision.
_FEW_WORDS = 4
#: A meal beside a meeting does not make it a party.
_MEALS = ("lunch", "fika", "middag", "mingel", "frukost", "tårta", "dinner", "lunch with", "lunch med", "middag med")
#: In the text of a summons only these tell of a slot at the meeting.
_SLOT = (
    "inga beslut", "utan beslut", "beredande", "dragning", "att dra", "er tid", "vår tid", "vår punkt", "vårt ärende",
    "inbjud", "ni är inbjudna", "presenterar", "föredra", "informerar", "förmöte", "minuter", "20 min", "15 min",
    "30 min", "no decisions", "slot", "ni drar", "vi drar",
)  # fmt: skip


class Verdict(NamedTuple):
    """How suitable, and why."""

    suitability: Suitability
    reasons: tuple[Reason, ...]


class Occasion(NamedTuple):
    """What the judgement looks at. `arranged_outside`: somebody of another organisation holds it."""

    event: Event
    subject: Sentence
    body: Sequence[Sentence]
    place: Sentence | None
    is_online: bool
    is_refused: bool
    is_home_visit: bool
    arranged_outside: bool
    is_external: bool


def judge(case: Occasion) -> Verdict:
    """The verdict on one meeting; the first of these that speaks decides."""
    if _has_sign(case):
        for rule in (_closed, _by_subject, _formal, _by_place, _own_time, _by_body):
            reasons = rule(case)
            if reasons:
                return Verdict(Suitability.NO, reasons)
    return _audience(case) or _pleasure(case) or _talk(case)


def _has_sign(case: Occasion) -> bool:
    """Is there anything that might speak against it? In most meetings there is nothing."""
    if case.is_refused or case.is_home_visit or case.event.sensitivity != "normal" or not case.event.attendees:
        return True
    if not case.subject.hits.keys().isdisjoint(_SIGNS) or _is_bare_supervision(case.subject):
        return True
    if case.place and not case.place.hits.keys().isdisjoint(_PLACE_SIGNS):
        return True
    return any(sentence.has("body_in_person", "asked_in_person") for sentence in case.body)


def _closed(case: Occasion) -> tuple[Reason, ...]:
    if case.event.sensitivity.lower() not in ("normal", ""):
        return (reason("state.private"),)
    for sentence in (case.subject, *case.body):
        for hit in sentence.hits.get("asked_in_person", ()):
            return (reason("words.asked_in_person", hit.text),)
    return ()


def _by_subject(case: Occasion) -> tuple[Reason, ...]:
    subject = case.subject
    if not subject.hits.keys() & _SPEAKING:
        return (reason("words.supervision", subject.text()),) if _is_bare_supervision(subject) else ()
    found = [
        (hit.start, reason(f"words.{name}", hit.text))
        for name in IN_PERSON
        for hit in subject.hits.get(name, ())
        if not (is_talked_about(subject, hit, name) or _is_side_matter(case, hit, name) or comes_here(subject, hit))
    ]
    found += [
        (hit.start, reason(f"words.{name}", hit.text))
        for name in SENSITIVE
        for hit in subject.hits.get(name, ())
        if not is_firm_topic(subject, hit) and not is_other_kind(subject, hit, name)
    ]
    found += [
        (hit.start, reason(f"words.{name}", hit.text))
        for name in NO_MEETING
        for hit in subject.hits.get(name, ())
        if not is_talked_about(subject, hit, name) and (hit.start <= 1 or not case.event.attendees)
    ]
    if not found and _is_bare_supervision(subject):
        return (reason("words.supervision", subject.text()),)
    found.sort(key=lambda pair: pair[0])
    # Of several lists that know the same word, the first tells it best.
    return tuple(r for at, (start, r) in enumerate(found) if not at or start != found[at - 1][0])[:2]


def _is_side_matter(case: Occasion, hit: Hit, name: str) -> bool:
    """A meal beside a meeting, a kick-off of a project, a working lunch."""
    subject = case.subject
    if name == "social" and fold(hit.text).startswith(_MEALS):
        others = [
            h
            for kind in ("suits", "audience", "preparation")
            for h in subject.hits.get(kind, ())
            if h.start != hit.start
        ]
        if others and hit.start > 0:
            return True
        return any(sentence.has("agenda") for sentence in (subject, *case.body))
    if name == "residential" and "kick" in hit.text.lower():
        low = {fold(word) for word in subject.words}
        short = case.event.end - case.event.start <= timedelta(hours=4)
        return short and bool(
            low & {"projekt", "project", "projektet", "upphandling", "planning", "planering", "implementation"}
        )
    return False


def _is_bare_supervision(subject: Sentence) -> bool:
    words = [fold(word) for word in subject.words if word.isalpha()] if len(subject.words) < _FEW_WORDS else []
    return bool(words) and words[0] in ("handledning", "handledningstillfälle") and len(words) == 1


def _formal(case: Occasion) -> tuple[Reason, ...]:
    subject = case.subject
    if not subject.has("formal", "association"):
        return ()
    for name in ("formal", "association"):
        for hit in subject.hits.get(name, ()):
            if "betyg" in hit.text.lower() or (name == "association" and _has_word(subject, "samverkan")):
                continue
            slot = any(
                fold(h.text).startswith(_SLOT) for sentence in case.body for h in sentence.hits.get("preparation", ())
            )
            before = fold(subject.words[hit.start - 1]) if hit.start else ""
            if name == "formal" and (
                slot or subject.has("preparation", "audience", "suits") or before in ("om", "från", "till")
            ):
                continue
            return (reason(f"words.{name}", hit.text),)
    return ()


def _has_word(sentence: Sentence, word: str) -> bool:
    return any(word in fold(w) for w in sentence.words)


def _by_place(case: Occasion) -> tuple[Reason, ...]:
    if case.is_refused:
        return (reason("refused.words"),)
    if case.is_home_visit and not case.subject.has("suits"):
        return (reason("words.home_visit"),)
    if case.place and case.place.hits:
        for name in ("study_visit", "inspection", "site_visit", "lab_place"):
            for hit in case.place.hits.get(name, ()):
                name = "hands_on" if name == "lab_place" else name
                return (reason(f"words.{name}", hit.text),)
    return ()


def _own_time(case: Occasion) -> tuple[Reason, ...]:
    """No meeting at all: a block of the owner's own time."""
    event, subject = case.event, case.subject
    if event.attendees or case.arranged_outside:
        return ()
    for hit in subject.hits.get("own_work", ()):
        if (hit.start == 0 or not is_talked_about(subject, hit, "own_work")) and not subject.has("suits"):
            return (reason("words.own_work", hit.text),)
    if not subject.has("meeting", "suits", "audience", "preparation") and not any(
        sentence.has("meets_at", "agenda", "audience_body") for sentence in case.body
    ):
        return (reason("block.alone"),)
    return ()


def _by_body(case: Occasion) -> tuple[Reason, ...]:
    for sentence in case.body:
        for hit in sentence.hits.get("body_in_person", ()):
            if sentence.has("optional", "another_time") or sentence.is_question or sentence.is_negated(hit):
                continue
            return (reason("words.body_in_person", sentence.text()),)
    return ()


def _audience(case: Occasion) -> Verdict | None:
    """An event with an audience, arranged by others: they are asked for a webcast."""
    subject, event = case.subject, case.event
    by_others = case.arranged_outside or (len(event.attendees) <= 1 and case.is_external)
    if not by_others or case.is_online:
        return None
    hits = [h for h in subject.hits.get("audience", ()) if not _is_planned(subject, h)]
    if not hits and case.arranged_outside and len(event.attendees) <= 1 and not subject.has("suits"):
        hits = [h for sentence in case.body for h in sentence.hits.get("audience_body", ())]
    closed = not _CLOSED.isdisjoint([fold(word) for word in subject.words])
    if not hits or closed or any(sentence.has("all_present") for sentence in case.body):
        return None
    return Verdict(Suitability.ASK_WEBCAST, (reason("words.audience", hits[0].text),))


def _is_planned(subject: Sentence, hit: Hit) -> bool:
    """Is the conference only planned here, or is the word a working form of its own ("gästföreläsning")?"""
    if any(
        h.start <= hit.start < h.end or (h.start < hit.start and "med" not in h.text)
        for h in subject.hits.get("suits", ())
    ):
        return True
    return any(fold(h.text) in PREPARES and h.end <= hit.start for h in subject.hits.get("topic_before", ()))


def _pleasure(case: Occasion) -> Verdict | None:
    """A place for pleasure, and a subject that speaks of no meeting."""
    hits = case.place.hits.get("leisure", ()) if case.place else ()
    if not hits or case.subject.has("meeting", "suits", "preparation", "agenda") or case.arranged_outside:
        return None
    if any(sentence.has("agenda") for sentence in case.body):
        return None
    return Verdict(Suitability.NO, (reason("words.social", hits[0].text),))


def _talk(case: Occasion) -> Verdict:
    subject = case.subject
    for name, code in (("preparation", "words.preparation"), ("suits", "words.suits"), ("meeting", "words.talk")):
        if name == "preparation" and not subject.has("formal"):
            continue
        for hit in subject.hits.get(name, ()):
            return Verdict(Suitability.YES, (reason(code, hit.text),))
    return Verdict(Suitability.YES, (reason("kind.default"),))
