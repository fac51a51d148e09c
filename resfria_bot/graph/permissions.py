"""Which application permissions each mode and feature needs, for whom, and what the token really carries."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

#: What a feature needs beside its mode, where it is switched on: each for the mailboxes it touches, and no others.
REPLIES = "Mail.Read"  #: `bot.read_replies`: the bot's own inbox
DRAFTS = "Mail.ReadWrite"  #: `webcast.drafts`: of those who ask for a webcast
ALERTS = "Mail.Send"  #: `alerts.address`: from the bot's mailbox
ROOMS = "Place.Read.All"  #: `rooms.suggest`
FEED = "TeamsActivity.Send"  #: `teams_app.app_id`

#: Permissions that contain another one.
_INCLUDES: Mapping[str, frozenset[str]] = {
    "Calendars.Read": frozenset({"Calendars.ReadWrite"}),
    "GroupMember.Read.All": frozenset({"GroupMember.ReadWrite.All", "Group.Read.All", "Directory.Read.All"}),
    "Mail.Read": frozenset({"Mail.ReadWrite"}),
    "MailboxSettings.Read": frozenset({"MailboxSettings.ReadWrite"}),
    "User.Read.All": frozenset({"User.ReadWrite.All", "Directory.Read.All"}),
}


class Where(StrEnum):
    """For whom a permission is needed. Exchange can limit one to mailboxes; the directory knows no such limit."""

    TENANT = "the tenant"
    MEMBERS = "the mailboxes of those who take part"
    BOT = "the bot's mailbox"


@dataclass(frozen=True, slots=True)
class Need:
    """One permission, for whom, and what cannot be done without it."""

    permission: str
    where: Where
    why: str

    @property
    def role(self) -> str:
        """The role of Exchange RBAC for Applications; empty for what only Entra can grant."""
        return "" if self.where is Where.TENANT else f"Application {self.permission}"


_PEOPLE = (
    Need("GroupMember.Read.All", Where.TENANT, "who is in the group of those who take part"),
    Need("User.Read.All", Where.TENANT, "address, department and office, and whether they have Exchange and Teams"),
    Need("MailboxSettings.Read", Where.MEMBERS, "working hours, language and out of office: when not to ask"),
)
_OF_MODE: Mapping[str, tuple[Need, ...]] = {
    "observe": (
        Need("Calendars.Read", Where.MEMBERS, "which meetings there are, and what changed since the last cycle"),
        Need("Calendars.Read", Where.BOT, "whether questions of an earlier time have been answered"),
    ),
    "suggest": (
        Need("Calendars.Read", Where.MEMBERS, "which meetings there are, and what changed since the last cycle"),
        Need("Calendars.ReadWrite", Where.BOT, "to invite the organiser to the question, and to read the answer"),
    ),
    "convert": (
        Need("Calendars.ReadWrite", Where.MEMBERS, "which meetings there are; on a yes, to make the meeting online"),
        Need("Calendars.ReadWrite", Where.BOT, "to invite the organiser to the question, and to read the answer"),
    ),
}
_OF_FEATURE: Mapping[str, Need] = {
    REPLIES: Need(REPLIES, Where.BOT, "a mail that says STOPP is heard"),
    DRAFTS: Need(DRAFTS, Where.MEMBERS, "the ready message lies among the person's drafts"),
    ALERTS: Need(ALERTS, Where.BOT, "IT is told when cycles fail"),
    ROOMS: Need(ROOMS, Where.TENANT, "which rooms there are, and their equipment"),
    FEED: Need(FEED, Where.TENANT, "a line in the activity feed"),
}
_KEYS: Mapping[str, str] = {
    REPLIES: "bot.read_replies",
    DRAFTS: "webcast.drafts",
    ALERTS: "alerts.address",
    ROOMS: "rooms.suggest",
    FEED: "teams_app.app_id",
}


def needs(mode: str, features: frozenset[str] = frozenset()) -> tuple[Need, ...]:
    """The least that the mode and the features that are switched on can do with, the directory first.

    Source: Microsoft Graph permissions reference (August 2026), least privilege of each call.
    """
    extra = tuple(_OF_FEATURE[name] for name in sorted(features))
    return tuple(sorted((*_PEOPLE, *_OF_MODE[mode], *extra), key=lambda need: list(Where).index(need.where)))


def catalogue() -> tuple[tuple[str, Need], ...]:
    """Every need there is, each with when it is one: always, a mode, or the key that switches a feature on."""
    modes = tuple((f"mode {mode}", need) for mode, found in _OF_MODE.items() for need in found)
    return (*(("always", need) for need in _PEOPLE), *modes, *((_KEYS[name], n) for name, n in _OF_FEATURE.items()))


def needed(mode: str, features: frozenset[str] = frozenset()) -> frozenset[str]:
    """Names of the application permissions that the mode and the features need."""
    return frozenset(need.permission for need in needs(mode, features))


def missing(wanted: frozenset[str], granted: frozenset[str]) -> frozenset[str]:
    """Needed permissions that neither are granted nor are part of a granted one."""
    return frozenset(p for p in wanted if p not in granted and not _INCLUDES.get(p, frozenset()) & granted)


def superfluous(wanted: frozenset[str], granted: frozenset[str]) -> frozenset[str]:
    """Granted permissions that nobody has a use for, and that are no part of a needed one: a risk without a reason."""
    return frozenset(p for p in granted - wanted if not _INCLUDES.get(p, frozenset()) & wanted)


def granted(token: str) -> frozenset[str]:
    """The `roles` of an access token. Read for advice only, so its signature is Graph's affair and not checked here."""
    roles = _claims(token).get("roles")
    return frozenset(str(role) for role in roles) if isinstance(roles, list) else frozenset()


def issued_at(token: str) -> datetime | None:
    """When the token was issued by the sign-in service's clock; None when the token does not say."""
    seconds = _claims(token).get("iat")
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None


def _claims(token: str) -> Mapping[str, object]:
    parts = token.split(".")
    if len(parts) != 3:
        return {}
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}
