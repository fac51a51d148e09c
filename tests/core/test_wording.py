"""The words of the bot: every text, in both languages, with every variation."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from resfria_bot.core import language as languages
from resfria_bot.core.language import choose_language, hours_in_words, span_in_words
from resfria_bot.core.letter import Text
from resfria_bot.core.reasons import CODES
from resfria_bot.core.steps import Why
from resfria_bot.core.types import Reason
from resfria_bot.core.wording import (
    AnswerLinks,
    QuestionFacts,
    invitation,
    refusal,
    webcast_question,
    withdrawn_comment,
)

PACKAGE = Path(languages.__file__).parents[1]
LETTERS: list[Callable[[QuestionFacts, str], Text]] = [invitation, webcast_question, refusal]
BOTH = ["sv", "en"]
STOCKHOLM = "Europe/Stockholm"
START = datetime(2026, 1, 14, 8, tzinfo=UTC)
LINKS = AnswerLinks(
    "https://svar.example/a", "https://svar.example/b", "https://svar.example/c", "https://svar.example/s"
)
FACTS = QuestionFacts(
    meeting="Styrgruppen",
    start=START,
    end=START + timedelta(minutes=90),
    time_zone=STOCKHOLM,
    place="Skövde",
    travellers=4,
    person_hours=6.0,
    organisation="Kungälvs kommun",
    endorsement="Hos oss kommer möten på distans först.",
    support_name="Eva Lund",
    support_address="eva.lund@kungalv.example",
    guide_url="https://intra.kungalv.example/distans",
    host_name="Västra Götalandsregionen",
    host_address="kurs@vgr.example",
)


def variations() -> Iterator[QuestionFacts]:
    """Every way in which the facts change the words."""
    travel = [(0, 0.0), (1, 0.5), (1, 1.0), (4, 6.0), (12, 37.5)]
    series = [{"is_series": False}, {"is_series": True}, {"is_series": True, "rhythm": "onsdagar"}]
    changes = [
        {"converts": False},
        {"grace_minutes": 0},
        {"grace_minutes": 1},
        {"change_at": START - timedelta(days=7)},
    ]
    help_ = [{}, {"support_name": ""}, {"support_address": ""}, {"support_name": "", "support_address": ""}]
    for (travellers, hours), rhythm, change, support in itertools.product(travel, series, changes, help_):
        facts = replace(FACTS, travellers=travellers, person_hours=hours, **rhythm, **change, **support)  # type: ignore[arg-type]
        yield facts
        for code in ("link.teams", "retired.service"):
            yield replace(facts, first_time=True, links=LINKS, reasons=(Reason(code, "…"),))
        yield replace(
            facts, first_time=True, organisation="", endorsement="", guide_url="", host_name="", host_address=""
        )


VARIATIONS = list(variations())


def words_of(html: str) -> str:
    """The words of the HTML, without any markup."""
    tree = LexborHTMLParser(re.sub(r"<br>|</p>", " ", html))
    assert tree.body is not None
    return " ".join(tree.body.text().split())


def links_of(html: str) -> list[tuple[str, str]]:
    return [(a.text(), a.attributes["href"] or "") for a in LexborHTMLParser(html).css("a")]


def elements_of(html: str) -> list[tuple[str | None, list[str]]]:
    """Every element in order, with the names of its attributes."""
    return [(node.tag, sorted(node.attributes)) for node in LexborHTMLParser(html).css("*")]


def forms(texts: object) -> tuple[str, ...]:
    """A text, or its forms for one and for many."""
    return tuple(str(text) for text in texts) if isinstance(texts, tuple | list) else (str(texts),)


def messages_in_po() -> list[Message]:
    with (PACKAGE / "locale/sv/LC_MESSAGES/resfria.po").open("rb") as file:
        return [message for message in read_po(file) if message.id]


# --- translation -----------------------------------------------------------------------------------------------------


def test_every_text_of_the_code_is_translated_and_none_is_left_over() -> None:
    keywords = {"translate": None, "translate_count": (1, 2)}
    used: set[str] = set()
    for path in sorted((PACKAGE / "core").glob("*.py")):
        for found in extract_from_file("python", path, keywords=keywords):
            used.add(forms(found[1])[0])
    assert used == {forms(message.id)[0] for message in messages_in_po()}


def test_every_translation_is_there_and_keeps_its_placeholders_and_markup() -> None:
    marks = re.compile(r"{\w+}|</?b>")
    for message in messages_in_po():
        originals, strings = forms(message.id), forms(message.string)
        assert len(strings) == len(originals), message.id
        assert all(strings), message.id
        assert not message.fuzzy, message.id
        for original, string in zip(originals, strings, strict=True):
            assert sorted(marks.findall(original)) == sorted(marks.findall(string)), message.id


def test_swedish_and_english_never_say_the_same() -> None:
    """Nothing stays English in a Swedish letter: no line of ours is the same in both."""
    for letter in LETTERS:
        swedish, english = (set(letter(FACTS, language).plain.splitlines()) for language in BOTH)
        assert swedish & english <= {"", FACTS.endorsement}


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("letter", LETTERS)
def test_no_letter_has_a_placeholder_or_a_gap_left(letter: Callable[[QuestionFacts, str], Text], language: str) -> None:
    for facts in VARIATIONS:
        text = letter(facts, language)
        for words in (text.subject, text.plain, words_of(text.html)):
            assert not re.search(r"[{}<>]|None|\bnan\b", words)
            assert not re.search(r"[ ][ ,.:]|, ,|,\.|: *\n\n|\(\)", words)
            assert words == words.strip()


# --- form ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("letter", LETTERS)
def test_plain_text_says_the_same_as_html(letter: Callable[[QuestionFacts, str], Text], language: str) -> None:
    for facts in VARIATIONS:
        text = letter(facts, language)
        plain = text.plain
        for label, url in links_of(text.html):
            if not url.startswith("mailto:"):
                assert f"{label}: {url}" in plain
                plain = plain.replace(f"{label}: {url}", label)
        assert " ".join(plain.split()) == words_of(text.html)


@pytest.mark.parametrize("language", BOTH)
def test_a_question_fits_the_screen_of_a_phone(language: str) -> None:
    for facts in VARIATIONS:
        assert len(words_of(invitation(facts, language).html)) <= 900


@pytest.mark.parametrize("language", BOTH)
def test_a_question_stays_short_with_the_longest_names(language: str) -> None:
    long = "Ett mycket långt namn på något som ingen orkar läsa " * 10
    for facts in VARIATIONS:
        names = replace(facts, meeting=long, place=long, organisation=long, endorsement=long, support_name=long)
        for letter in (invitation, webcast_question):
            assert len(words_of(letter(replace(names, host_name=long), language).html)) <= 1250


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("letter", LETTERS)
def test_a_subject_is_short_and_keeps_the_day(letter: Callable[[QuestionFacts, str], Text], language: str) -> None:
    for facts in VARIATIONS:
        subject = letter(replace(facts, meeting="Samverkansmöte " * 40, product="Teams " * 9), language).subject
        assert len(subject) <= 120
        assert "14 januari" in subject or "14 January" in subject


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize("letter", LETTERS)
def test_what_comes_from_outside_is_escaped(letter: Callable[[QuestionFacts, str], Text], language: str) -> None:
    evil = '<script>alert("&")</script><b>\'{x}'
    rest = replace(FACTS, is_series=True, rhythm="onsdagar", first_time=True, links=LINKS)
    facts = replace(
        rest,
        meeting=evil,
        place=evil,
        rhythm=evil,
        organisation=evil,
        endorsement=evil,
        support_name=evil,
        support_address="a'\"><img>@e.example",
        guide_url='https://e.example/"><script>',
        product="<i>-möte",
        host_name=evil,
        host_address='a"><img src=x>@e.example',
    )
    text = letter(facts, language)
    assert elements_of(text.html) == elements_of(letter(rest, language).html)
    assert evil in text.plain
    assert evil in words_of(text.html)


@given(st.text(st.characters(), max_size=300), st.text(st.characters(), max_size=300))
def test_whatever_a_meeting_is_called_the_letters_are_whole(meeting: str, place: str) -> None:
    facts = replace(FACTS, meeting=meeting, place=place, host_address=place, is_series=True, rhythm=meeting)
    for letter, language in itertools.product(LETTERS, BOTH):
        text = letter(facts, language)
        assert 0 < len(text.subject) <= 120
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text.subject)
        text.html.encode()
        text.plain.encode()


def test_line_breaks_in_a_name_do_not_break_a_line() -> None:
    text = invitation(replace(FACTS, meeting="Styr\r\ngruppen\x00\u202e"), "sv")
    assert text.subject.startswith("Behöver ni ses på plats? Styr gruppen, ")


def test_the_language_is_marked_for_those_who_listen() -> None:
    assert invitation(FACTS, "sv").html.startswith('<div lang="sv">')


# --- what is said ----------------------------------------------------------------------------------------------------


def test_the_question_in_swedish_reads_like_this() -> None:
    facts = replace(FACTS, change_at=datetime(2026, 1, 7, 13, 15, tzinfo=UTC))
    text = invitation(facts, "sv")
    assert text.subject == "Behöver ni ses på plats? Styrgruppen, ons 14 januari"
    assert text.plain == (
        "Behöver ni ses på plats ons 14 januari?\n"
        "Styrgruppen, ons 14 januari kl. 9–10.30, Skövde: 4 personer sparar tillsammans omkring 6 timmar restid "
        "om ni ses på distans.\n"
        "\n"
        "Svara på inbjudan:\n"
        "Acceptera, så byter jag platsen mot ett Teams-möte och alla får en uppdatering.\n"
        "Preliminärt, så lägger jag till en länk och platsen står kvar.\n"
        "Avböj, så ses ni på plats och jag frågar inte om mötet igen.\n"
        "\n"
        "Gör du ingenting händer ingenting.\n"
        "Ändringen görs 15 minuter efter ditt svar (tidigast ons kl. 14.15). Ändra dig före dess: sedan går det inte "
        "att ångra automatiskt.\n"
        "\n"
        "Varför just detta: utanför era lokaler och utan möteslänk.\n"
        "Hos oss kommer möten på distans först.\n"
        "\n"
        "Hjälp: Eva Lund, eva.lund@kungalv.example\n"
        "Så gör du: https://intra.kungalv.example/distans"
    )


def test_the_question_in_english_reads_like_this() -> None:
    text = invitation(replace(FACTS, is_series=True, rhythm="every Wednesday", travellers=1, person_hours=2.5), "en")
    assert text.subject == "Do you need to meet in person? Styrgruppen, Wed 14 January"
    assert text.plain.startswith(
        "Do you need to meet in person every time?\n"
        "Styrgruppen, every Wednesday, next Wed 14 January, 9:00–10:30, Skövde: one person saves about 2.5 hours "
        "of travel every time if you meet online.\n"
        "\n"
        "Reply to the invitation:\n"
        "Accept: a Teams meeting replaces the place for the whole series, and everybody gets an update.\n"
        "Tentative: I add a link and the place stays.\n"
        "Decline: you meet in person, and I do not ask about this series again.\n"
        "\n"
        "If you do nothing, nothing changes.\n"
        "The change is made 15 minutes after your answer. Change your mind before then: it cannot be undone "
        "automatically.\n"
    )


@pytest.mark.parametrize("language", BOTH)
def test_neither_climate_nor_money_is_mentioned(language: str) -> None:
    unwanted = re.compile(
        r"co2|koldioxid|klimat|utsläpp|climate|carbon|emission|krona|kronor|\bsek\b|money|pengar", re.I
    )
    for letter, facts in itertools.product(LETTERS, VARIATIONS):
        assert not unwanted.search(letter(facts, language).plain)


@pytest.mark.parametrize("language", BOTH)
def test_the_gain_comes_before_everything_that_is_asked_for(language: str) -> None:
    plain = invitation(FACTS, language).plain
    gain = {"sv": "4 personer sparar tillsammans omkring 6 timmar", "en": "4 people together save about 6 hours"}[
        language
    ]
    assert plain.index(gain) < plain.index({"sv": "Acceptera", "en": "Accept"}[language])


def test_where_no_figure_is_known_none_is_given() -> None:
    for travellers, hours in ((0, 0.0), (3, 0.0), (0, 4.0)):
        plain = invitation(replace(FACTS, travellers=travellers, person_hours=hours), "sv").plain
        assert "ingen behöver resa om ni ses på distans" in plain
        assert "sparar" not in plain


def test_the_first_question_says_who_asks_and_who_helps() -> None:
    plain = invitation(replace(FACTS, first_time=True), "sv").plain
    assert plain.startswith("Jag är mötesroboten hos Kungälvs kommun. Det här är min första fråga.")
    assert "Eva Lund hjälper dig första gången: eva.lund@kungalv.example" in plain


def test_without_a_support_rota_the_it_support_helps() -> None:
    text = invitation(replace(FACTS, support_name="", support_address=""), "sv")
    assert "Hjälp: er it-support" in text.plain


def test_where_the_organiser_changes_the_meeting_the_bot_promises_nothing() -> None:
    plain = invitation(replace(FACTS, converts=False), "sv").plain
    assert "gör själv om mötet till ett Teams-möte" in plain
    assert "alla får en uppdatering" not in plain
    assert "ångra" not in plain


def test_without_grace_the_change_comes_at_once() -> None:
    assert "Ändringen görs så snart jag ser ditt svar" in invitation(replace(FACTS, grace_minutes=0), "sv").plain


def test_one_minute_is_singular() -> None:
    assert "görs 1 minut efter ditt svar" in invitation(replace(FACTS, grace_minutes=1), "sv").plain


def test_a_meeting_that_has_a_link_is_not_said_to_lack_one() -> None:
    facts = replace(FACTS, reasons=(Reason("place.town", "…"), Reason("link.zoom", "…")))
    assert "utan möteslänk" not in invitation(facts, "sv").plain


def test_a_link_to_a_closed_service_is_called_dead() -> None:
    facts = replace(FACTS, reasons=(Reason("place.town", "…"), Reason("retired.service", "…")))
    assert "utanför era lokaler, med nedlagd länk." in invitation(facts, "sv").plain


@pytest.mark.parametrize("code", ["link.teams", "link.zoom", "retired.service"])
def test_the_codes_that_change_the_words_are_those_of_the_judgement(code: str) -> None:
    assert code in CODES


def test_answer_links_are_there_only_with_a_web_server() -> None:
    assert not any("svar.example" in url for _, url in links_of(invitation(FACTS, "sv").html))
    assert [link for link in links_of(invitation(replace(FACTS, links=LINKS), "sv").html) if "svar" in link[1]] == [
        ("På distans", LINKS.online),
        ("Både och", LINKS.hybrid),
        ("På plats", LINKS.on_site),
        ("Sluta fråga mig", LINKS.stop),
    ]


@pytest.mark.parametrize(
    ("product", "swedish", "english"),
    [
        ("Teams-möte", "ett Teams-möte", "a Teams meeting"),
        ("Teams meeting", "ett Teams-möte", "a Teams meeting"),
        ("Adobe Connect-möte", "ett Adobe Connect-möte", "an Adobe Connect meeting"),
        ("videomöte", "ett videomöte", "a videomöte"),
        ("", "ett Teams-möte", "a Teams meeting"),
    ],
)
def test_the_product_is_called_what_it_is_called_here(product: str, swedish: str, english: str) -> None:
    facts = replace(FACTS, product=product)
    assert f"byter jag platsen mot {swedish} och" in invitation(facts, "sv").plain
    assert f"Accept: {english} replaces" in invitation(facts, "en").plain


def test_a_meeting_without_a_subject_is_called_the_meeting() -> None:
    assert invitation(replace(FACTS, meeting=" "), "sv").subject == "Behöver ni ses på plats? Mötet, ons 14 januari"


@pytest.mark.parametrize("language", BOTH)
def test_the_question_is_easy_to_read(language: str) -> None:
    """LIX (Björnsson 1968), words per sentence plus per cent of words over six letters: below 40 is easy."""
    for facts in VARIATIONS:
        lines = [part for part in invitation(facts, language).plain.splitlines() if part and "://" not in part]
        text = " ".join(part if part.endswith((".", "?", ":")) else f"{part}." for part in lines)
        words = re.findall(r"[^\W\d_][\w-]*", text)
        sentences = len(re.findall(r"[.?:](?=\s|$)", text))
        assert len(words) / sentences + 100 * sum(len(w) > 6 for w in words) / len(words) < 40


# --- somebody else's meeting -----------------------------------------------------------------------------------------


def mail_to_host(facts: QuestionFacts, language: str) -> tuple[str, str, str]:
    (url,) = (url for _, url in links_of(webcast_question(facts, language).html) if "?" in url)
    parts = urlsplit(url)
    fields = parse_qs(parts.query, strict_parsing=True)
    assert "+" not in parts.query
    return unquote(parts.path), fields["subject"][0], fields["body"][0]


def test_the_message_to_the_host_opens_filled_in() -> None:
    address, subject, body = mail_to_host(FACTS, "sv")
    assert address == "kurs@vgr.example"
    assert subject == "På distans? Styrgruppen, ons 14 januari"
    assert body == (
        "Hej!\r\n\r\n"
        "Jag är inbjuden till Styrgruppen, ons 14 januari kl. 9–10.30, Skövde.\r\n\r\n"
        "Går det att vara med på distans, via länk eller webbsändning?\r\n"
    )


@pytest.mark.parametrize("language", BOTH)
def test_the_message_to_the_host_can_also_be_read_and_copied(language: str) -> None:
    _, _, body = mail_to_host(FACTS, language)
    plain = webcast_question(FACTS, language).plain
    assert all(each in plain for each in body.splitlines())


def test_signs_of_an_address_do_not_become_fields_of_the_mail() -> None:
    facts = replace(FACTS, meeting="R&D 100 % ?bcc=x@y.example #1", host_address="kurs+a?cc=b@vgr.example")
    address, subject, body = mail_to_host(facts, "en")
    assert address == "kurs+a?cc=b@vgr.example"
    assert subject == "From a distance? R&D 100 % ?bcc=x@y.example #1, Wed 14 January"
    assert "R&D 100 % ?bcc=x@y.example #1" in body


def test_without_an_address_the_mail_opens_without_a_receiver() -> None:
    facts = replace(FACTS, host_address="", host_name="")
    assert mail_to_host(facts, "sv")[0] == ""
    assert "Här är ett färdigt meddelande till arrangören:" in webcast_question(facts, "sv").plain


def test_the_three_answers_are_about_asking_the_host() -> None:
    plain = webcast_question(FACTS, "sv").plain
    assert "Acceptera om du frågar Västra Götalandsregionen.\nPreliminärt om du kanske frågar.\nAvböj annars," in plain
    assert "alla får en uppdatering" not in plain


# --- other words -----------------------------------------------------------------------------------------------------


def test_a_refusal_says_what_happened_and_what_to_do() -> None:
    text = refusal(FACTS, "sv")
    assert text.subject == "Det blev inte ett Teams-möte: Styrgruppen, ons 14 januari"
    assert "kalendern tog inte emot ändringen. Ni ses på plats, som förut." in text.plain
    assert "Du kan göra det själv: öppna mötet" in text.plain
    assert "Eva Lund" in text.plain


def test_each_reason_to_take_a_question_back_has_words_of_its_own() -> None:
    reasons = ["cancelled", "moved", "became_online", "too_late", "passed", "opted_out", "left", "no_longer_needed"]
    assert len({withdrawn_comment(Why(reason), "sv") for reason in reasons}) == len(reasons)


# --- language --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "default", "language"),
    [
        (["sv-SE"], "en", "sv"),
        (["sv-FI"], "en", "sv"),
        (["SV"], "en", "sv"),
        (["en-GB"], "sv", "en"),
        (["en_US"], "sv", "en"),
        (["", "en-US"], "sv", "en"),
        (["nb-NO"], "sv", "sv"),
        (["nb-NO", "sv-SE"], "en", "sv"),
        (["da-DK"], "en", "en"),
        (["fi"], "sv", "sv"),
        ([], "sv", "sv"),
        (["svx"], "en", "en"),
        ([""], "", "en"),
    ],
)
def test_a_persons_own_language_wins_if_we_write_it(own: list[str], default: str, language: str) -> None:
    assert choose_language(*own, default=default) == language


@pytest.mark.parametrize(
    ("hours", "swedish", "english"),
    [
        (0.01, "5 minuter", "5 minutes"),
        (0.75, "45 minuter", "45 minutes"),
        (0.97, "1 timme", "1 hour"),
        (1.0, "1 timme", "1 hour"),
        (1.3, "1,5 timmar", "1.5 hours"),
        (6.0, "6 timmar", "6 hours"),
        (9.9, "10 timmar", "10 hours"),
        (37.4, "37 timmar", "37 hours"),
        (1234.0, "1\u00a0234 timmar", "1,234 hours"),
    ],
)
def test_hours_are_said_no_finer_than_they_are_known(hours: float, swedish: str, english: str) -> None:
    assert hours_in_words(hours, "sv") == swedish
    assert hours_in_words(hours, "en") == english


@pytest.mark.parametrize(
    ("start", "end", "zone", "swedish", "english"),
    [
        (
            "2026-01-14T08:00",
            "2026-01-14T09:30",
            STOCKHOLM,
            "ons 14 januari kl. 9–10.30",
            "Wed 14 January, 9:00–10:30",
        ),
        (
            "2026-07-01T08:00",
            "2026-07-01T09:30",
            STOCKHOLM,
            "ons 1 juli kl. 10–11.30",
            "Wed 1 July, 10:00–11:30",
        ),
        (
            "2026-01-14T08:00",
            "2026-01-14T09:05",
            "Europe/Helsinki",
            "ons 14 januari kl. 10–11.05",
            "Wed 14 January, 10:00–11:05",
        ),
        ("2026-01-13T23:00", "2026-01-14T23:00", STOCKHOLM, "ons 14 januari", "Wed 14 January"),
        (
            "2026-01-13T23:00",
            "2026-01-15T23:00",
            STOCKHOLM,
            "ons 14 januari – tor 15 januari",
            "Wed 14 January – Thu 15 January",
        ),
        (
            "2026-01-14T11:00",
            "2026-01-15T15:00",
            STOCKHOLM,
            "ons 14 januari kl. 12 – tor 15 januari kl. 16",
            "Wed 14 January, 12:00 – Thu 15 January, 16:00",
        ),
    ],
)
def test_times_are_said_on_the_clock_of_the_person(start: str, end: str, zone: str, swedish: str, english: str) -> None:
    first, last = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end))
    assert span_in_words(first, last, zone, "sv") == swedish
    assert span_in_words(first, last, zone, "en") == english
