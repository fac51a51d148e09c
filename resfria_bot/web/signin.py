"""Signing in: through Entra with a code, or at the machine itself with a link that works once."""

import secrets
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from starlette.responses import RedirectResponse, Response

from resfria_bot.errors import Denied, ResfriaError
from resfria_bot.graph.visitors import Visitors
from resfria_bot.logbook import Entry
from resfria_bot.store import mailboxes
from resfria_bot.web.identity import Identity, everything, identity_of
from resfria_bot.web.visit import Halt, Visit

log = structlog.get_logger("web")

#: Cookie that carries a sign-in from its beginning to its end, and how long that may take.
FLOW, FLOW_SECONDS = "resfria-sign-in", 600
#: How long a local link waits to be used.
LINK_LIFETIME = timedelta(minutes=5)


class LocalLinks:
    """Links for whoever sits at the machine: each lets one browser in, once, within some minutes."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._waiting: dict[str, tuple[datetime, str]] = {}
        self._lock = threading.Lock()

    def make(self, address: str = "") -> str:
        """The secret part of a new link; whoever uses it has that mail address."""
        made = secrets.token_urlsafe(24)
        with self._lock:
            self._waiting[made] = self._clock() + LINK_LIFETIME, address
        return made

    def use(self, text: str) -> str | None:
        """The mail address of whoever this link lets in, which it does no more; None when it was not waiting."""
        with self._lock:
            until, address = self._waiting.pop(text, (None, ""))
        return address if until is not None and self._clock() < until else None


class SignIn:
    """The views of signing in and out. Without `visitors` (no tenant to ask) only local links work."""

    def __init__(self, visitors: Visitors | None, links: LocalLinks) -> None:
        self._visitors = visitors
        self._links = links

    def begin(self, visit: Visit) -> Response:
        """Send the browser to Entra, and remember in a signed cookie what was asked for."""
        if self._visitors is None:
            raise Halt(401, "Sign in with the link that the program shows where it was started.")
        try:
            flow = self._visitors.begin(_return_address(visit))
        except ResfriaError as error:
            raise _refused(error) from error
        answer = RedirectResponse(str(flow["auth_uri"]), 303)
        kept = {"flow": dict(flow), "next": _safe(visit.query.get("next", "/"))}
        answer.set_cookie(
            FLOW, visit.site.cookies.write(kept), FLOW_SECONDS, httponly=True, samesite="lax", secure=_is_https(visit)
        )
        return answer

    def finish(self, visit: Visit) -> Response:
        """Back from Entra: a session for whoever it says has signed in."""
        kept = visit.site.cookies.read(visit.request.cookies.get(FLOW, ""))
        if self._visitors is None or not isinstance(kept, dict):
            raise Halt(400, "The sign-in took too long: begin again.")
        try:
            claims = self._visitors.finish(kept["flow"], visit.query)
        except ResfriaError as error:
            raise _refused(error) from error
        return _let_in(visit, _identity(visit, claims, self._visitors), kept["next"])

    def local(self, visit: Visit) -> Response:
        """The link that was shown where the program runs: it works once."""
        address = self._links.use(visit.path["link"])
        if address is None:
            raise Halt(410, "This link has been used, or has waited too long: start the program again for a new one.")
        until = visit.now + visit.site.cookies.lifetime
        return _let_in(visit, everything(address or visit.site.settings.bot.mailbox, "", until), "/log")

    def out(self, visit: Visit) -> Response:
        """End the session in this browser."""
        answer = visit.onward("/")
        for name in (_cookie_name(visit), FLOW):
            answer.delete_cookie(name, secure=_is_https(visit), httponly=True)
        return answer


def _refused(error: ResfriaError) -> Halt:
    """What the person is told; IT finds the reason in the log."""
    log.warning(Entry.SIGN_IN_FAILED, reason=str(error))
    if isinstance(error, Denied):
        return Halt(403, "The sign-in was refused: begin again, and tell IT if it goes on.")
    return Halt(503, "The sign-in service does not answer: try again in a while.")


def _identity(visit: Visit, claims: Mapping[str, Any], visitors: Visitors) -> Identity:
    rules = visit.site.settings.web.roles
    groups = visitors.groups(claims, frozenset(rule.group_id for rule in rules))
    address = _address(visit, claims)
    until = visit.now + visit.site.cookies.lifetime
    return identity_of(address, str(claims.get("name") or address), groups, rules, until)


def _address(visit: Visit, claims: Mapping[str, Any]) -> str:
    """The mail address under which we know the person; people may sign in with another name than that."""
    told = str(claims.get("preferred_username") or claims.get("email") or "").lower()
    identity = str(claims.get("oid") or "")
    with visit.site.database.transaction() as tx:
        known = mailboxes.get(tx, told)
        if known is not None and known.person.id == identity:
            return told
        return next((m.person.address for m in mailboxes.all_mailboxes(tx) if m.person.id == identity), told)


def _let_in(visit: Visit, identity: Identity, onward: str) -> Response:
    answer = RedirectResponse(onward, 303)
    seconds = int(visit.site.cookies.lifetime.total_seconds())
    answer.set_cookie(
        _cookie_name(visit),
        visit.site.cookies.write_identity(identity),
        seconds,
        httponly=True,
        samesite="lax",
        secure=_is_https(visit),
    )
    answer.delete_cookie(FLOW)
    return answer


def _return_address(visit: Visit) -> str:
    public = visit.site.settings.web.public_url
    base = public or str(visit.request.base_url).rstrip("/")
    return f"{base}/sign-in/done"


def _cookie_name(visit: Visit) -> str:
    return "__Host-resfria" if _is_https(visit) else "resfria"


def _is_https(visit: Visit) -> bool:
    return urlsplit(visit.site.settings.web.public_url).scheme == "https"


def _safe(path: str) -> str:
    """Where to go after signing in: a page of ours, never another site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
