"""Who takes part: the scope group as it is now, and what to do about those who are no longer in it."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from resfria_bot.core.cases import meeting_id_in
from resfria_bot.core.types import Person
from resfria_bot.errors import GraphError
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.exclusion import end_cases, left_alone
from resfria_bot.flow.report import Report
from resfria_bot.store import mailboxes, marks

#: Fewer people missing than this are never suspicious, unless nobody is left.
SUSPICIOUS_COUNT = 3
#: After which a second read is believed: whoever emptied the group by accident has noticed by then.
PATIENCE = timedelta(days=1)
ALARM = "group"
#: Name of the mark that tells since when the group has been doubted, and its value once an administrator has agreed.
DOUBT = "group"
ACCEPTED = "accepted"


def sync(desk: Desk, now: datetime, report: Report) -> Mapping[str, Person]:
    """The people in the scope, by address. The bot's own mailbox is read beside theirs, for the answers.

    A group that has lost most of its people at once is doubted: those who are missing are neither read nor asked, and
    nothing of theirs is withdrawn, until a read a day later agrees or an administrator does.
    """
    members = {person.address: person for person in desk.people.members(desk.bot.group_id)}
    apart = left_alone(desk)
    for address in (desk.bot.mailbox, *apart):
        members.pop(address, None)
    bot = Person(id=desk.bot.mailbox, address=desk.bot.mailbox)
    with desk.database.transaction() as tx:
        end_cases(tx, apart, now)
        known = mailboxes.follow_moves(tx, members.values(), partial(meeting_id_in, desk.organisation.name))
        missing = {m.person.address for m in known if m.left_at is None} - members.keys() - {bot.address}
        staying = sum(m.left_at is None for m in known) - len(missing)
        doubtful = missing - set(apart)  # who is left alone by the configuration is not missing by accident
        absent = doubtful if _is_doubted(tx, len(doubtful), staying, now) else frozenset()
        if members or missing:
            mailboxes.sync_people(tx, [*members.values(), bot], now, absent)
    if absent:
        report.alarm(ALARM, _doubt(len(absent), len(members)))
    elif missing:
        report.note(f"{len(missing)} of those in scope have left: their questions are taken back.")
    if not members and (absent or not missing):
        raise GraphError(_doubt(len(absent), 0))
    _note_without_mailbox(members.values(), report)
    return members


def accept(desk: Desk, now: datetime) -> None:
    """An administrator says that the group is right as it is: the next read of it is believed."""
    with desk.database.transaction() as tx:
        marks.put(tx, DOUBT, ACCEPTED, now)


def _is_doubted(tx: Connection, missing: int, staying: int, now: datetime) -> bool:
    """Is this change of the group still to be confirmed? Remembers since when, and forgets when all is well."""
    since = marks.get(tx, DOUBT)
    is_suspicious = missing > 0 and (staying <= 1 or (missing >= SUSPICIOUS_COUNT and missing > staying - 1))
    if not is_suspicious or since == ACCEPTED:
        marks.put(tx, DOUBT, "", now)
        return False
    if since and now - datetime.fromisoformat(since) >= PATIENCE:
        marks.put(tx, DOUBT, "", now)
        return False
    if not since:
        marks.put(tx, DOUBT, now.isoformat(), now)
    return True


def _doubt(missing: int, members: int) -> str:
    has = f"has {members}" if members else "has no members"
    lost = f" and has lost {missing} at once" if missing else ""
    advice = "; if it is right, confirm it with run --accept-group, else a read a day later decides" if missing else ""
    return f"the group in scope.group_id {has} with a mailbox{lost}: nothing of theirs was read or changed{advice}"


def _note_without_mailbox(members: Collection[Person], report: Report) -> None:
    without = sum(not person.has_exchange for person in members)
    if without:
        report.note(f"{without} of those in scope have no mailbox in Exchange Online: their calendars are not read.")
