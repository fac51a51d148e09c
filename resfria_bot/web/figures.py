"""Figures as the pages write them."""

from babel.numbers import format_decimal

from resfria_bot.core.language import translate, translate_count
from resfria_bot.core.units import KM_PER_MIL, length_in_words, mass_in_words, money_in_words

_LOCALES = {"sv": "sv_SE", "en": "en_GB"}


class Words:
    """Writes figures in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def count(self, value: float) -> str:
        """A whole number: "1 240"."""
        return format_decimal(round(value), "#,##0", _LOCALES[self._language])

    def hours(self, value: float) -> str:
        """Whole hours with their word, below ten with one decimal: "1 240 timmar"."""
        shown = round(value) if value >= 10 else round(value, 1)
        text = translate_count("{count} hour", "{count} hours", 1 if shown == 1 else 2, self._language)
        return text.format(count=format_decimal(shown, "#,##0.#", _LOCALES[self._language]))

    def meetings(self, value: int) -> str:
        """The number with its word: "84 möten"."""
        text = translate_count("{count} meeting", "{count} meetings", value, self._language)
        return text.format(count=self.count(value))

    def length(self, km: float) -> str:
        """In Swedish mil first."""
        return length_in_words(km, self._language)

    def mil(self, km: float) -> str:
        """A figure for a column: mil in Swedish, else km."""
        return self.count(km / KM_PER_MIL if self._language == "sv" else km)

    def mil_head(self) -> str:
        """The heading of that column."""
        return "Mil" if self._language == "sv" else "Km"

    def money(self, sek: float) -> str:
        """Kronor."""
        return money_in_words(sek, self._language)

    def mass(self, kg: float) -> str:
        """CO2e; from ten tonnes on in tonnes."""
        if kg >= 10_000:
            return translate("{count} tonnes", self._language).format(count=self.count(kg / 1000))
        return mass_in_words(kg, self._language)

    def percent(self, part: float, whole: float) -> str:
        """A share in whole per cent."""
        return format_decimal(round(100 * part / whole) if whole else 0, "#,##0", _LOCALES[self._language]) + " %"
