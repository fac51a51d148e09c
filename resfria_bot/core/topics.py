"""Whether a subject speaks of a thing, or only of the talk about it: "Studiebesök", or "Planering av studiebesök"."""

from resfria_bot.core.sentences import Sentence
from resfria_bot.core.text import fold
from resfria_bot.core.words import Hit, word_set

#: What comes before the thing itself.
PREPARES = word_set("prepares")
#: Training with the hands stays so when the subject calls it a course.
_COURSES = word_set("courses")
_LOOKS_BACK = word_set("looks_back")
_TOGETHER = frozenset({"travel", "social", "residential", "funeral", "leave"})
_DONE_TOGETHER = frozenset({"residential", "social", "hands_on", "exam", "rehearsal"})
_LINKS = word_set("beside")
_DIVIDERS = frozenset("–—-:,(/|")
#: A compound that ends so is about the matter, not the matter itself: "LVU-nätverk", "rehabkedja".
_TOPIC_ENDS = (
    "nätverk", "nätverket", "nätverksträff", "samordnare", "rutin", "rutiner", "process", "processen", "kedja",
    "kedjan", "policy", "utbildning", "strategi", "mall", "statistik", "handbok", "forum", "råd",
)  # fmt: skip


def is_talked_about(subject: Sentence, hit: Hit, name: str) -> bool:
    """Is the thing only the topic: "Planering av studiebesök", "Tillsyn förskola – återkoppling"?"""
    for topic in subject.hits.get("topic_before", ()):
        between = [fold(word) for word in subject.words[topic.end : hit.start]]
        if topic.end > hit.start or len(between) > 5 or _LINKS & set(between):
            continue
        if name in ("hands_on", "exam") and fold(topic.text) in _COURSES:
            continue
        if name in _TOGETHER and fold(topic.text) not in PREPARES | _LOOKS_BACK:
            continue
        return True
    for topic in subject.hits.get("topic_after", ()):
        between = list(subject.words[hit.end : topic.start])
        if topic.start < hit.end or _LINKS & {fold(word) for word in between}:
            continue
        if name in _DONE_TOGETHER and fold(topic.text) not in PREPARES:
            continue
        if not between or _DIVIDERS & set(between):
            return True
    return False


def is_firm_topic(subject: Sentence, hit: Hit) -> bool:
    """Is a sensitive matter only what a course, a network or the like is about?"""
    if fold(hit.text).endswith(_TOPIC_ENDS):
        return True
    for topic in subject.hits.get("firm_topic", ()):
        if topic.end <= hit.start or topic.start >= hit.end:
            between = {fold(word) for word in subject.words[min(topic.end, hit.end) : max(topic.start, hit.start)]}
            if not between & {"med"}:
                return True
    return False


def is_other_kind(subject: Sentence, hit: Hit, name: str) -> bool:
    """An interview about something, or bargaining over a contract: the same word, and not sensitive."""
    after = fold(subject.words[hit.end]) if hit.end < len(subject.words) else ""
    if name == "recruitment":
        about = after == "med" and any(fold(word) == "om" for word in subject.words[hit.end :])
        return about or after in ("om", "kring", "angående", "inför", "about")
    low = " ".join(subject.words).lower()
    return name in ("bargaining", "dispute") and any(
        word in low for word in ("avtal", "hyr", "pris", "leverantör", "entreprenad", "köp")
    )


def comes_here(subject: Sentence, hit: Hit) -> bool:
    """ "Besök av landshövdingen": others come to us, to talk."""
    after = fold(subject.words[hit.end]) if hit.end < len(subject.words) else ""
    return fold(hit.text) == "besök" and after in ("av", "från")
