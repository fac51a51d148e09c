"""The form of every letter, in both languages, with every variation: whole, translated, escaped, kind, short."""

import functools
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resfria_bot.core.hostletter import host_letter
from resfria_bot.core.letter import Text
from resfria_bot.core.steps import Why
from resfria_bot.core.wording import invitation, stopped_comment, webcast_draft, withdrawn_comment
from tests.core.catalogue import messages_in_po, sentences_of
from tests.core.letters import (
    BOTH,
    CHANGES,
    EVIL,
    FACTS,
    FIRST,
    HOSTILE,
    LETTERS,
    LINKS,
    MATTERS,
    QUESTIONS,
    SERIES,
    SUPPORT,
    WAYS_OUT,
    Change,
    Letter,
    elements_of,
    links_of,
    screen_of,
    variations,
    words_of,
)

every_letter = pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.__name__)
both_languages = pytest.mark.parametrize("language", BOTH)

#: Climate and money matter to the employer; shame and ranking move nobody; and one word nobody knows.
UNWANTED = re.compile(
    r"\bco2|koldioxid|klimat|utsläpp|kronor|\bkr\b|pengar|besparing|\bskam|skäms|sämst|\bbäst|topplista|rank|"
    r"jämfört med|\bborde\b|\bmåste\b|resfri|climate|carbon|emission|money|\bsek\b|shame|worst|\bbest\b|compared with|"
    r"\bshould\b|\bmust\b|travel-free",
    re.IGNORECASE,
)


@functools.cache
def texts(letter: Letter, language: str) -> frozenset[Text]:
    """Every letter of the kind that somebody may get."""
    return frozenset(letter(facts, language) for facts in variations(letter))


@functools.cache
def lines(letter: Letter, language: str) -> frozenset[str]:
    """Every subject and every line of those."""
    every = texts(letter, language)
    return frozenset(line for text in every for line in (text.subject, *text.plain.splitlines()) if line)


def plain_words(language: str) -> Iterator[str]:
    """What is written as plain text only."""
    yield stopped_comment(language)
    yield from (withdrawn_comment(why, language) for why in Why)
    for facts in variations(invitation):
        yield from webcast_draft(facts, language)
    for meetings, hours in ((1, 0.0), (1, 2.5), (14, 0.0), (14, 121.3)):
        yield host_letter("Kungälvs kommun", "vgregion.example", meetings, hours, language)


# --- whole and translated --------------------------------------------------------------------------------------------


@both_languages
@every_letter
def test_no_letter_has_a_placeholder_or_a_gap_left(letter: Letter, language: str) -> None:
    for line in lines(letter, language):
        assert line == line.strip()
        assert not re.search(r"[{}<>]|None|\bnan\b", line)
        assert not re.search(r"[ ][ ,.:]|, ,|,\.|\.\.|\(\)", line)
    assert not any(re.search(r": *(\n\n|$)", text.plain) for text in texts(letter, language))


@every_letter
def test_nothing_is_english_in_a_swedish_letter(letter: Letter) -> None:
    english = sentences_of(message.id for message in messages_in_po())
    for line in lines(letter, "sv"):
        assert not english.search(line)


@every_letter
def test_nothing_is_swedish_in_an_english_letter(letter: Letter) -> None:
    swedish = sentences_of(message.string for message in messages_in_po())
    for line in lines(letter, "en"):
        assert not swedish.search(line)


@pytest.mark.parametrize(("language", "other"), [("sv", "id"), ("en", "string")])
def test_plain_words_are_whole_and_in_one_language(language: str, other: str) -> None:
    foreign = sentences_of(getattr(message, other) for message in messages_in_po())
    for words in set(plain_words(language)):
        assert not re.search(r"[{}<>]|None|  ", words)
        assert not foreign.search(words)
        assert not UNWANTED.search(words)


# --- form ------------------------------------------------------------------------------------------------------------


@both_languages
@every_letter
def test_plain_text_says_the_same_as_html(letter: Letter, language: str) -> None:
    for text in texts(letter, language):
        plain = text.plain
        for label, url in links_of(text.html):
            if not url.startswith("mailto:"):
                assert f"{label}: {url}" in plain
                plain = plain.replace(f"{label}: {url}", label)
        assert " ".join(plain.split()) == words_of(text.html)


@both_languages
@every_letter
def test_names_from_outside_are_never_markup(letter: Letter, language: str) -> None:
    kind = [SERIES, CHANGES, WAYS_OUT, FIRST, SUPPORT[:1]]
    changes = [change for options in kind if options[0] in (o[0] for o in MATTERS[letter]) for change in options]
    names: Change = dict.fromkeys(("meeting", "place", "organisation", "endorsement", "support_name"), "x")
    tame = replace(HOSTILE, **names, product="x-möte", room="x", room_site="x", host_name="x")
    for change in changes:
        text = letter(replace(HOSTILE, **change), language)
        assert elements_of(text.html) == elements_of(letter(replace(tame, **change), language).html)
        assert "<script" not in text.html


@both_languages
@pytest.mark.parametrize("letter", QUESTIONS, ids=lambda letter: letter.__name__)
def test_a_name_from_outside_is_shown_as_it_was_written(letter: Letter, language: str) -> None:
    text = letter(HOSTILE, language)
    assert EVIL in text.plain
    assert EVIL in words_of(text.html)


@given(st.text(st.characters(), max_size=300), st.text(st.characters(), max_size=300))
def test_whatever_a_meeting_is_called_the_letters_are_whole(meeting: str, place: str) -> None:
    names: Change = {"meeting": meeting, "room": meeting, "support_name": meeting}
    facts = replace(FACTS, place=place, host_address=place, support_address=place, is_series=True, **names)
    unreadable = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
    for letter in LETTERS:
        text = letter(facts, "sv")
        assert 0 < len(text.subject) <= 120
        assert not re.search(unreadable, text.subject)
        assert not re.search(unreadable, text.plain.replace("\n", ""))
        text.html.encode()
        text.plain.encode()


@both_languages
@every_letter
def test_line_breaks_and_turned_text_in_names_do_not_break_a_line(letter: Letter, language: str) -> None:
    broken = "Styr\r\ngruppen\x00\u202e\u2067"
    names: Change = {"meeting": broken, "place": broken, "support_name": broken, "room": broken, "host_name": broken}
    text = letter(replace(FACTS, **names), language)
    one_line: Change = dict.fromkeys(names, "Styr gruppen")
    calm = letter(replace(FACTS, **one_line), language)
    assert text == calm


@both_languages
@every_letter
def test_a_subject_is_short(letter: Letter, language: str) -> None:
    long = replace(FACTS, meeting="Samverkansmöte " * 40, product="Teams " * 9, support_name="Eva Lund " * 20)
    assert len(letter(long, language).subject) <= 120
    assert all(len(text.subject) <= 80 for text in texts(letter, language))


@both_languages
@pytest.mark.parametrize("name", ["invitation", "webcast_question", "aftermath_question", "refusal"])
def test_a_subject_keeps_the_day_whatever_the_meeting_is_called(name: str, language: str) -> None:
    letter = next(letter for letter in LETTERS if letter.__name__ == name)
    for product in ("Teams-möte", "Teams " * 9):
        subject = letter(replace(FACTS, meeting="Samverkansmöte " * 40, product=product), language).subject
        assert {"sv": "ons 14 januari", "en": "Wed 14 January"}[language] in subject


@every_letter
def test_swedish_and_english_never_say_the_same(letter: Letter) -> None:
    """Nothing stays English in a Swedish letter: no line of ours is the same in both."""
    swedish, english = (set(letter(FACTS, each).plain.splitlines()) for each in BOTH)
    assert swedish & english <= {"", FACTS.endorsement}


@both_languages
@every_letter
def test_the_language_is_marked_for_those_who_listen(letter: Letter, language: str) -> None:
    assert letter(FACTS, language).html.startswith(f'<div lang="{language}">')


# --- short -----------------------------------------------------------------------------------------------------------


@both_languages
def test_an_ordinary_question_fits_one_screen_of_a_phone(language: str) -> None:
    """Neither the first one nor with a web server: 28 lines of 40 characters, spaces between paragraphs included."""
    for facts in variations(invitation, replace(FACTS, stop_by_reply=True)):
        if not (facts.first_time or facts.links or facts.room or facts.is_series):
            text = invitation(facts, language)
            assert len(screen_of(text.html)) <= 28
            assert len(words_of(text.html)) <= 740


@both_languages
def test_all_that_an_answer_needs_is_on_the_first_screen(language: str) -> None:
    """In the worst variation: twenty lines from the top it has been said what each answer does, and silence too."""
    silence = {"sv": "Gör du ingenting händer ingenting.", "en": "If you do nothing, nothing changes."}[language]
    for letter in QUESTIONS:
        for text in texts(letter, language):
            assert screen_of(text.html).index(silence) < 20, text.plain


@both_languages
@pytest.mark.parametrize("letter", QUESTIONS, ids=lambda letter: letter.__name__)
def test_no_question_is_longer_than_a_screen_and_a_half(letter: Letter, language: str) -> None:
    """The worst variation: 40 lines of 40 characters."""
    for text in texts(letter, language):
        assert len(screen_of(text.html)) <= 40, text.plain
        assert len(words_of(text.html)) <= 970


@both_languages
def test_a_question_without_a_room_to_offer_is_shorter_still(language: str) -> None:
    for text in texts(invitation, language):
        if "Rum 3" not in text.plain:
            assert len(words_of(text.html)) <= 900


@both_languages
@pytest.mark.parametrize("letter", QUESTIONS, ids=lambda letter: letter.__name__)
def test_a_question_stays_short_with_the_longest_names(letter: Letter, language: str) -> None:
    long = "Ett mycket långt namn på något som ingen orkar läsa " * 10
    names: Change = {"meeting": long, "place": long, "organisation": long, "endorsement": long, "support_name": long}
    facts = replace(FACTS, **names, host_name=long, links=LINKS, first_time=True, is_series=True)
    assert len(words_of(letter(facts, language).html)) <= 1250


# --- kind ------------------------------------------------------------------------------------------------------------


@both_languages
@every_letter
def test_there_is_no_shame_no_ranking_no_climate_and_no_money(letter: Letter, language: str) -> None:
    for line in lines(letter, language):
        assert not UNWANTED.search(line)


@both_languages
@pytest.mark.parametrize("letter", QUESTIONS, ids=lambda letter: letter.__name__)
def test_every_question_says_that_silence_changes_nothing_and_how_to_be_left_alone(
    letter: Letter, language: str
) -> None:
    silence = {"sv": "Gör du ingenting händer ingenting.", "en": "If you do nothing, nothing changes."}[language]
    by_reply = {"sv": "Svara STOPP så frågar jag inte mer.", "en": "Reply STOPP and I stop asking."}[language]
    by_tap = {"sv": "Sluta fråga mig", "en": "Stop asking me"}[language]
    assert silence in letter(FACTS, language).plain
    assert by_reply in letter(replace(FACTS, stop_by_reply=True), language).plain
    assert (by_tap, LINKS.stop) in links_of(letter(replace(FACTS, links=LINKS), language).html)


@both_languages
def test_without_a_way_to_hear_it_stopp_is_not_offered(language: str) -> None:
    for letter in LETTERS:
        assert "STOPP" not in letter(FACTS, language).plain
