"""The municipality over a year: further quarters, and the weeks in which its people are away."""

import random
from datetime import UTC, date, datetime, time, timedelta

from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.quarter import fill, fill_with_trips
from resfria_bot.sandbox.tenant import Tenant

#: Share of people who are away for a week or two in a quarter, and of those with a long leave in a summer.
AWAY, SUMMER = 0.3, 0.9
#: Days in a year on which long leaves begin: around Midsummer, and in July.
_LEAVES = ((6, 21), (6, 28), (7, 5), (7, 12))


def live_on(tenant: Tenant, now: datetime, first: date, *, share: float = 1.0) -> None:
    """Fill the quarter that begins on the day `first`, in meetings made just before `now`, and let people go on leave.

    `share` as it was built with. The same quarter of the same tenant is always the same.
    """
    rng = random.Random(f"{tenant.seed} {first}")  # noqa: S311 - no secret, and it must be repeatable
    now = now.astimezone(UTC)
    with tenant.lock:
        fill(tenant, rng, now, first=first, share=share)
        tenant.now = now
        for user in tenant.directory.users.values():
            leave = _leave(rng, first)
            if leave is not None and not _is_booked(user, now):
                user.away_from, user.away_until = leave


def travel_more(tenant: Tenant, now: datetime, first: date) -> None:
    """Let people plan more meetings in other towns, just before `now`, in the quarter from the day `first` on."""
    rng = random.Random(f"{tenant.seed} {first} more")  # noqa: S311 - as above
    with tenant.lock:
        fill_with_trips(tenant, rng, now.astimezone(UTC), first=first)
        tenant.now = now.astimezone(UTC)


def _leave(rng: random.Random, first: date) -> tuple[datetime, datetime] | None:
    summer = [date(first.year, month, day) for month, day in _LEAVES]
    if summer[0] >= first and summer[-1] < first + timedelta(weeks=13):
        begins, days = rng.choice(summer), 28
        is_away = rng.random() < SUMMER
    else:
        begins, days = first + timedelta(days=rng.randrange(90)), rng.choice((3, 7, 14))
        is_away = rng.random() < AWAY
    moment = datetime.combine(begins, time(0), UTC)
    return (moment, moment + timedelta(days=days)) if is_away else None


def _is_booked(user: User, now: datetime) -> bool:
    return user.away_from is not None and (user.away_until is None or user.away_until > now)
