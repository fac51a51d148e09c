"""Subject and body as sentences with the phrases of the word lists that stand in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from resfria_bot.core.text import clean, fold, words_of
from resfria_bot.core.words import Hit, Hits, Lexicon, split, word_set

#: Sentences of a body that are read.
MOST_SENTENCES = 60
_BREAKS = frozenset(",;:–—()")
_BUT = word_set("clause_starts")
_NEGATIONS = word_set("negations")
#: After a negation these make a condition of it: "den som inte kan komma …".
_ABSENCE = word_set("absence")
_NEGATION_REACH = 3


@dataclass(slots=True)
class Sentence:
    """Words of one sentence and the phrases found in it, by list."""

    words: Sequence[str]
    is_question: bool
    hits: Hits

    def has(self, *lists: str) -> bool:
        """Is there a phrase of one of these lists?"""
        hits = self.hits
        for name in lists:  # noqa: SIM110 - three times faster than any()
            if name in hits:
                return True
        return False

    def text(self, limit: int = 16) -> str:
        """The beginning of the sentence, as evidence."""
        words = " ".join(self.words[:limit])
        for mark in (",", ".", ":", "!", "?", ")"):
            words = words.replace(f" {mark}", mark)
        return words.replace("( ", "(")

    def is_negated(self, hit: Hit) -> bool:
        """Does a negation in the same clause belong to this phrase?"""
        for at in range(hit.start - 1, max(hit.start - 1 - _NEGATION_REACH, -1), -1):
            word = fold(self.words[at])
            if word in _BREAKS or word in _BUT:
                break
            if word in _NEGATIONS:
                between = {fold(w) for w in self.words[at + 1 : hit.start + 2]}
                return not between & _ABSENCE
        after = [fold(word) for word in self.words[hit.end : hit.end + 2]]
        return (
            bool(after)
            and after[0] in ("ej", "inte", "not", "dock", "tyvärr")
            and (after[0] in ("ej", "inte", "not") or after[-1] in ("ej", "inte"))
        )


def scan(text: str, lexicon: Lexicon) -> list[Sentence]:
    """The sentences of a text; a subject is one of few."""
    return [Sentence(words, words[-1] == "?", lexicon.scan(words)) for words in split(text)[:MOST_SENTENCES]]


def scan_subject(subject: str, lexicon: Lexicon) -> Sentence:
    """A subject as one sentence: its question marks and full stops divide nothing."""
    words = words_of(clean(subject))
    return Sentence(words, False, lexicon.scan(words))
