"""Documents that the law and the unions ask for before the bot begins, filled from the configuration.

They are drafts for those who answer for them: what only people can decide stands in square brackets.
"""

from collections.abc import Iterable, Iterator
from importlib import resources
from string import Template

from resfria_bot.app import rollout
from resfria_bot.core.language import translate
from resfria_bot.graph import permissions
from resfria_bot.settings import Settings
from resfria_bot.settings.services import Phase

#: Names of the files, by language, in the order in which they are read.
NAMES = {
    "sv": (
        "registerforteckning.md",
        "konsekvensbedomning.md",
        "information-till-medarbetare.md",
        "facklig-forhandling.md",
    ),
    "en": (
        "record-of-processing.md",
        "impact-assessment.md",
        "information-to-employees.md",
        "union-negotiation.md",
    ),
}
_MODES = {
    "observe": "Calendars are read and nobody is asked",
    "suggest": "The organiser is asked; the calendar is left as it is",
    "convert": "The organiser is asked; on a yes the meeting is changed",
}


def filled(settings: Settings, language: str) -> Iterator[tuple[str, str]]:
    """Each document: the name of its file, and its text in Markdown. `language` is "sv" or "en"."""
    folder = resources.files("resfria_bot") / "locale" / language / "privacy"
    values = _values(settings, language)
    for name in NAMES[language]:
        yield name, Template((folder / name).read_text("utf-8")).substitute(values)


def _values(settings: Settings, language: str) -> dict[str, str]:
    privacy, bot = settings.privacy, settings.bot
    furthest = rollout(settings).furthest
    return {
        "organisation": settings.organisation.name,
        "domains": ", ".join(settings.organisation.domains),
        "group": settings.scope.group_id,
        "mailbox": bot.mailbox,
        "mode": translate(_MODES[furthest], language),
        "phases": _list((_phase(phase, language) for phase in settings.rollout.phase), language),
        "permissions": _list((f"`{name}`" for name in sorted(permissions.needed(furthest))), language),
        "horizon": str(bot.horizon_days),
        "grace": str(bot.grace_minutes),
        "months": str(privacy.retention_months),
        "decision": privacy.decision_reference
        or translate("[decision not named yet: privacy.decision_reference]", language),
        "people": str(len(privacy.excluded_people)),
        "groups": str(len(privacy.excluded_group_ids)),
        "categories": ", ".join(privacy.excluded_categories) or translate("none", language),
        "places": ", ".join(privacy.excluded_places) or translate("none", language),
        "holdout": str(settings.nudges.holdout_percent),
        "named": translate("yes", language) if settings.ledger.allow_named else translate("no", language),
        "contact": settings.support.name or translate("[name of the contact]", language),
        "contact_address": settings.support.address or translate("[address of the contact]", language),
        "storage": _storage(settings.database.url, language),
        "keys": _keys(privacy.key_env, language),
    }


def _storage(url: str, language: str) -> str:
    is_server = url.startswith("postgresql")
    return translate("a PostgreSQL database", language) if is_server else translate("a SQLite file", language)


def _keys(variable: str, language: str) -> str:
    if variable:
        return translate("keys that are kept apart from the database", language)
    return translate("a key in the database itself [should be kept apart: privacy.key_env]", language)


def _phase(phase: Phase, language: str) -> str:
    return f"{phase.start}: {translate(_MODES[phase.mode], language)}"


def _list(lines: Iterable[str], language: str) -> str:
    """A Markdown list, one line each."""
    return "\n".join(f"- {line}" for line in lines) or f"- {translate('none', language)}"
