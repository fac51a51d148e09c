"""Who helps this week."""

from collections.abc import Sequence
from datetime import date

from resfria_bot.core.types import Address


def helper_on(day: date, rota: Sequence[Address], otherwise: Address) -> Address:
    """Those on the rota take turns, a week each from Monday on, without a jump at New Year."""
    if not rota:
        return otherwise
    week = (day.toordinal() - day.weekday()) // 7
    return rota[week % len(rota)]
