"""Is this installation ready? Each item green or red, with the cause and the next step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from resfria_bot.core.types import Cursor, Failure, Window
from resfria_bot.errors import NotFound, ResfriaError
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.exclusion import left_alone
from resfria_bot.graph import permissions
from resfria_bot.graph.auth import Tokens
from resfria_bot.store import runs
from resfria_bot.store.sealing import keeps_own_key

#: A clock that is further off than this makes tokens look expired or not yet valid.
MOST_SKEW_SECONDS = 300

#: Calendars that are asked whether they allow Teams meetings.
SAMPLE = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One item of the check; `text` says what was found and, when it is not `ok`, what to do."""

    item: str
    ok: bool
    text: str


def check(
    desk: Desk, tokens: Tokens, mode: str, now: datetime, features: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """Look at everything that a cycle needs, without writing anything. Later items are tried even if one is red.

    `features`: permissions of what is switched on beside the mode, as `graph.permissions` names them.
    """
    yield _tried("database", lambda: _database(desk))
    yield _tried("sealing", lambda: _sealing(desk))
    yield _tried("credential", lambda: _credential(tokens))
    try:
        token = tokens.bearer()
    except ResfriaError:
        return
    yield from _permissions(token, mode, features)
    yield _clock(token, now)
    yield _tried("scope", lambda: _scope(desk))
    yield _tried("bot mailbox", lambda: _mailbox(desk, now))
    if mode == "convert":
        yield _tried("online meetings", lambda: _online(desk))


def _tried(item: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(item, True, look())
    except ResfriaError as error:
        return Finding(item, False, str(error))


def _database(desk: Desk) -> str:
    with desk.database.transaction() as tx:
        last = runs.last(tx, 1)
    return "can be read and written" + ("; no cycle has been run yet" if not last else "")


def _sealing(desk: Desk) -> str:
    with desk.database.transaction() as tx:
        if not keeps_own_key(tx):
            return "addresses are sealed with the keys that privacy.key_env names"
    return (
        "addresses are sealed with a key in the database itself, so that whoever has a copy of it can read them: make "
        "a key with resfria-bot key, keep it apart, and name it in privacy.key_env"
    )


def _credential(tokens: Tokens) -> str:
    tokens.bearer()
    return "the sign-in service gave a token"


def _permissions(token: str, mode: str, features: frozenset[str]) -> Iterator[Finding]:
    granted, wanted = permissions.granted(token), permissions.needed(mode, features)
    lacking = permissions.missing(wanted, granted)
    for name in sorted(wanted):
        advice = (
            f"grant the application permission {name} with admin consent, or through Exchange RBAC for Applications"
        )
        yield Finding(f"permission {name}", name not in lacking, advice if name in lacking else "granted")
    for name in sorted(permissions.superfluous(wanted, granted)):
        text = f"granted, but mode {mode} has no use for it with these settings: take it away"
        yield Finding(f"permission {name}", True, text)


def _clock(token: str, now: datetime) -> Finding:
    issued = permissions.issued_at(token)
    if issued is None:
        return Finding("clock", True, "the token names no time to compare with")
    skew = abs((now - issued).total_seconds())
    if skew <= MOST_SKEW_SECONDS:
        return Finding("clock", True, "agrees with the sign-in service")
    return Finding("clock", False, f"is {skew:.0f} seconds off from the sign-in service: set the clock, by NTP say")


def _scope(desk: Desk) -> str:
    members = desk.people.members(desk.bot.group_id)
    if not members:
        raise NotFound("the group in scope.group_id has no members with a mailbox: add those who take part")
    with_mailbox = sum(person.has_exchange for person in members)
    return f"{len(members)} people in the group, {with_mailbox} of them with a mailbox in Exchange Online"


def _mailbox(desk: Desk, now: datetime) -> str:
    cursor = Cursor(mailbox=desk.bot.mailbox, delta_link="", window=Window(start=now, end=now))
    for result in desk.calendars.changes([cursor]):
        if isinstance(result, Failure):
            raise result.error if isinstance(result.error, ResfriaError) else ResfriaError(str(result.error))
    return f"{desk.bot.mailbox} can be read"


def _online(desk: Desk) -> str:
    found = {person.address for person in desk.people.members(desk.bot.group_id) if person.has_exchange}
    members = sorted(found - left_alone(desk))
    sample = members[:: max(1, len(members) // SAMPLE)][:SAMPLE]
    allowed = sum(desk.calendars.allows_teams(address) for address in sample)
    if sample and not allowed:
        raise NotFound(f"none of {len(sample)} calendars tried allows Teams meetings: check licence and meeting policy")
    return f"{allowed} of {len(sample)} calendars tried allow Teams meetings"
