"""Km, kronor and kilograms as people read them."""

import pytest

from resfria_bot.core.units import length_in_words, mass_in_words, money_in_words


@pytest.mark.parametrize(
    ("km", "swedish", "english"),
    [
        (40_000, "4 000 mil (40 000 km)", "40,000 km"),
        (705, "70,5 mil (705 km)", "705 km"),
        (7.5, "7,5 km", "7.5 km"),
    ],
)
def test_swedes_read_mil_and_others_km(km: float, swedish: str, english: str) -> None:
    assert length_in_words(km, "sv").replace("\xa0", " ") == swedish
    assert length_in_words(km, "en") == english


def test_kronor_are_whole() -> None:
    assert money_in_words(1750.4, "sv") == "1\xa0750 kr"
    assert money_in_words(1750.4, "en") == "SEK 1,750"


def test_small_masses_keep_a_decimal() -> None:
    assert (mass_in_words(118.6, "sv"), mass_in_words(2.64, "sv"), mass_in_words(2.64, "en")) == (
        "119 kg",
        "2,6 kg",
        "2.6 kg",
    )
