"""Whose mailboxes can be reached: those who take part, the bot's own, and nobody else's."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from resfria_bot.core.types import Cursor, Failure, Person, Window
from resfria_bot.errors import Denied, NotFound, ResfriaError
from resfria_bot.flow.check.finding import Finding, bad, good, note
from resfria_bot.flow.check.installation import Installation
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.exclusion import left_alone
from resfria_bot.graph import permissions
from resfria_bot.graph.faults import NoMailbox
from resfria_bot.graph.permissions import Need, Where

#: Members whose mailboxes are tried.
SAMPLE = 5
#: People outside the group whose mailboxes are tried: one might have none.
OUTSIDERS = 3

_DIRECT = "groups within a group do not count for a mailbox scope, so put people into the group itself"


@dataclass(frozen=True, slots=True)
class Reach:
    """What a read of nothing (a stretch of no length) came to in each calendar; None: it went well."""

    members: tuple[str, ...]
    outsiders: tuple[str, ...]
    calendars: Mapping[str, ResfriaError | None]

    def readable(self, addresses: Iterable[str]) -> list[str]:
        """Those that can be read."""
        return [address for address in addresses if self.calendars.get(address, NotFound()) is None]

    def denied(self, addresses: Iterable[str]) -> list[str]:
        """Those that the tenant keeps shut."""
        found = ((address, self.calendars.get(address)) for address in addresses)
        return [address for address, error in found if isinstance(error, Denied) and not isinstance(error, NoMailbox)]


def group(desk: Desk) -> list[Person]:
    """Everybody in the scope group; raises `NotFound` when there is nobody."""
    members = desk.people.members(desk.bot.group_id)
    if not any(person.has_exchange for person in members):
        raise NotFound("the group in scope.group_id has no members with a mailbox: add those who take part")
    return members


def group_in_words(members: list[Person]) -> str:
    """How many they are."""
    with_mailbox = sum(person.has_exchange for person in members)
    return f"{len(members)} people in the group, {with_mailbox} of them with a mailbox in Exchange Online"


def reach(desk: Desk, members: list[Person], now: datetime) -> Reach:
    """Try some of the members, the bot, and some who are neither."""
    shut = left_alone(desk)
    inside = tuple(_sample(sorted({p.address for p in members if p.has_exchange} - shut)))
    outside = tuple(_outsiders(desk, members))
    window = Window(start=now, end=now)
    cursors = [
        Cursor(mailbox=address, delta_link="", window=window)
        for address in dict.fromkeys((desk.bot.mailbox, *inside, *outside))
    ]
    found: dict[str, ResfriaError | None] = {}
    for result in desk.calendars.changes(cursors):
        if isinstance(result, Failure):
            error = result.error
            found[result.mailbox] = error if isinstance(error, ResfriaError) else ResfriaError(str(error))
        else:
            found[result.cursor.mailbox] = None
    return Reach(inside, outside, found)


def granted(installation: Installation, reach: Reach, roles: frozenset[str]) -> Iterator[Finding]:
    """Each needed permission: from the token, or, where Exchange grants it unseen, proved by using it."""
    wanted = permissions.needs(installation.mode, installation.features)
    for name in dict.fromkeys(need.permission for need in wanted):
        mine = [need for need in wanted if need.permission == name]
        yield _granted(installation, reach, mine, is_in_token=not permissions.missing(frozenset({name}), roles))


def members(reach: Reach) -> Finding | None:
    """Can those who take part be read? None where no calendar at all can be, which is told of the permission."""
    shut, count = reach.denied(reach.members), len(reach.members)
    if not reach.members or (len(shut) == count and not reach.readable(reach.calendars)):
        return None
    if shut:
        return bad("scope", f"{len(shut)} of {count} members tried are outside the mailbox scope: {_DIRECT}")
    return good("scope", f"{len(reach.readable(reach.members))} of {count} members tried can be read")


def limit(reach: Reach) -> Finding:
    """Does the scope limit anything? Somebody outside the group is expected to be refused."""
    if not reach.outsiders:
        return note("scope limit", "nobody outside the group was found to try: check it again when there is")
    if opened := reach.readable(reach.outsiders):
        return bad(
            "scope limit",
            f"{len(opened)} of {len(reach.outsiders)} mailboxes tried outside the group can be read, so the app can "
            "read every mailbox: take the mailbox permissions away in Entra and grant them through Exchange RBAC for "
            "Applications (resfria-bot check --permissions shows the commands)",
        )
    return good(
        "scope limit", f"{len(reach.outsiders)} mailboxes tried outside the group are refused, as they should be"
    )


def _granted(installation: Installation, reach: Reach, mine: list[Need], *, is_in_token: bool) -> Finding:
    name, where = mine[0].permission, " and ".join(need.where for need in mine)
    item = f"permission {name}"
    if is_in_token:
        return good(item, f"granted in Entra, for {where}")
    if Where.TENANT in [need.where for need in mine]:
        return bad(item, f"grant the application permission {name} with admin consent in Entra: {mine[0].why}")
    errors = [error for need in mine for error in _trials(installation, reach, need)]
    if any(error is None for error in errors):
        return good(item, f"not in the token, but proved by using it on {where}: granted through Exchange RBAC")
    if not any(isinstance(error, Denied) for error in errors):
        return note(item, "not in the token, and there is no mailbox to try it on")
    commands = "resfria-bot check --permissions shows the commands"
    return bad(item, f"neither in the token nor granted through Exchange RBAC for {where}: {commands}")


def _trials(installation: Installation, reach: Reach, need: Need) -> Iterator[ResfriaError | None]:
    """What using the permission came to, on one mailbox after another until it goes well."""
    desk, trials = installation.desk, installation.trials
    addresses = (desk.bot.mailbox,) if need.where is Where.BOT else reach.members
    if need.permission == "Calendars.Read":
        yield from (reach.calendars.get(address) for address in addresses)
        return
    if need.permission == "MailboxSettings.Read":
        for _, result in desk.people.settings(addresses):
            yield result if isinstance(result, ResfriaError) else None
        return
    attempts: Mapping[str, Callable[[str], None]] = {
        "Calendars.ReadWrite": trials.write_calendar,
        permissions.REPLIES: trials.read_inbox,
        permissions.DRAFTS: trials.write_drafts,
        permissions.ALERTS: trials.send_mail,
    }
    for address in addresses:
        try:
            attempts[need.permission](address)
        except ResfriaError as error:
            yield error
            continue
        yield None
        return


def _outsiders(desk: Desk, members: list[Person]) -> list[str]:
    """Some who are neither members, nor the bot, nor help: from the beginning of the directory."""
    known = {person.address for person in members} | {desk.bot.mailbox, desk.bot.support_address}
    known |= {helper.address for helper in desk.bot.helpers}
    try:
        found = desk.people.some()
    except ResfriaError:
        return []  # that the directory may not be read is told of the permission
    return [p.address for p in found if p.has_exchange and p.address not in known][:OUTSIDERS]


def _sample(addresses: list[str]) -> list[str]:
    return addresses[:: max(1, len(addresses) // SAMPLE)][:SAMPLE]
