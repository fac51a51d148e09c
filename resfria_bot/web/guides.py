"""Pages to read: guides for employees, managers and IT, and how accessible the pages are."""

from zoneinfo import ZoneInfo

from starlette.responses import Response

from resfria_bot.core.phrases import product_word
from resfria_bot.core.rota import helper_on
from resfria_bot.core.types import Address
from resfria_bot.web.visit import Halt, Visit

GUIDES = ("employees", "managers", "it")


def front(visit: Visit) -> Response:
    """Where to go from here."""
    return visit.render("front.html")


def guide(visit: Visit) -> Response:
    """One guide, with the organisation's own names."""
    name = visit.path["name"]
    if name not in GUIDES:
        raise Halt(404, "There is no such guide.")
    settings = visit.site.settings
    return visit.render(
        f"guides/{name}.{visit.language}.html",
        product=product_word(settings.organisation.meeting_product, visit.language),
        helper=_helper(visit),
        trial_meetings=settings.support.trial_meetings,
        bot=settings.bot,
        privacy=settings.privacy,
        public_url=settings.web.public_url.rstrip("/") or "https://…",
    )


def accessibility(visit: Visit) -> Response:
    """The statement that the law on digital public service (2018:1937) asks for."""
    return visit.render(f"guides/accessibility.{visit.language}.html", helper=_helper(visit))


def _helper(visit: Visit) -> Address:
    """Who helps this week; empty where nobody is named."""
    settings = visit.site.settings
    rota = [Address(helper.address, helper.name) for helper in settings.support.rota]
    today = visit.now.astimezone(ZoneInfo(settings.organisation.time_zone)).date()
    return helper_on(today, rota, Address(settings.support.address, settings.support.name))
