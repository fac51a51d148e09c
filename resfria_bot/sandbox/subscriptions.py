"""Subscriptions to changes in a calendar: checked when they are made, and told of over HTTP when something changes."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlsplit

from resfria_bot.sandbox import ids, moments
from resfria_bot.sandbox.call import Answer, Call
from resfria_bot.sandbox.query import Payload
from resfria_bot.sandbox.refusal import Refusal

#: What Graph allows: minutes of life, and seconds for the answer to the handshake and to a notification.
LONGEST, SHORTEST = timedelta(minutes=10_080), timedelta(minutes=45)
HANDSHAKE_SECONDS, NOTIFY_SECONDS = 10, 3
LONGEST_STATE = 128
_LIFECYCLES = frozenset({"reauthorizationRequired", "subscriptionRemoved", "missed"})


@dataclass(slots=True)
class Subscription:
    """One of them; `mailbox` is the address whose events it is for."""

    id: str
    mailbox: str
    resource: str
    change_type: str
    url: str
    lifecycle_url: str
    state: str
    expires_at: datetime


class Subscriptions:
    """Those that there are, and what they are still to be told. `deliver` tells it."""

    def __init__(self) -> None:
        self._living: dict[str, Subscription] = {}
        self._waiting: list[tuple[str, str, Payload]] = []  #: id, where to, and what
        self._count = 0
        self._lock = threading.Lock()

    def of(self, mailbox: str) -> list[Subscription]:
        """The subscriptions to a mailbox."""
        return [s for s in self._living.values() if s.mailbox == mailbox]

    def create(self, call: Call) -> Answer:
        """POST /subscriptions."""
        body = call.body
        mailbox = _mailbox(call, str(body.get("resource") or ""))
        state = str(body.get("clientState") or "")
        url = _checked_url(body, "notificationUrl")
        lifecycle_url = _checked_url(body, "lifecycleNotificationUrl") if body.get("lifecycleNotificationUrl") else ""
        if len(state) > LONGEST_STATE:
            raise _bad(f"The length of the clientState value should not exceed {LONGEST_STATE}.")
        end = _end(call)
        self._count += 1
        identity = ids.guid("subscription", str(call.tenant.seed), str(self._count))
        for address in dict.fromkeys(filter(None, (url, lifecycle_url))):
            _shake_hands(address, ids.guid("validation", identity))
        resource, change_type = str(body["resource"]), str(body.get("changeType") or "")
        made = Subscription(identity, mailbox, resource, change_type, url, lifecycle_url, state, end)
        self._living[identity] = made
        return Answer(201, {"@odata.context": call.context("subscriptions/$entity"), **_shown(made)})

    def renew(self, call: Call) -> Answer:
        """PATCH /subscriptions/{id}."""
        found = self._find(call)
        found.expires_at = _end(call)
        return Answer(body={"@odata.context": call.context("subscriptions/$entity"), **_shown(found)})

    def show(self, call: Call) -> Answer:
        """GET /subscriptions/{id}."""
        return Answer(body={"@odata.context": call.context("subscriptions/$entity"), **_shown(self._find(call))})

    def delete(self, call: Call) -> Answer:
        """DELETE /subscriptions/{id}."""
        del self._living[self._find(call).id]
        return Answer(204)

    def note(self, mailbox: str, event_id: str) -> None:
        """Something changed in a mailbox: whoever asked for it is to be told."""
        for found in self.of(mailbox):
            data = {"@odata.type": "#Microsoft.Graph.Event", "id": event_id}
            told = {"changeType": "updated", "resource": f"{found.resource}/{event_id}", "resourceData": data}
            with self._lock:
                self._waiting.append((found.id, found.url, told))

    def tell_of_life(self, mailbox: str, event: str) -> None:
        """A lifecycle event for the subscriptions to a mailbox; one that is removed is so from then on."""
        assert event in _LIFECYCLES  # noqa: S101 - the caller is a test or a rehearsal
        for found in self.of(mailbox):
            with self._lock:
                self._waiting.append((found.id, found.lifecycle_url, {"lifecycleEvent": event}))

    def remove(self, mailbox: str) -> None:
        """Let the subscriptions to a mailbox be gone, without a word."""
        for found in self.of(mailbox):
            del self._living[found.id]

    def deliver(self, now: datetime) -> list[int]:
        """Send what is waiting, each by itself; returns the statuses. Of what is over nothing is told."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        statuses = []
        for identity, url, told in waiting:
            found = self._living.get(identity)
            if found is None or found.expires_at <= now or not url:
                continue
            value = {
                "subscriptionId": found.id,
                "clientState": found.state,
                "subscriptionExpirationDateTime": moments.stamp(found.expires_at),
                **told,
            }
            statuses.append(_post(url, json.dumps({"value": [value]}).encode(), NOTIFY_SECONDS)[0])
            if told.get("lifecycleEvent") == "subscriptionRemoved":
                self._living.pop(identity, None)
        return statuses

    def _find(self, call: Call) -> Subscription:
        found = self._living.get(call.words[0])
        if found is None or found.expires_at <= call.tenant.now:
            raise Refusal(404, "ResourceNotFound", "The object was not found.")
        return found


def _mailbox(call: Call, resource: str) -> str:
    parts = resource.strip("/").split("/")
    if len(parts) != 3 or parts[0].lower() != "users" or parts[2].lower() != "events":
        raise _bad(f"Resource '{resource[:60]}' is not supported.")
    return call.tenant.mailbox(parts[1]).address


def _end(call: Call) -> datetime:
    text = call.body.get("expirationDateTime")
    end = moments.read_bound(str(text), "expirationDateTime")
    if end > call.tenant.now + LONGEST:
        raise _bad("Subscription expiration can only be 10080 minutes in the future.")
    if end <= call.tenant.now:
        raise _bad("Subscription expiration must be in the future.")
    return max(end, call.tenant.now + SHORTEST)


def _checked_url(body: Mapping[str, Any], name: str) -> str:
    url = str(body.get(name) or "")
    parts = urlsplit(url)
    is_loopback = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback)):
        raise _bad(f"The {name} must be an https address.")
    return url


def _shake_hands(url: str, token: str) -> None:
    """The endpoint must give back a token, decoded and as plain text, within ten seconds."""
    sent = f"Validation: Testing client application reachability for subscription Request-Id: {token}"
    joint = "&" if "?" in url else "?"
    status, kind, text = _post(f"{url}{joint}validationToken={quote(sent)}", b"", HANDSHAKE_SECONDS)
    if status != 200 or not kind.startswith("text/plain") or text != sent:
        raise _bad("Subscription validation request failed. Notification endpoint must respond with 200 OK.")


def _post(url: str, body: bytes, seconds: float) -> tuple[int, str, str]:
    """Status, type and text of the answer; 0 when none came."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.netloc, timeout=seconds)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        kind_of_body = "application/json" if body else "text/plain; charset=utf-8"
        connection.request("POST", target, body, {"Content-Type": kind_of_body})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type") or "", answer.read().decode("utf-8", "replace")
    except (OSError, HTTPException):
        return 0, "", ""
    finally:
        connection.close()


def _shown(found: Subscription) -> Payload:
    return {
        "id": found.id,
        "resource": found.resource,
        "changeType": found.change_type,
        "notificationUrl": found.url,
        "lifecycleNotificationUrl": found.lifecycle_url or None,
        "clientState": None,
        "expirationDateTime": moments.stamp(found.expires_at),
    }


def _bad(text: str) -> Refusal:
    return Refusal(400, "InvalidRequest", text)
