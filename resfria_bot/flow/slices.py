"""The reading of a cycle in slices, so that many processes can share it: what to read of one, and who reads it.

The process whose cycle it is plans, reads the bot's own mailbox first, as the answers in it decide about the cases of
everybody, and waits. The others read their slices by the same plan, made anew from the database.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from resfria_bot.core.types import Person
from resfria_bot.errors import GraphError
from resfria_bot.flow import subscriptions
from resfria_bot.flow.cycle import of_the_day
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.flow.scan import Plan, finish_reading, is_parked, plan_reading, read, takes_part
from resfria_bot.flow.subscriptions import Due
from resfria_bot.store import mailboxes, runs, slices

#: Mailboxes in a slice: two rounds of all batches that one process has on their way at a time.
MOST_MAILBOXES = 320
#: A slice smaller than one batch of Graph's makes more requests, not fewer.
LEAST_MAILBOXES = 20
#: A tenant of middling size is divided so far, that a few workers have something each.
SLICES = 8
#: In place of what was found in a slice: why it could not be read.
ERROR = "error"


@dataclass(frozen=True, slots=True)
class Slice:
    """One of `of` parts of the calendars that are due in the cycle `run`. Names nobody: it waits in a queue."""

    run: int
    number: int
    of: int
    now: datetime
    is_full: bool  #: all calendars are due, and not only those that told of a change

    def holds(self, address: str) -> bool:
        """Is this mailbox in the slice? The same for every process."""
        return zlib.crc32(address.encode()) % self.of == self.number


def slice_count(mailbox_count: int) -> int:
    """Into how many slices so many mailboxes are divided."""
    size = min(MOST_MAILBOXES, max(LEAST_MAILBOXES, -(-mailbox_count // SLICES)))
    return -(-mailbox_count // size)


class Reader:
    """Reads slices; what holds for the whole cycle is looked up once in each."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._run: int | None = None
        self._plan: tuple[Desk, Plan] | None = None

    def read(self, part: Slice) -> Report:
        """Read what is due in this slice. Raises only what stops everything: no service, no database, a stop."""
        report = Report()
        if self._plan is None or self._run != part.run:
            self._plan, self._run = self._look_up(part), part.run
        desk, plan = self._plan
        chosen = [address for address in plan.due.changed if part.holds(address)]
        read(desk, plan, chosen, part.now, report)
        return report

    def _look_up(self, part: Slice) -> tuple[Desk, Plan]:
        bot, now = self._desk.bot.mailbox, part.now
        with self._desk.database.transaction() as tx:
            known = [m for m in mailboxes.all_mailboxes(tx) if takes_part(m) and m.person.address != bot]
        readable = {m.person.address: m for m in known if m.person.has_exchange and not is_parked(m, now)}
        told = subscriptions.changes(self._desk, now) if self._desk.notify_url else {}
        due = {a: told.get(a) for a in readable if part.is_full or subscriptions.is_due(readable[a], told.get(a))}
        desk = of_the_day(self._desk, now, Report())
        return desk, Plan({m.person.address: m.person for m in known}, readable, Due(due, part.is_full))


def share(
    desk: Desk,
    members: Mapping[str, Person],
    now: datetime,
    report: Report,
    hand_out: Callable[[Sequence[Slice]], None],
) -> None:
    """Read what is due as `scan` does, with the help of others: `hand_out` returns once all slices have been read."""
    plan = plan_reading(desk, members, now, report)
    others = plan.due.changed.keys() - {desk.bot.mailbox}
    read(desk, plan, plan.due.changed.keys() - others, now, report)
    with desk.database.transaction() as tx:
        run = runs.newest(tx)
        slices.forget(tx)
    count = slice_count(len(others))
    hand_out([Slice(run, number, count, now, plan.due.is_full) for number in range(count)])
    with desk.database.transaction() as tx:
        found = slices.take(tx, run)
    for part in found:
        if ERROR in part:
            raise GraphError(part[ERROR])
        report.add(part)
    finish_reading(desk, plan, now)
