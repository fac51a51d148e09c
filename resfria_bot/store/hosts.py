"""Hosts outside that people travel to, by their mail domain."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from resfria_bot.core.types import State
from resfria_bot.store.tables import cases, meetings


@dataclass(frozen=True, slots=True)
class Host:
    """So many meetings of theirs that ours would travel to, and the hours of travel of all together, both ways."""

    domain: str
    meetings: int
    person_hours: float


def travelled_to(tx: Connection, top: int | None = None) -> Sequence[Host]:
    """Those with most meetings first. Meetings that were called off, or are online by now, are no journeys."""
    count = func.count(meetings.c.id)
    hours = func.coalesce(func.sum(func.coalesce(meetings.c.person_hours, 0.0)), 0.0)
    chosen = (
        select(cases.c.host_domain, count, hours)
        .join(meetings, meetings.c.case_key == cases.c.key)
        .where(cases.c.host_domain != "", meetings.c.cancelled.is_(False))
        .where(cases.c.state.not_in((State.CONVERTED, State.HELD)))
        .group_by(cases.c.host_domain)
        .order_by(count.desc(), hours.desc(), cases.c.host_domain)
        .limit(top)
    )
    return [Host(domain, number, round(total, 1)) for domain, number, total in tx.execute(chosen).all()]
