"""Km, kronor and kilograms as people read them in Swedish and English. Hours are told by `core.language`."""

from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

_LOCALES = {"sv": "sv_SE", "en": "en_GB"}
KM_PER_MIL = 10.0
#: A distance from this many km is told in mil in Swedish.
LEAST_IN_MIL = 10.0


def length_in_words(km: float, language: str) -> str:
    """Sv: "4 000 mil (40 000 km)", below 10 km "7,5 km"; en: "40,000 km"."""
    in_km = _unit(km, "length-kilometer", language)
    if language != "sv" or km < LEAST_IN_MIL:
        return in_km
    return f"{_unit(km / KM_PER_MIL, 'length-mile-scandinavian', language)} ({in_km})"


def money_in_words(sek: float, language: str) -> str:
    """Whole kronor. Sv: "1 750 kr"; en: "SEK 1,750"."""
    if language == "sv":
        return format_currency(round(sek), "SEK", format="#,##0 ¤", locale=_LOCALES["sv"], currency_digits=False)
    return f"SEK {format_decimal(round(sek), format='#,##0', locale=_LOCALES['en'])}"


def mass_in_words(kg: float, language: str) -> str:
    """CO2e. Sv: "119 kg", "2,6 kg"; en: "119 kg"."""
    return _unit(kg, "mass-kilogram", language)


def _unit(value: float, unit: str, language: str) -> str:
    """Small figures with one decimal, others whole: nobody knows an estimate to the last metre."""
    rounded = round(value) if abs(value) >= 100 else round(value, 1)
    whole = int(rounded) if rounded == int(rounded) else rounded
    return format_unit(whole, unit, length="short", locale=_LOCALES[language])
