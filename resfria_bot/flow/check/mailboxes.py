"""The mailboxes themselves: the bot's, and how those of the members are set."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from resfria_bot.core.types import MailboxSettings
from resfria_bot.errors import Denied, NotFound
from resfria_bot.flow.check.finding import Finding, bad, good, tried
from resfria_bot.flow.check.installation import Installation
from resfria_bot.flow.check.scope import Reach
from resfria_bot.flow.desk import Desk

#: Half a year apart, so that zones which differ in summer only are told apart.
_HALF_A_YEAR = timedelta(days=182)


def bot(installation: Installation, reach: Reach, *, may_write: bool) -> Finding | None:
    """Is the bot's mailbox there, and open to it? None where no calendar at all is, which is told of the permission.

    `may_write`: the permission is there, so whether it holds for this mailbox is tried too.
    """
    mailbox, error = installation.desk.bot.mailbox, reach.calendars.get(installation.desk.bot.mailbox)
    if error is None:
        return tried("bot mailbox", lambda: _usable(installation, may_write=may_write))
    if isinstance(error, NotFound):
        advice = "make a shared mailbox with this address, or name the right one in bot.mailbox"
        return bad("bot mailbox", f"there is no mailbox {mailbox} in the tenant: {advice}")
    if isinstance(error, Denied) and not reach.readable(reach.calendars):
        return None
    return bad("bot mailbox", str(error))


def inbox(installation: Installation) -> Finding:
    """Can STOPP be heard?"""
    mailbox = installation.desk.bot.mailbox

    def look() -> str:
        installation.trials.read_inbox(mailbox)
        return "the inbox of the bot's mailbox can be read: STOPP is heard"

    return tried("replies", look)


def online(desk: Desk, reach: Reach) -> Finding:
    """May meetings become Teams meetings, for some of those who organise them?"""
    sample = reach.readable(reach.members)

    def look() -> str:
        allowed = sum(desk.calendars.allows_teams(address) for address in sample)
        if sample and not allowed:
            advice = "check licence and meeting policy"
            raise NotFound(f"none of {len(sample)} calendars tried allows Teams meetings: {advice}")
        return f"{allowed} of {len(sample)} calendars tried allow Teams meetings"

    return tried("online meetings", look)


def zones(desk: Desk, reach: Reach, now: datetime) -> Finding | None:
    """Do people live by the clock that the configuration names? None where their settings cannot be read."""
    zone = desk.organisation.time_zone
    found = [result.working_hours.time_zone for result in _settings(desk, reach)]
    if not found:
        return None
    others = [each for each in found if not _agree(each, zone, now)]
    if 2 * len(others) > len(found):
        text = f"{len(others)} of {len(found)} mailboxes tried are set to {others[0]}, not to {zone}"
        return bad("time zone", f"{text}: correct organisation.time_zone, or the settings of the mailboxes")
    return good("time zone", f"{len(found) - len(others)} of {len(found)} mailboxes tried keep the time of {zone}")


def _usable(installation: Installation, *, may_write: bool) -> str:
    mailbox = installation.desk.bot.mailbox
    if installation.mode == "observe" or not may_write:
        return f"{mailbox} can be read"
    installation.trials.write_calendar(mailbox)
    return f"{mailbox} can be read, and can invite: tried without writing anything"


def _settings(desk: Desk, reach: Reach) -> Iterator[MailboxSettings]:
    for _, result in desk.people.settings(reach.readable(reach.members)):
        if not isinstance(result, Exception):
            yield result


def _agree(one: str, other: str, now: datetime) -> bool:
    """Zones go by many names: those that tell the same time are the same here."""
    moments = (now, now + _HALF_A_YEAR)
    return all(at.astimezone(ZoneInfo(one)).utcoffset() == at.astimezone(ZoneInfo(other)).utcoffset() for at in moments)
