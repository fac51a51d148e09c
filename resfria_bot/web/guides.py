"""Pages to read: guides for employees, managers and IT, and how accessible the pages are."""

from starlette.responses import Response

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
        product=settings.organisation.meeting_product,
        support=settings.support,
        bot=settings.bot,
        retention_months=settings.privacy.retention_months,
    )


def accessibility(visit: Visit) -> Response:
    """The statement that the law on digital public service (2018:1937) asks for."""
    return visit.render(f"guides/accessibility.{visit.language}.html", support=visit.site.settings.support)
