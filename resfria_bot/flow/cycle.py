"""One full cycle: who takes part, what changed, what was answered, what is over, whom to ask."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from resfria_bot.core.rollout import Phase
from resfria_bot.core.types import Address, Person
from resfria_bot.errors import ResfriaError
from resfria_bot.flow import ask, directory, first_time, orphans, replies, settle, webcast
from resfria_bot.flow.close import close
from resfria_bot.flow.count import count_held
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.purge import purge_daily
from resfria_bot.flow.report import Report
from resfria_bot.flow.scan import scan
from resfria_bot.store import figures, mailboxes, marks, runs

#: Name of the mark that tells the groups of the phase in which the calendars were last read.
PILOT = "pilot"
#: Reads what changed in the calendars of these members, or has it read.
Scan = Callable[[Desk, Mapping[str, Person], datetime, Report], None]


def run_cycle(desk: Desk, now: datetime, scan: Scan = scan) -> Report:
    """Everything once, as of `now`. Raises only what stops the whole cycle: no service, no group, no database."""
    report = Report()
    with desk.database.transaction() as tx:
        run = runs.begin(tx, now)
    desk = of_the_day(desk, now, report)
    members = directory.sync(desk, now, report)
    desk = replies.hear(desk, now, report)
    ask.reconcile(desk, now, report)
    settle.reconcile(desk, now, report)
    scan(desk, members, now, report)
    replies.leave_alone(desk, now)
    settle.settle(desk, now, report)
    webcast.put_drafts(desk, now, report)
    count_held(desk, members, now, report)
    close(desk, now, report)
    first_time.follow(desk, now, report)
    orphans.take_back(desk, now, report)
    purge_daily(desk, now)
    ask.ask(desk, now, report)
    with desk.database.transaction() as tx:
        figures.refresh(tx, desk.organisation.time_zone, now)
        runs.finish(tx, run, report.as_json(), now)
    return report


def of_the_day(desk: Desk, now: datetime, report: Report) -> Desk:
    """The desk with the rules of the phase that holds today."""
    phase = desk.rollout.phase_on(desk.day(now))
    pilot = _pilot(desk, phase, report)
    # A case counts its people of the pilot when its meeting is read: with other groups everything is read anew.
    groups = " ".join(phase.group_ids)
    with desk.database.transaction() as tx:
        if marks.get(tx, PILOT) != groups:
            mailboxes.reread(tx)
            marks.put(tx, PILOT, groups, now)
    helper = desk.helper(now) or Address(desk.bot.support_address, desk.bot.support_name)
    bot = replace(
        desk.bot,
        asks=phase.mode != "observe",
        converts=phase.mode == "convert",
        support_name=helper.name,
        support_address=helper.address,
    )
    return replace(desk, bot=bot, pilot=pilot)


def _pilot(desk: Desk, phase: Phase, report: Report) -> frozenset[str] | None:
    """Addresses of those the phase is for; None when it is for everybody. A group that cannot be read asks nobody."""
    if not phase.group_ids:
        return None
    found: set[str] = set()
    for group_id in phase.group_ids:
        try:
            found.update(person.address for person in desk.people.members(group_id, "rollout.phase"))
        except ResfriaError as error:
            report.note(f"Nobody is asked for the sake of a group in rollout.phase: {error}.")
    return frozenset(found)
