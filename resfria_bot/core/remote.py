"""Whether words say that one can take part from a distance, that one cannot, or that the meeting is only online."""

import re
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from resfria_bot.core.sentences import Sentence
from resfria_bot.core.text import fold
from resfria_bot.core.words import Hit, word_set


class Form(IntEnum):
    """How one can take part, as words tell it; the greater wins within a text."""

    UNSAID = 0
    OFFERED = 1  #: also from a distance
    ONLY = 2  #: only from a distance
    REFUSED = 3  #: not from a distance
    UNUSED_LINK = 4  #: there is a link, and it is not to be used


class Remote(NamedTuple):
    """What the words of a text say, and which."""

    form: Form = Form.UNSAID
    evidence: str = ""
    is_call: bool = False  #: somebody rings: counts only where no physical place is named


_UNSAID = Remote()
_EDGE = frozenset(",;/|()[]–—:+-.")
_SAYING = frozenset({"online", "refused", "unused_link"})
_PRONOUNS = word_set("pronouns")
_TOPIC = word_set("topic_cues")
_ALSO = word_set("also")
_CONDITIONS = word_set("conditions")
_WEAK = ("teams", "zoom", "länk", "link")
_FIRM = re.compile(
    r"möt|delta|medverk|vara med|är med|koppla|anslut|ses\b|träff|hörs|webb|sänd|stream|hybrid|distans|digital|"
    r"join|meeting|attend|teams-?länk|zoom-?länk|samtal|avstämning|för dig|för den|för de\b|till för"
)
_CALLS = re.compile(
    r"ringer|ring upp|på telefon|tar .*telefon|telefonsamtal|phone call|by phone|on the phone|over the phone"
)
_NUMBER = r"(?:\+\d{2}|0)[\d() -]{6,16}\d"
_CODE = (
    r"(?:pin|kod|konferens-?id|konferenskod|deltagarkod|möteskod|mötes-?id|åtkomstkod|conference ?id|passcode|"
    r"access code|participant code|meeting id|id)"
)
_CODE_WORDS = ("kod", "pin", "-id", " id", "code", "ange", "slå ", "knappa", "enter", "tryck")
_DIGITS = re.compile(r"\d{3}[\d -]*\d{2}")
_DIAL_IN = re.compile(
    rf"{_NUMBER}[^\n]{{0,80}}?(?<!port)(?<!dörr)(?<!grind)\b{_CODE}\W{{0,4}}\d[\d ]{{2,}}", re.IGNORECASE
)
_DIAL_IN_PLAIN = re.compile(
    rf"{_NUMBER}.{{0,60}}?\b(?:ange|slå|knappa in|enter|tryck)\b.{{0,30}}?\d{{3,}}", re.IGNORECASE
)


def dial_in(text: str) -> str:
    """A telephone number with a code for a conference beside it; empty where there is none."""
    if not _DIGITS.search(text, 0, 4000):
        return ""
    low = text[:4000].lower()
    if not any(word in low for word in _CODE_WORDS):
        return ""
    if "portkod" in low:
        low = re.sub(r"portkod\W{0,3}[\d ]+", " ", low)
    found = _DIAL_IN.search(low.replace("\n", " ; ")) or _DIAL_IN_PLAIN.search(low)
    return found.group()[:80] if found else ""


def of_subject(subject: Sentence) -> Remote:
    """What a subject says: a form in brackets or between dashes, or a kind of meeting that is held at a distance."""
    if subject.has("unused_link"):
        return Remote(Form.UNUSED_LINK, subject.hits["unused_link"][0].text)
    if subject.has("refused"):
        return Remote(Form.REFUSED, subject.hits["refused"][0].text)
    for hit in subject.hits.get("online", ()):
        if not (_is_topic(subject.words, hit, _TOPIC.union(_subject_topics(subject))) or subject.is_negated(hit)):
            if hit.text.lower().startswith(_WEAK) and subject.has("about_topic"):
                continue
            return Remote(Form.OFFERED, hit.text)
    if subject.words and fold(subject.words[0]) in ("ring", "ringa") and len(subject.words) > 1:
        return Remote(Form.OFFERED, subject.text(), is_call=True)
    for hit in subject.hits.get("bare_form", ()):
        if _is_edge(subject.words, hit.start - 1) and _is_edge(subject.words, hit.end):
            denied = hit.start and fold(subject.words[hit.start - 1]) in ("ej", "inte")
            if not denied and not (len(subject.words) == 1 and fold(hit.text) == "teams"):
                return Remote(Form.OFFERED, hit.text)
    return _UNSAID


def of_body(sentences: Sequence[Sentence]) -> Remote:
    """What the sentences of a body say, the weightiest of them."""
    best = _UNSAID
    for sentence in sentences:
        if sentence.hits.keys().isdisjoint(_SAYING):
            continue
        found = _of_sentence(sentence)
        if found.form > best.form or (found.form == best.form and best.is_call and not found.is_call):
            best = found
    return best


def _of_sentence(sentence: Sentence) -> Remote:
    if "unused_link" in sentence.hits and not any(fold(w) in ("ny", "nya", "denna") for w in sentence.words):
        return Remote(Form.UNUSED_LINK, sentence.text())
    online = [hit for hit in sentence.hits.get("online", ()) if _counts(sentence, hit)]
    if "refused" in sentence.hits and not sentence.has("another_time"):
        refused = sentence.hits["refused"][0]
        instead = any(h.start >= refused.end and fold(sentence.words[h.start - 1]) == "utan" for h in online)
        if not instead:
            return Remote(Form.REFUSED, sentence.text())
    if sentence.is_question or sentence.has("another_time"):
        return _UNSAID
    if not online:
        denied = [h for h in sentence.hits.get("online", ()) if _FIRM.search(h.text.lower()) and sentence.is_negated(h)]
        return Remote(Form.REFUSED, sentence.text()) if denied else _UNSAID
    inside = {at for hit in sentence.hits.get("instead", ()) for at in range(hit.start, hit.end)}
    low = {fold(word) for at, word in enumerate(sentence.words) if at not in inside}
    is_call = all(_CALLS.search(hit.text.lower()) for hit in online)
    if sentence.has("instead") and not low & _ALSO and not low & _CONDITIONS:
        return Remote(Form.ONLY, sentence.text(), is_call)
    return Remote(Form.OFFERED, sentence.text(), is_call)


def _counts(sentence: Sentence, hit: Hit) -> bool:
    """Is this phrase about taking part in this meeting?"""
    text = hit.text.lower()
    before = fold(sentence.words[hit.start - 1]) if hit.start else ""
    if before in ("från", "from") or text.endswith("möten") or sentence.is_negated(hit):
        return False
    if sentence.has("not_link") and text.split()[0].startswith(
        (*_WEAK, "i", "på", "via", "med", "och", "eller", "skickar", "får")
    ):
        if not _FIRM.search(text):
            return False
        if text.split()[0].startswith("länk") and "möt" not in text:
            return False
    return not _is_topic(sentence.words, hit, _TOPIC)


def _is_topic(words: Sequence[str], hit: Hit, topics: frozenset[str] | set[str]) -> bool:
    """Is the phrase what is talked about? "Samtal om hybridmöten", but not "om du vill delta digitalt"."""
    for at in range(hit.start - 1, max(hit.start - 6, -1), -1):
        word = fold(words[at])
        if word in ",;()–—!":
            return False
        if word in topics:
            return True
        if word in ("om", "about") and fold(words[at + 1]) not in _PRONOUNS and hit.start - at <= 4:
            return not (at and fold(words[at - 1]).startswith(("ställ", "gör", "lägg", "ser")))
    return False


def _subject_topics(subject: Sentence) -> list[str]:
    return [fold(hit.text) for hit in subject.hits.get("about_topic", ()) if " " not in hit.text]


def _is_edge(words: Sequence[str], at: int) -> bool:
    return at < 0 or at >= len(words) or words[at] in _EDGE or fold(words[at]) in ("och", "eller", "via", "på")
