"""The service: which handler answers which path, and what the application must be allowed for it."""

import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resfria_bot.sandbox import calendars, ids, letters, messages, moments, people
from resfria_bot.sandbox.call import Answer, Call, Handler
from resfria_bot.sandbox.delta import Rounds
from resfria_bot.sandbox.query import Options, Prefer
from resfria_bot.sandbox.refusal import Refusal, access_denied
from resfria_bot.sandbox.subscriptions import Subscriptions
from resfria_bot.sandbox.tenant import Tenant

_BASIC = frozenset({"Calendars.ReadBasic", "Calendars.ReadBasic.All", "Calendars.Read", "Calendars.ReadWrite"})
_READ = frozenset({"Calendars.Read", "Calendars.ReadWrite"})
_WRITE = frozenset({"Calendars.ReadWrite"})
_SETTINGS = frozenset({"MailboxSettings.Read", "MailboxSettings.ReadWrite"})
_MAIL = frozenset({"Mail.Send"})
_PLACES = frozenset({"Place.Read.All"})
_INBOX = frozenset({"Mail.Read", "Mail.ReadWrite"})
_DRAFTS = frozenset({"Mail.ReadWrite"})
_FEED = frozenset({"TeamsActivity.Send", "TeamsActivity.Send.User"})
_USERS = frozenset({"User.ReadBasic.All", "User.Read.All", "User.ReadWrite.All", "Directory.Read.All"})
_GROUPS = frozenset({"GroupMember.ReadBasic.All", "GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"})

_Route = tuple[str, str, frozenset[str], Handler]

_ROUTES: tuple[_Route, ...] = (
    ("GET", "users", _USERS, people.users),
    ("GET", "users/*", _USERS, people.user),
    ("GET", "groups/*", _GROUPS, people.group),
    ("GET", "groups/*/transitivemembers", _GROUPS, people.members),
    ("GET", "groups/*/transitivemembers/user", _GROUPS, people.user_members),
    ("GET", "places/room", _PLACES, people.rooms),
    ("GET", "users/*/mailboxsettings", _SETTINGS, calendars.settings),
    ("GET", "users/*/calendar", _BASIC, calendars.calendar),
    ("GET", "users/*/calendars", _BASIC, calendars.all_calendars),
    ("POST", "users/*/calendar/getschedule", _BASIC, calendars.schedule),
    ("GET", "users/*/calendarview", _BASIC, calendars.view),
    ("GET", "users/*/calendarview/delta", _READ, calendars.delta),
    ("GET", "users/*/events", _BASIC, calendars.entries),
    ("POST", "users/*/events", _WRITE, calendars.create),
    ("GET", "users/*/events/*", _BASIC, calendars.event),
    ("PATCH", "users/*/events/*", _WRITE, calendars.change),
    ("DELETE", "users/*/events/*", _WRITE, calendars.delete),
    ("GET", "users/*/events/*/instances", _BASIC, calendars.instances),
    ("POST", "users/*/events/*/accept", _WRITE, calendars.reply("accepted")),
    ("POST", "users/*/events/*/decline", _WRITE, calendars.reply("declined")),
    ("POST", "users/*/events/*/tentativelyaccept", _WRITE, calendars.reply("tentativelyAccepted")),
    ("POST", "users/*/events/*/cancel", _WRITE, calendars.cancel),
    ("GET", "users/*/mailfolders/inbox/messages/delta", _INBOX, messages.inbox_delta),
    ("GET", "users/*/messages", _INBOX, messages.entries),
    ("POST", "users/*/messages", _DRAFTS, messages.create),
    ("POST", "users/*/teamwork/sendactivitynotification", _FEED, people.notify),
    ("POST", "users/*/sendmail", _MAIL, letters.send),
)
#: Segments that may stand between the user and the events of their one calendar.
_IN_CALENDAR = frozenset({"events", "calendarview"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request as it was sent: `target` is path and query below the service's root."""

    method: str
    target: str
    headers: Mapping[str, str]  #: by lower-case name
    body: Any = None  #: decoded JSON
    root: str = ""  #: absolute address of the service, as the caller writes it

    @property
    def path(self) -> str:
        """The path without the query."""
        return self.target.partition("?")[0]


class Api:
    """Answers requests; one at a time, as the tenant has one lock."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.rounds = Rounds(tenant)
        self.subscriptions = Subscriptions()
        tenant.watchers.append(self.subscriptions.note)
        self._routes = (*_ROUTES, *_subscribing(self.subscriptions))

    def answer(self, sent: Sent) -> Answer:
        """The answer to a request of an application that has signed in; refusals in Graph's shape."""
        try:
            with self.tenant.lock:
                return self._answer(sent)
        except Refusal as refusal:
            return refused(refusal, self.tenant)

    def mailbox_of(self, path: str) -> str:
        """Address of the mailbox that a path touches; empty for the directory."""
        segments = split(path)
        if len(segments) < 3 or segments[0].lower() != "users":
            return ""
        user = self.tenant.directory.user(segments[1])
        return user.key if user else segments[1].lower()

    def _answer(self, sent: Sent) -> Answer:
        handler, words, permissions = _find(sent, self._routes)
        if not permissions & self.tenant.permissions_in(self.mailbox_of(sent.path)):
            raise access_denied() if sent.path.count("/") > 2 else _insufficient()
        if sent.body is not None and not isinstance(sent.body, Mapping):
            raise Refusal(400, "BadRequest", "The body should be a JSON object.")
        prefer = Prefer.parse(sent.headers.get("prefer", ""))
        call = Call(
            tenant=self.tenant,
            rounds=self.rounds,
            method=sent.method,
            address=f"{sent.root}{sent.path}",
            root=sent.root,
            options=Options.parse(sent.target.partition("?")[2]),
            prefer=prefer,
            headers=sent.headers,
            body=sent.body or {},
            words=words,
        )
        found = handler(call)
        if prefer.applied and found.status == 200:
            found.headers["Preference-Applied"] = prefer.applied
        return found


def refused(refusal: Refusal, tenant: Tenant) -> Answer:
    """An error answer."""
    date = moments.stamp(tenant.now).removesuffix("Z")
    request_id = ids.guid(refusal.code, date)
    inner = {"date": date, "request-id": request_id, "client-request-id": request_id}
    body = {"error": {"code": refusal.code, "message": refusal.message, "innerError": inner}}
    return Answer(refusal.status, body, dict(refusal.headers))


def split(path: str) -> list[str]:
    """The segments of a path: keys in parentheses apart, type casts and functions by their bare names."""
    parted = re.sub(r"\('([^']*)'\)", r"/\1", urllib.parse.unquote(path).strip("/")) if "(" in path else ""
    texts = parted.split("/") if parted else [urllib.parse.unquote(s) for s in path.strip("/").split("/")]
    return [re.sub(r"^(?:microsoft\.)?graph\.|\(\)$", "", text) for text in texts]


def _subscribing(subscriptions: Subscriptions) -> tuple[_Route, ...]:
    return (
        ("POST", "subscriptions", _READ, subscriptions.create),
        ("GET", "subscriptions/*", _READ, subscriptions.show),
        ("PATCH", "subscriptions/*", _READ, subscriptions.renew),
        ("DELETE", "subscriptions/*", _READ, subscriptions.delete),
    )


def _find(sent: Sent, routes: tuple[_Route, ...]) -> tuple[Handler, tuple[str, ...], frozenset[str]]:
    segments = _in_one_calendar(split(sent.path))
    is_known = False
    for method, pattern, permissions, handler in routes:
        words = _match(pattern.split("/"), segments)
        if words is None:
            continue
        if method == sent.method:
            return handler, words, permissions
        is_known = True
    if is_known:
        raise Refusal(405, "Request_BadRequest", f"Specified HTTP method {sent.method} is not allowed here.")
    raise Refusal(400, "BadRequest", f"Resource not found for the segment '{segments[-1][:60]}'.")


def _in_one_calendar(segments: list[str]) -> list[str]:
    """The path without the calendar it names: each mailbox has one."""
    lower = [segment.lower() for segment in segments]
    if len(lower) > 3 and lower[2] == "calendar" and lower[3] in _IN_CALENDAR:
        return [*segments[:2], *segments[3:]]
    if len(lower) > 3 and lower[2] == "calendars":
        rest = segments[4:]
        return [*segments[:2], *(rest if rest and lower[4] in _IN_CALENDAR else ["calendar", *rest])]
    return segments


def _match(pattern: list[str], segments: list[str]) -> tuple[str, ...] | None:
    if len(pattern) != len(segments):
        return None
    if not all(wanted in ("*", given.lower()) for wanted, given in zip(pattern, segments, strict=True)):
        return None
    return tuple(given for wanted, given in zip(pattern, segments, strict=True) if wanted == "*")


def _insufficient() -> Refusal:
    return Refusal(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
