"""Lists of words and phrases (`data/words.toml`), and finding them in a text in one pass.

How an entry is written: words with blanks between; "_" stands for any one word and "…" for at most three in between.
`ord` finds the word in every Swedish or English inflection, `*ord` also at the end of a compound, `+ord` only there,
`ord*` at its beginning, `=Ord` only exactly so, in this letter case. An organisation may add entries to a list, and
take one away with "-" before it.
"""

import functools
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from importlib.resources import files
from typing import NamedTuple

from resfria_bot.core.text import fold, words_of

#: Longest run of words that "…" stands for.
GAP = 3
#: Distinct words whose meaning is remembered; then all is forgotten and begun again.
MEMORY = 60_000

Pattern = str


class Hit(NamedTuple):
    """A phrase of a list that was found; `start` and `end` are indexes of words."""

    list: str
    start: int
    end: int
    text: str


Hits = dict[str, list[Hit]]


class Phrase(NamedTuple):
    """One entry of a list."""

    list: str
    patterns: tuple[Pattern, ...]


class Start(NamedTuple):
    """What may begin with one word: lists that have it alone, and phrases by their second word."""

    single: tuple[str, ...]
    following: dict[Pattern, tuple[Phrase, ...]]
    open: tuple[Phrase, ...]  #: whose second word may be any


_UNMET = Start((), {}, ())


class Lexicon:
    """All lists, compiled. `scan` finds their entries in a text."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]]) -> None:
        self._phrases: dict[Pattern, list[Phrase]] = {}
        self._known: dict[str, tuple[Pattern, ...]] = {}
        self._starts: dict[str, Start | None] = {}
        self._stems: dict[str, Pattern] = {}
        self._exact: dict[str, Pattern] = {}
        self._endings = word_set("endings") | {""}
        self._exceptions = word_set("exceptions")
        self._heads: dict[str, Pattern] = {}
        self._tails: dict[str, Pattern] = {}
        self._prefixes: dict[str, Pattern] = {}
        for name, entries in lists.items():
            for entry in entries:
                self._add(name, entry)

    def _add(self, name: str, entry: str) -> None:
        patterns = tuple(_pattern(word) for word in entry.split())
        if not patterns or patterns[0] in ("_", "…"):
            return
        for pattern in patterns:
            if pattern.startswith("="):
                self._exact[pattern[1:]] = pattern
            elif pattern.startswith("*"):
                self._heads[pattern[1:]] = pattern
            elif pattern.startswith("+"):
                self._tails[pattern[1:]] = pattern
            elif pattern.endswith("*"):
                self._prefixes[pattern[:-1]] = pattern
            else:
                self._stems[pattern] = pattern
        self._phrases.setdefault(patterns[0], []).append(Phrase(name, patterns))

    def starts(self, word: str) -> Start | None:
        """What may begin with this word, None for nothing; remembered for each distinct word."""
        found = self._starts.get(word, _UNMET)
        if found is _UNMET:
            if len(self._starts) > MEMORY:
                self._starts.clear()
                self._known.clear()
            phrases = {phrase for pattern in self.patterns_of(word) for phrase in self._phrases.get(pattern, ())}
            following: dict[Pattern, list[Phrase]] = {}
            for phrase in phrases:
                if len(phrase.patterns) > 1 and phrase.patterns[1] not in ("_", "…"):
                    following.setdefault(phrase.patterns[1], []).append(phrase)
            start = Start(
                tuple(sorted({phrase.list for phrase in phrases if len(phrase.patterns) == 1})),
                {pattern: tuple(several) for pattern, several in following.items()},
                tuple(phrase for phrase in phrases if phrase.patterns[1:2] in (("_",), ("…",))),
            )
            found = self._starts[word] = start if phrases else None
        return found

    def patterns_of(self, word: str) -> tuple[Pattern, ...]:
        """Every pattern that this word fits."""
        known = self._known.get(word)
        if known is None:
            known = self._known[word] = tuple(self._fitting(word[:80]))
        return known

    def _fitting(self, raw: str) -> set[Pattern]:
        word, found = fold(raw), set()
        if raw in self._exact:
            found.add(self._exact[raw])
        cuts = range(len(word), max(len(word) - 7, 0), -1)
        stems = [word[:cut] for cut in cuts if word[cut:] in self._endings]
        found.update(self._stems[stem] for stem in stems if stem in self._stems)
        found.update(self._heads[stem] for stem in stems if stem in self._heads)
        if self._exceptions.isdisjoint(stems):
            for stem in stems:
                found.update(self._compounds(stem))
            found.update(self._prefixes[word[:cut]] for cut in range(2, len(word) + 1) if word[:cut] in self._prefixes)
        return found

    def _compounds(self, stem: str) -> Iterator[Pattern]:
        """Patterns that the end of this stem fits."""
        for begin in range(1, len(stem) - 1):
            end = stem[begin:]
            if end in self._heads:
                yield self._heads[end]
            if begin > 1 and end in self._tails:
                yield self._tails[end]

    def scan(self, words: Sequence[str]) -> Hits:
        """Every entry of every list that stands in these words, by list, in order of where it begins."""
        hits: Hits = {}
        starts, last = self._starts, len(words) - 1
        for i, word in enumerate(words):
            start = starts.get(word, _UNMET)
            if start is None:
                continue
            if start is _UNMET:
                start = self.starts(word)
                if start is None:
                    continue
            if i < last and (start.following or start.open):
                self._scan_phrases(words, i, start, hits)
            for name in start.single:
                hit = Hit(name, i, i + 1, word)
                if name in hits:
                    hits[name].append(hit)
                else:
                    hits[name] = [hit]
        return hits

    def _scan_phrases(self, words: Sequence[str], i: int, start: Start, hits: Hits) -> None:
        """Add the phrases of several words that begin at word `i`, the longest first."""
        found: list[tuple[int, str]] = []
        following = start.following
        if following:
            word = words[i + 1]
            patterns = self._known.get(word)
            for pattern in self.patterns_of(word) if patterns is None else patterns:
                if pattern in following:
                    for phrase in following[pattern]:
                        end = i + 2 if len(phrase.patterns) == 2 else self._end(phrase.patterns, words, i)
                        if end:
                            found.append((-end, phrase.list))
        for phrase in start.open:
            end = self._end(phrase.patterns, words, i)
            if end:
                found.append((-end, phrase.list))
        for end, name in sorted(set(found)) if len(found) > 1 else found:
            hits.setdefault(name, []).append(Hit(name, i, -end, " ".join(words[i:-end])))

    def _end(self, patterns: tuple[Pattern, ...], words: Sequence[str], start: int) -> int:
        """Index after the phrase that begins at `start`, or 0 where it does not stand there."""
        at, gap = start + 1, 0
        for pattern in patterns[1:]:
            if pattern == "…":
                gap = GAP
                continue
            if pattern == "_":
                at += 1
                continue
            for skip in range(gap + 1):
                if at + skip >= len(words):
                    return 0
                if pattern in self.patterns_of(words[at + skip]):
                    at += skip + 1
                    break
            else:
                return 0
            gap = 0
        return at if at <= len(words) else 0


@functools.cache
def _tables() -> dict[str, dict[str, list[str]]]:
    text = (files("resfria_bot.core") / "data" / "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@functools.cache
def word_lists() -> dict[str, tuple[str, ...]]:
    """The lists as they are shipped: Swedish and English entries of each together."""
    return {name: (*table.get("sv", ()), *table.get("en", ())) for name, table in _tables().items()}


class Field(Enum):
    """A field of an event: each list says in which of them it is looked for."""

    PLACE = "place"
    BODY = "body"
    SUBJECT = "subject"


@functools.lru_cache(maxsize=16)
def _lexicon(field: Field, changes: tuple[tuple[str, tuple[str, ...]], ...]) -> Lexicon:
    lists = lists_with(dict(changes))
    return Lexicon({name: lists[name] for name, table in _tables().items() if field.value in table.get("in", ())})


def lists_with(changes: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The shipped lists with an organisation's changes: list name → extra entries; "-entry" removes."""
    lists = dict(word_lists())
    for name, entries in changes.items():
        removed = {fold(entry[1:]).strip("*+=") for entry in entries if entry.startswith("-")}
        kept = tuple(entry for entry in lists.get(name, ()) if fold(entry).strip("*+=") not in removed)
        lists[name] = (*kept, *(entry for entry in entries if not entry.startswith("-")))
    return lists


def lexicon(field: Field, changes: Mapping[str, tuple[str, ...]] | None = None) -> Lexicon:
    """The lists for one field, with an organisation's changes in them."""
    return _lexicon(field, tuple(sorted((name, tuple(entries)) for name, entries in (changes or {}).items())))


def word_set(name: str) -> frozenset[str]:
    """A shipped list as exact words in lower case, for rules of grammar."""
    return frozenset(fold(entry) for entry in word_lists()[name])


def split(text: str) -> list[list[str]]:
    """Words of each sentence. A line ends a sentence too."""
    sentences: list[list[str]] = []
    for line in text.split("\n"):
        if not line:
            continue
        if "." not in line and "!" not in line and "?" not in line:
            words = words_of(line)
            if words:
                sentences.append(words)
            continue
        current: list[str] = []
        for word in words_of(line):
            current.append(word)
            if word in _ENDS:
                sentences.append(current)
                current = []
        if current:
            sentences.append(current)
    return sentences


_ENDS = frozenset(".!?")


def _pattern(word: str) -> Pattern:
    return word if word.startswith("=") else fold(word)
