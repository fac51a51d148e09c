"""The question about somebody else's meeting, and the message that is ready for its host."""

from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from resfria_bot.core.wording import QuestionFacts, webcast_draft, webcast_question
from tests.core.letters import BOTH, FACTS, links_of


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
        "Går det att vara med på distans, via länk eller webbsändning?\r\n\r\n"
        "Tack på förhand!\r\n"
    )


@pytest.mark.parametrize("language", BOTH)
def test_the_message_to_the_host_can_also_be_read_and_copied(language: str) -> None:
    _, _, body = mail_to_host(FACTS, language)
    plain = webcast_question(FACTS, language).plain
    assert all(each in plain for each in body.splitlines())


@pytest.mark.parametrize("language", BOTH)
def test_a_draft_says_the_same_as_the_mail_that_opens(language: str) -> None:
    _, subject, body = mail_to_host(FACTS, language)
    assert webcast_draft(FACTS, language) == (subject, body.replace("\r\n", "\n"))


def test_where_drafts_are_made_the_question_says_so() -> None:
    plain = webcast_question(replace(FACTS, puts_draft=True), "sv").plain
    assert "Acceptera om du frågar Västra Götalandsregionen, så lägger jag ett utkast i din mejl." in plain
    assert "Jag skickar ingenting åt dig." in plain


def test_signs_of_an_address_do_not_become_fields_of_the_mail() -> None:
    facts = replace(FACTS, meeting="R&D 100 % ?bcc=x@y.example #1", host_address="kurs+a?cc=b@vgr.example")
    address, subject, body = mail_to_host(facts, "en")
    assert address == "kurs+a?cc=b@vgr.example"
    assert subject == "From a distance? R&D 100 % ?bcc=x@y.example #1, Wed 14 January"
    assert "R&D 100 % ?bcc=x@y.example #1" in body


def test_without_an_address_the_mail_opens_without_a_receiver() -> None:
    facts = replace(FACTS, host_address="", host_name="")
    assert mail_to_host(facts, "sv")[0] == ""
    assert "Skicka gärna det här till arrangören:" in webcast_question(facts, "sv").plain


def test_the_three_answers_are_about_asking_the_host() -> None:
    plain = webcast_question(FACTS, "sv").plain
    assert "Acceptera om du frågar Västra Götalandsregionen.\nPreliminärt om du kanske frågar.\nAvböj annars," in plain
    assert "alla får en uppdatering" not in plain
