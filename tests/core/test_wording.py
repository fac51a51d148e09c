"""What is said: in the question, when it did not come off, and when it is taken back."""

from dataclasses import replace

import pytest

from resfria_bot.core.reasons import CODES
from resfria_bot.core.steps import Why
from resfria_bot.core.types import Reason
from resfria_bot.core.wording import invitation, refusal, stopped_comment, withdrawn_comment
from tests.core.letters import BOTH, FACTS, LINKS, Change, links_of

# --- what is said ----------------------------------------------------------------------------------------------------


def test_the_question_in_swedish_reads_like_this() -> None:
    text = invitation(replace(FACTS, stop_by_reply=True), "sv")
    assert text.subject == "Behöver ni ses på plats? Styrgruppen, ons 14 januari"
    assert text.plain == (
        "Behöver ni ses på plats ons 14 januari kl. 9–10.30?\n"
        "Styrgruppen, Skövde: 4 personer sparar tillsammans 6 timmar i bil om ni ses på distans.\n"
        "\n"
        "Svara på inbjudan:\n"
        "Acceptera, så gör jag det till ett Teams-möte 15 minuter efter ditt svar (tidigast ons kl. 14.15) och alla "
        "får en uppdatering.\n"
        "Preliminärt, så lägger jag till en länk och platsen står kvar.\n"
        "Avböj, så ses ni på plats och jag frågar inte om mötet igen.\n"
        "Gör du ingenting händer ingenting.\n"
        "Du kan ändra dig tills det är gjort. Sedan går det inte att ångra automatiskt.\n"
        "\n"
        "Jag frågar för att mötet är utanför era lokaler och saknar möteslänk.\n"
        "Hos oss kommer möten på distans först.\n"
        "\n"
        "Eva Lund hjälper dig gärna: eva.lund@kungalv.example\n"
        "Så gör du: https://intra.kungalv.example/distans\n"
        "Svara STOPP så frågar jag inte mer."
    )


def test_the_question_in_english_reads_like_this() -> None:
    series: Change = {"is_series": True, "by_car": False, "change_at": None}
    text = invitation(replace(FACTS, **series, travellers=1, person_hours=2.5), "en")
    assert text.subject == "Do you need to meet in person? Styrgruppen, Wed 14 January"
    assert text.plain.startswith(
        "Do you need to meet in person every time?\n"
        "Styrgruppen, next Wed 14 January, 9:00–10:30, Skövde: one person saves 2.5 hours of travel every time if you "
        "meet online.\n"
        "\n"
        "Reply to the invitation:\n"
        "Accept: I make it a Teams meeting for the whole series, 15 minutes after your answer, and everybody gets an "
        "update.\n"
        "Tentative: I add a link and the place stays.\n"
        "Decline: you meet in person, and I do not ask about this series again.\n"
        "If you do nothing, nothing changes.\n"
        "You can change your mind until it is done. After that it cannot be undone automatically.\n"
    )


@pytest.mark.parametrize("language", BOTH)
def test_the_gain_comes_before_everything_that_is_asked_for(language: str) -> None:
    plain = invitation(FACTS, language).plain
    gains = {"sv": "4 personer sparar tillsammans 6 timmar i bil", "en": "4 people together save 6 hours in the car"}
    gain = gains[language]
    assert plain.index(gain) < plain.index({"sv": "Acceptera", "en": "Accept"}[language])


def test_where_no_figure_is_known_none_is_given() -> None:
    for travellers, hours in ((0, 0.0), (3, 0.0), (0, 4.0)):
        plain = invitation(replace(FACTS, travellers=travellers, person_hours=hours), "sv").plain
        assert "ingen behöver resa om ni ses på distans" in plain
        assert "sparar" not in plain


def test_hours_in_the_car_are_only_said_of_those_who_go_by_car() -> None:
    assert "sparar tillsammans 6 timmar restid om" in invitation(replace(FACTS, by_car=False), "sv").plain


def test_the_first_question_says_who_asks_and_who_helps() -> None:
    plain = invitation(replace(FACTS, first_time=True), "sv").plain
    assert plain.startswith("Jag är mötesroboten hos Kungälvs kommun. Det här är min första fråga.")
    assert "Eva Lund hjälper dig första gången: eva.lund@kungalv.example" in plain


def test_without_a_support_rota_the_it_support_helps() -> None:
    text = invitation(replace(FACTS, support_name="", support_address=""), "sv")
    assert "Er it-support hjälper dig gärna." in text.plain


def test_where_the_organiser_changes_the_meeting_the_bot_promises_nothing() -> None:
    plain = invitation(replace(FACTS, converts=False), "sv").plain
    assert "Gör då själv om mötet till ett Teams-möte." in plain
    assert "Lägg då själv till länken." in plain
    assert "alla får en uppdatering" not in plain
    assert "ångra" not in plain


def test_where_the_organiser_changes_the_meeting_neither_do_the_links_promise_anything() -> None:
    links = links_of(invitation(replace(FACTS, converts=False, links=LINKS), "sv").html)
    assert [label for label, url in links if "svar" in url] == [
        "På distans, jag ordnar det",
        "Både och, jag ordnar det",
        "På plats",
        "Sluta fråga mig",
    ]


def test_without_grace_the_change_comes_at_once() -> None:
    plain = invitation(replace(FACTS, grace_minutes=0), "sv").plain
    assert "så gör jag det till ett Teams-möte så snart jag ser ditt svar och alla får en uppdatering." in plain
    assert "Det går inte att ångra automatiskt." in plain


def test_one_minute_is_singular() -> None:
    assert "ett Teams-möte 1 minut efter ditt svar" in invitation(replace(FACTS, grace_minutes=1), "sv").plain


def test_a_meeting_that_has_a_link_is_not_said_to_lack_one() -> None:
    facts = replace(FACTS, reasons=(Reason("place.town", "…"), Reason("link.zoom", "…")))
    plain = invitation(facts, "sv").plain
    assert "saknar möteslänk" not in plain
    assert "fast det har en länk" in plain


def test_a_link_to_a_closed_service_is_called_dead() -> None:
    facts = replace(FACTS, reasons=(Reason("place.town", "…"), Reason("retired.service", "…")))
    assert "utanför era lokaler, med en död länk." in invitation(facts, "sv").plain


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
    assert f"så gör jag det till {swedish} 15 minuter" in invitation(facts, "sv").plain
    assert f"Accept: I make it {english} 15 minutes" in invitation(facts, "en").plain


def test_a_meeting_without_a_subject_is_called_the_meeting() -> None:
    assert invitation(replace(FACTS, meeting=" "), "sv").subject == "Behöver ni ses på plats? Mötet, ons 14 januari"


def test_a_free_room_is_named_for_those_who_want_to_sit_together() -> None:
    room = replace(FACTS, room="Rum 3", room_site="Stadshuset")
    assert "Vill ni sitta tillsammans? Rum 3 i Stadshuset är ledigt och har utrustning." in invitation(room, "sv").plain
    assert "Rum 3 är ledigt och har utrustning." in invitation(replace(room, room_site=""), "sv").plain
    assert "sitta tillsammans" not in invitation(FACTS, "sv").plain


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Eva Lund hjälper dig gärna: eva.lund@kungalv.example\n"),
        ({"support_address": ""}, "Eva Lund hjälper dig gärna.\n"),
        ({"support_name": ""}, "Hjälp finns här: eva.lund@kungalv.example\n"),
        ({"support_name": "", "support_address": ""}, "Er it-support hjälper dig gärna.\n"),
    ],
)
def test_there_is_always_somebody_who_helps(changes: Change, said: str) -> None:
    assert said in invitation(replace(FACTS, **changes), "sv").plain


# --- other words -----------------------------------------------------------------------------------------------------


def test_a_refusal_says_what_happened_and_what_to_do() -> None:
    text = refusal(FACTS, "sv")
    assert text.subject == "Det gick inte att byta till ett Teams-möte: Styrgruppen, ons 14 januari"
    assert "kalendern tog inte emot ändringen. Ni ses på plats, som förut." in text.plain
    assert "Du kan göra det själv: öppna mötet" in text.plain
    assert "Eva Lund" in text.plain


def test_stopp_is_answered_with_what_it_covers_and_the_way_back() -> None:
    assert stopped_comment("sv") == (
        "Då frågar jag dig inte mer. Det gäller genast, och allt jag gör för dig. "
        "Vill du börja igen? Skriv START till mig."
    )


def test_each_reason_to_take_a_question_back_has_words_of_its_own() -> None:
    reasons = ["cancelled", "moved", "became_online", "too_late", "passed", "opted_out", "left", "no_longer_needed"]
    assert len({withdrawn_comment(Why(reason), "sv") for reason in reasons}) == len(reasons)
