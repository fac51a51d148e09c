"""The letters around somebody's first meeting online."""

from resfria_bot.core.wording import aftermath_question, help_request, trial_booked, trial_question
from tests.core.letters import FACTS, links_of


def test_after_a_first_yes_a_trial_is_offered() -> None:
    text = trial_question(FACTS, "sv")
    assert text.subject == "Prova ett Teams-möte i tio minuter? mån 12 januari kl. 10"
    assert text.plain == (
        "Vill du prova med Eva Lund först?\n"
        "Tio minuter, mån 12 januari kl. 10. Bara ni två.\n"
        "Sedan vet du att ljud och länk fungerar när det är dags för Styrgruppen, ons 14 januari kl. 9–10.30.\n"
        "\n"
        "Svara på inbjudan:\n"
        "Acceptera, så bokar jag tiden och ni får en länk båda två.\n"
        "Avböj om du inte behöver prova.\n"
        "Gör du ingenting händer ingenting.\n"
        "\n"
        "Eva Lund hjälper dig gärna: eva.lund@kungalv.example\n"
        "Så gör du: https://intra.kungalv.example/distans"
    )


def test_the_trial_speaks_to_both() -> None:
    text = trial_booked(FACTS, "Anna Berg", "sv")
    assert text.subject == "Prova ett Teams-möte: Anna Berg och Eva Lund"
    assert "Anna Berg och Eva Lund: öppna länken här när det är dags." in text.plain
    assert "Prova ljudet först. Det betyder mest." in text.plain


def test_the_day_after_it_is_asked_whether_everybody_got_in() -> None:
    text = aftermath_question(FACTS, "sv")
    assert text.subject == "Kom alla med? Styrgruppen, ons 14 januari"
    assert "De flesta första gånger går något lite fel. Det gör ingenting." in text.plain
    assert "Avböj om någon inte kom med, så hör Eva Lund av sig till dig." in text.plain


def test_whoever_helps_learns_whom_to_call_and_not_what_the_meeting_was_about() -> None:
    text = help_request(FACTS, "Anna Berg", "anna.berg@kungalv.example", "sv")
    assert text.subject == "Alla kom inte med: hör av dig till Anna Berg"
    assert "Anna Berg höll ett Teams-möte för första gången ons 14 januari. Alla kom inte med." in text.plain
    assert ("anna.berg@kungalv.example", "mailto:anna.berg@kungalv.example") in links_of(text.html)
    assert "Styrgruppen" not in text.html + text.subject
    assert "Skövde" not in text.html + text.subject


def test_a_person_without_a_name_is_called_by_the_address() -> None:
    text = help_request(FACTS, "", "anna.berg@kungalv.example", "sv")
    assert text.subject == "Alla kom inte med: hör av dig till anna.berg@kungalv.example"
