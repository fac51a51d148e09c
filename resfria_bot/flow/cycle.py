"""One full cycle: who takes part, what changed, what was answered, what is over, whom to ask."""

from collections.abc import Mapping
from datetime import datetime

from resfria_bot.core.types import Person
from resfria_bot.errors import GraphError
from resfria_bot.flow import ask, settle
from resfria_bot.flow.close import close
from resfria_bot.flow.count import count_held
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.flow.scan import scan
from resfria_bot.store import mailboxes, runs


def run_cycle(desk: Desk, now: datetime) -> Report:
    """Everything once, as of `now`. Raises only what stops the whole cycle: no service, no group, no database."""
    report = Report()
    with desk.database.transaction() as tx:
        run = runs.begin(tx, now)
    members = _sync(desk, now)
    ask.reconcile(desk, now, report)
    settle.reconcile(desk, now, report)
    scan(desk, members, now, report)
    settle.settle(desk, now, report)
    count_held(desk, members, now, report)
    close(desk, now, report)
    ask.ask(desk, now, report)
    with desk.database.transaction() as tx:
        runs.finish(tx, run, report.as_json(), now)
    return report


def _sync(desk: Desk, now: datetime) -> Mapping[str, Person]:
    """The people in the scope, by address. The bot's own mailbox is read beside theirs, for the answers."""
    members = {person.address: person for person in desk.people.members(desk.bot.group_id)}
    members.pop(desk.bot.mailbox, None)
    if not members:
        raise GraphError("the group in scope.group_id has no members with a mailbox: nothing was read or changed")
    bot = Person(id=desk.bot.mailbox, address=desk.bot.mailbox)
    with desk.database.transaction() as tx:
        mailboxes.sync_people(tx, [*members.values(), bot], now)
    return members
