"""For whoever helps: those who did not get into their first meeting online."""

from starlette.responses import Response

from resfria_bot.store import help_items, mailboxes
from resfria_bot.web.visit import Halt, Visit


def show(visit: Visit) -> Response:
    """Who waits for help, longest first."""
    with visit.site.database.transaction() as tx:
        waiting = [(item, mailboxes.get(tx, item.address)) for item in help_items.waiting(tx)]
    return visit.render("support.html", waiting=waiting)


def close(visit: Visit) -> Response:
    """The person has been helped."""
    number = visit.form.get("item", "")
    with visit.site.database.transaction() as tx:
        if not (number.isdigit() and len(number) < 16 and help_items.close(tx, int(number), visit.now)):
            raise Halt(404, "That item is not open: somebody may have closed it.")
    return visit.onward("/support")
