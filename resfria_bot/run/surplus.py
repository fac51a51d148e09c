"""Rights that the token carries and nothing here needs: told at each start, as each is a risk without a reason."""

import structlog

from resfria_bot.app import App
from resfria_bot.errors import ResfriaError
from resfria_bot.logbook import Entry


def tell(opened: App) -> None:
    """One line in the log, or none. Where there is no token the cycle says so itself."""
    try:
        found = opened.surplus()
    except ResfriaError:
        return
    if found:
        structlog.get_logger("permissions").warning(Entry.MORE_RIGHTS, permissions=sorted(found))
