"""Is it easy to read? Names and links apart, since nobody chooses them to be easy."""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pytest

from resfria_bot.core.hostletter import host_letter
from resfria_bot.core.steps import Why
from resfria_bot.core.wording import stopped_comment, webcast_draft, withdrawn_comment
from tests.core.letters import FACTS, LETTERS, Change, Letter, paragraphs_of, variations

#: Below this LIX a text is easy: fiction and magazines (Björnsson 1968).
EASY_LIX = 40
#: From this reading ease a text is plain English (Flesch 1948).
PLAIN_ENGLISH = 60

#: Short names, so that only our own words are measured.
NAMES: Change = {"meeting": "Mötet", "place": "Ale", "organisation": "Ale", "endorsement": "", "support_name": "Eva"}
BARE = replace(FACTS, **NAMES, host_name="Ale", guide_url="", support_address="e@ale.example", host_address="")


@dataclass(frozen=True, slots=True)
class Counts:
    """What the measures count. A syllable is a group of vowels, but for an e at the end."""

    words: int = 0
    long_words: int = 0
    syllables: int = 0
    sentences: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.words + other.words,
            self.long_words + other.long_words,
            self.syllables + other.syllables,
            self.sentences + other.sentences,
        )

    @property
    def lix(self) -> float:
        """Words in a sentence, plus per cent of words of more than six letters."""
        return self.words / self.sentences + 100 * self.long_words / self.words

    @property
    def reading_ease(self) -> float:
        """206.835 less 1.015 for each word in a sentence, less 84.6 for each syllable in a word."""
        return 206.835 - 1.015 * self.words / self.sentences - 84.6 * self.syllables / self.words


@functools.cache
def counts(line: str) -> Counts:
    """The counts of one line, which ends a sentence; addresses are left out."""
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", re.sub(r"\S+(@|://)\S+", "", line))
    if not words:
        return Counts()
    syllables = sum(max(1, len(re.findall("[aeiouyåäö]+", word.lower().removesuffix("e")))) for word in words)
    sentences = max(1, len(re.findall(r"[.?!:](?=\s|$)", line.replace("kl. ", ""))))
    return Counts(len(words), sum(len(word) > 6 for word in words), syllables, sentences)


def measured(lines: Iterable[str]) -> Counts:
    """The counts of a whole text."""
    return sum((counts(line) for line in lines), Counts())


def every(letter: Letter, language: str) -> Iterator[list[str]]:
    """The lines of every letter of the kind."""
    for text in {letter(facts, language) for facts in variations(letter, BARE)}:
        yield [line for lines in paragraphs_of(text.html) for line in lines]


def plain_letters(language: str) -> list[str]:
    """What is written as plain text only."""
    comments = [withdrawn_comment(why, language) for why in Why]
    _, draft = webcast_draft(BARE, language)
    return [stopped_comment(language), *comments, draft, host_letter("Ale", "Ale", 14, 121.0, language)]


def test_the_measures_know_easy_from_hard() -> None:
    easy = measured(["Jag har en katt. Den är röd.", "Vi bor i en by."])
    hard = measured(["Förvaltningsgemensamma samverkansmöten förutsätter verksamhetsövergripande planering."])
    assert easy.lix < 20
    assert hard.lix > 60
    assert measured(["The cat sat on the mat. It was red."]).reading_ease > 90
    assert measured(["Interdepartmental coordination necessitates organisational prerequisites."]).reading_ease < 0


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.__name__)
def test_swedish_letters_are_easy(letter: Letter) -> None:
    for lines in every(letter, "sv"):
        assert measured(lines).lix < EASY_LIX, lines


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.__name__)
def test_english_letters_are_plain(letter: Letter) -> None:
    for lines in every(letter, "en"):
        assert measured(lines).reading_ease > PLAIN_ENGLISH, lines


def test_comments_drafts_and_letters_to_hosts_are_easy_too() -> None:
    for text in plain_letters("sv"):
        assert measured(text.splitlines()).lix < EASY_LIX, text
    for text in plain_letters("en"):
        assert measured(text.splitlines()).reading_ease > PLAIN_ENGLISH, text
