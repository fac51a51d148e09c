"""Swedish and English: whose language to use, translations, and dates, hours and numbers in words."""

import gettext
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES: Final = ("sv", "en")
_LOCALES: Final = {"sv": "sv_SE", "en": "en_GB"}


def choose_language(*own: str, default: str) -> str:
    """The language to write to a person in: "sv" or "en".

    The first of the person's own (mailbox, then directory; BCP 47 as "sv-SE", may be empty) that we write, else the
    organisation's `default`: a Norwegian or Finnish mailbox in a Swedish organisation gets Swedish.
    """
    for tag in (*own, default):
        language = tag.replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return "en"


def _read_catalogue() -> tuple[Catalog, Callable[[int], int]]:
    path = resources.files("resfria_bot") / "locale" / "sv" / "LC_MESSAGES" / "resfria.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale="sv")
    return catalogue, gettext.c2py(catalogue.plural_expr)


_SWEDISH, _swedish_plural = _read_catalogue()


def translate(text: str, language: str) -> str:
    """The text, which is its own English, in the language. What has no translation stays English."""
    message = _SWEDISH.get(text) if language == "sv" else None
    return str(message.string) if message and message.string else text


def translate_count(one: str, many: str, count: int, language: str) -> str:
    """The same for a text with a form for one and a form for many."""
    message = _SWEDISH.get(one) if language == "sv" else None
    if message and isinstance(message.string, tuple) and all(message.string):
        return str(message.string[_swedish_plural(count)])
    return one if count == 1 else many


def day_in_words(moment: datetime, zone: str, language: str) -> str:
    """The day as "ons 14 januari" or "Wed 14 January", in the IANA zone."""
    day = format_date(moment.astimezone(ZoneInfo(zone)), "d MMMM", _LOCALES[language])
    return f"{_weekday(moment, zone, language)} {day}"


def moment_in_short(moment: datetime, zone: str, language: str) -> str:
    """The moment as "ons kl. 14.15" or "Wed 14:15", in the IANA zone."""
    text = translate("{weekday} {clock}", language)
    return text.format(weekday=_weekday(moment, zone, language), clock=clock(moment, zone, language))


def time_in_words(moment: datetime, zone: str, language: str) -> str:
    """The moment as "ons 14 januari kl. 9" or "Wed 14 January, 9:00", in the IANA zone."""
    text = translate("{day}, {clock}", language)
    return text.format(day=day_in_words(moment, zone, language), clock=clock(moment, zone, language))


def clock(moment: datetime, zone: str, language: str) -> str:
    """The time of day as "9" and "14.15", in English "9:00" and "14:15"."""
    local = moment.astimezone(ZoneInfo(zone))
    if language == "sv":
        return f"{local.hour}.{local.minute:02}" if local.minute else f"{local.hour}"
    return f"{local.hour}:{local.minute:02}"


def span_in_words(start: datetime, end: datetime, zone: str, language: str) -> str:
    """The time as "ons 14 januari kl. 9–10.30"; whole days, midnight to midnight, are named without a clock."""
    first, last = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    if _is_midnight(first) and _is_midnight(last) and last > first:
        last -= timedelta(days=1)
        day, other = day_in_words(first, zone, language), day_in_words(last, zone, language)
        return day if day == other else f"{day} – {other}"
    opening = time_in_words(first, zone, language)
    if first.date() == last.date():
        return f"{opening}–{clock(last, zone, language)}"
    return f"{opening} – {time_in_words(last, zone, language)}"


def hours_in_words(hours: float, language: str) -> str:
    """Hours as "45 minuter", "2,5 timmar" or "12 timmar": to five minutes, half hours, from ten on whole hours."""
    minutes = max(5, round(hours * 12) * 5)
    if minutes < 60:
        return translate_count("{count} minute", "{count} minutes", minutes, language).format(count=minutes)
    shown = float(round(hours)) if hours >= 10 else max(1.0, round(hours * 2) / 2)
    text = translate_count("{count} hour", "{count} hours", 1 if shown == 1 else 2, language)
    return text.format(count=format_decimal(shown, "#,##0.#", _LOCALES[language]))


def _weekday(moment: datetime, zone: str, language: str) -> str:
    """Three letters, as in most calendars: "tor", "Thu"."""
    return format_date(moment.astimezone(ZoneInfo(zone)), "EEEE", _LOCALES[language])[:3]


def _is_midnight(moment: datetime) -> bool:
    return moment.hour == moment.minute == 0
