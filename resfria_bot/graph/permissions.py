"""Which application permissions each mode needs, and what the token really carries."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime

#: What every mode needs. Sources: Microsoft Graph permissions reference (August 2026), least privilege per call.
_READ = frozenset({"Calendars.Read", "GroupMember.Read.All", "MailboxSettings.Read", "User.Read.All"})
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


def needed(mode: str, features: frozenset[str] = frozenset()) -> frozenset[str]:
    """Application permissions of the mode and the features that are switched on.

    Reading only for `observe`; asking and converting write calendars too.
    """
    if mode == "observe":
        return _READ | features
    return _READ - {"Calendars.Read"} | {"Calendars.ReadWrite"} | features


def missing(wanted: frozenset[str], granted: frozenset[str]) -> frozenset[str]:
    """Needed permissions that neither are granted nor are part of a granted one."""
    return frozenset(p for p in wanted if p not in granted and not _INCLUDES.get(p, frozenset()) & granted)


def superfluous(wanted: frozenset[str], granted: frozenset[str]) -> frozenset[str]:
    """Granted permissions that nobody has a use for: each is a risk without a reason."""
    return granted - wanted


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
