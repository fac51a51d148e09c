"""The log as one file to print or send: the page's own figures on A4, with its styles inside and nothing to fetch."""

from datetime import datetime
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from resfria_bot.core.language import translate
from resfria_bot.handout import note
from resfria_bot.settings import Settings
from resfria_bot.store.overview import Overview
from resfria_bot.web.log import context

_STYLES = ("style.css", "log.css", "paper.css")


class _Voice:
    """Says texts of the catalogue, as a visit does."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, text: str, **values: object) -> str:
        """The text in the language of the report."""
        return translate(text, self.language).format(**values)


def report(found: Overview, settings: Settings, now: datetime) -> str:
    """The report as HTML, in the language of the organisation."""
    pages = Environment(loader=PackageLoader("resfria_bot.web"), autoescape=True, undefined=StrictUndefined)
    static = resources.files("resfria_bot.web") / "static"
    language = settings.organisation.language
    return pages.get_template("paper.html").render(
        visit=_Voice(language),
        organisation=settings.organisation,
        found=found,
        style=Markup("\n".join((static / name).read_text("utf-8") for name in _STYLES)),  # noqa: S704 - files of ours
        note=note(language),
        now=now,
        **context(found, settings, language),
    )
