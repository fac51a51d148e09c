"""A short time when several people are free and at work."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from resfria_bot.core.types import MailboxSettings, Window
from resfria_bot.core.workdays import NOTICE_MINUTES, next_working_moment

#: Length of what one digit of a view stands for.
STEP = timedelta(minutes=15)
FREE = "0"

_NOTICE = timedelta(minutes=NOTICE_MINUTES)


def first_free(window: Window, views: Sequence[str], settings: Sequence[MailboxSettings]) -> datetime | None:
    """The first quarter of an hour in the window in which all are free and at work, or None.

    `views`: a digit for each `STEP` of the window, "0" for free, for each person; the window begins on a quarter.
    """
    at = window.start
    while True:
        moments = [next_working_moment(at - _NOTICE, each.working_hours, each) for each in settings]
        if any(moment is None for moment in moments):
            return None
        latest = max(moment for moment in moments if moment is not None)
        if latest + STEP > window.end:
            return None
        is_shared = all(moment == latest for moment in moments)
        if is_shared and all(_is_free(view, latest, window) for view in views):
            return latest
        at = latest + STEP if is_shared else latest


def _is_free(view: str, at: datetime, window: Window) -> bool:
    index = (at - window.start) // STEP
    return index < len(view) and view[index] == FREE
