"""Who is left alone: no request goes to their calendars, and what was begun with them ends."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from resfria_bot.core.types import State
from resfria_bot.flow.desk import Desk
from resfria_bot.store import cases

#: Why a case of somebody who is left alone ends.
REASON = "excluded"
_OVER = (State.WITHDRAWN, State.HELD, State.NO)


def left_alone(desk: Desk) -> frozenset[str]:
    """Addresses of those whose calendars are not read.

    A group that cannot be read raises, and so stops the cycle: any calendar might be one of its members'.
    """
    groups = [desk.people.members(group_id, "privacy.excluded_group_ids") for group_id in desk.exclusion.group_ids]
    members = {person.address for group in groups for person in group}
    return frozenset(members.union(desk.exclusion.people) - {desk.bot.mailbox})


def end_cases(tx: Connection, addresses: Collection[str], now: datetime) -> None:
    """Give up what is still to be done about their meetings, as that would need their calendars."""
    for address in sorted(addresses):
        for case in cases.of_mailbox(tx, address):
            if case.state not in _OVER:
                cases.save(tx, replace(case, state=State.WITHDRAWN, state_reason=REASON), now)
