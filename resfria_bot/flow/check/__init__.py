"""Is this installation ready? Each item green or red, with the cause and the next step."""

from collections.abc import Iterator
from datetime import datetime

from resfria_bot.core.types import Person
from resfria_bot.errors import Denied, ResfriaError
from resfria_bot.flow.check import access, machine, mailboxes, pages, scope
from resfria_bot.flow.check.finding import Finding, bad, good
from resfria_bot.flow.check.installation import Installation
from resfria_bot.graph import permissions
from resfria_bot.graph.faults import Unreachable
from resfria_bot.graph.permissions import Where

__all__ = ["Finding", "Installation", "check"]


def check(installation: Installation, now: datetime) -> Iterator[Finding]:
    """Look at everything that a cycle needs, without changing anything.

    One fault is told once: what cannot be looked at because of it is left out.
    """
    yield good("configuration", _in_words(installation))
    yield from machine.findings(installation, now)
    if links := pages.links(installation.public_url):
        yield links
    credential = access.credential(installation, now)
    yield credential
    if credential.ok:
        yield from _tenant(installation, installation.tokens.bearer(), now)


def _in_words(installation: Installation) -> str:
    switched = sorted(installation.features)
    also = f", and features that take {', '.join(switched)}" if switched else ""
    return f"can be used: mode {installation.mode}{also}"


def _tenant(installation: Installation, token: str, now: datetime) -> Iterator[Finding]:
    yield access.clock(token, now)
    roles = permissions.granted(token)
    try:
        members = scope.group(installation.desk)
    except Unreachable as error:
        yield bad("graph", str(error))
        return
    except Denied:
        yield from _denied(installation, roles)
        return
    except ResfriaError as error:
        yield bad("group", str(error))
        return
    yield good("group", scope.group_in_words(members))
    if expiry := access.expiry(installation, now):
        yield expiry
    yield from _mailboxes(installation, members, roles, now)
    yield from access.superfluous(installation, roles)


def _denied(installation: Installation, roles: frozenset[str]) -> Iterator[Finding]:
    """The directory may not be read, so that nobody's mailbox is known: name the permissions that it takes."""
    for need in permissions.needs(installation.mode, installation.features):
        if need.where is Where.TENANT and permissions.missing(frozenset({need.permission}), roles):
            text = f"grant the application permission {need.permission} with admin consent in Entra: {need.why}"
            yield bad(f"permission {need.permission}", text)


def _mailboxes(
    installation: Installation, members: list[Person], roles: frozenset[str], now: datetime
) -> Iterator[Finding]:
    desk = installation.desk
    try:
        reach = scope.reach(desk, members, now)
    except ResfriaError as error:
        yield bad("scope", str(error))
        return
    found = list(scope.granted(installation, reach, roles))
    yield from found
    lacking = {finding.item for finding in found if not finding.ok}
    bot = mailboxes.bot(installation, reach, may_write="permission Calendars.ReadWrite" not in lacking)
    yield from (each for each in (scope.members(reach), scope.limit(reach), bot) if each)
    hears = permissions.REPLIES in installation.features and f"permission {permissions.REPLIES}" not in lacking
    if bot and bot.ok and hears:
        yield mailboxes.inbox(installation)
    if installation.mode == "convert":
        yield mailboxes.online(desk, reach)
    if zones := mailboxes.zones(desk, reach, now):
        yield zones
