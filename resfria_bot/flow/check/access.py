"""The way in: credential, clock, and what the token carries."""

from collections.abc import Iterator
from datetime import datetime

from resfria_bot.errors import Denied, GraphError, ResfriaError
from resfria_bot.flow.check.finding import Finding, bad, good, note
from resfria_bot.flow.check.installation import Installation
from resfria_bot.graph import certificate, permissions

#: A clock that is further off than this makes tokens look expired or not yet valid.
MOST_SKEW_SECONDS = 300
#: So long before its end a credential should be renewed.
RENEWAL_DAYS = 30


def credential(installation: Installation, now: datetime) -> Finding:
    """Is there a token, and how long will there be? An expired certificate is named as such."""
    used = installation.credential
    try:
        if used.kind == "certificate":
            end = certificate.expires_at(used.certificate_path, used.certificate_passphrase)
            if end <= now:
                advice = "make a new one, upload its public part in Entra and put it in graph.certificate_path"
                return bad("credential", f"the certificate expired on {end:%Y-%m-%d}: {advice}")
        installation.tokens.bearer()
    except ResfriaError as error:
        return bad("credential", str(error))
    return good("credential", "the sign-in service gave a token")


def expiry(installation: Installation, now: datetime) -> Finding | None:
    """When the credential has to be renewed; None where nothing expires."""
    used = installation.credential
    if used.kind == "certificate":
        end = certificate.expires_at(used.certificate_path, used.certificate_passphrase)
        return _expiry(f"the certificate expires on {end:%Y-%m-%d}", end, now)
    if used.kind != "secret":
        return None
    try:
        ends = installation.applications.secrets_expire_at(used.client_id)
    except (Denied, GraphError):
        text = "when the secret expires may not be read, which is as it should be: look in Entra and note the day"
        return note("expiry", text)
    except ResfriaError as error:
        return note("expiry", str(error))
    if not ends:
        return note("expiry", "Entra shows no secret of the application: look there when the one in use expires")
    which = "the secret expires" if len(ends) == 1 else f"the last of {len(ends)} secrets expires"
    return _expiry(f"{which} on {ends[0]:%Y-%m-%d}", ends[0], now)


def clock(token: str, now: datetime) -> Finding:
    """Does the clock here agree with that of the sign-in service?"""
    issued = permissions.issued_at(token)
    if issued is None:
        return note("clock", "the token names no time to compare with")
    skew = abs((now - issued).total_seconds())
    if skew <= MOST_SKEW_SECONDS:
        return good("clock", "agrees with the sign-in service")
    return bad("clock", f"is {skew:.0f} seconds off from the sign-in service: set the clock, by NTP say")


def superfluous(installation: Installation, granted: frozenset[str]) -> Iterator[Finding]:
    """What the token carries beyond what is needed: it works, and is a risk without a reason."""
    wanted = permissions.needed(installation.mode, installation.features)
    for name in sorted(permissions.superfluous(wanted, granted)):
        text = f"granted, but mode {installation.mode} has no use for it with these settings: take it away"
        yield note(f"permission {name}", text)


def _expiry(text: str, end: datetime, now: datetime) -> Finding:
    days = (end - now).days
    if days < 0:
        return bad("expiry", f"{text}, which is past: make a new one in Entra and put it in its place")
    if days < RENEWAL_DAYS:
        return note("expiry", f"{text}, in {days} days: renew it now, both hold at the same time")
    return good("expiry", f"{text}, in {days} days")
