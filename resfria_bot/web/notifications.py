"""Where Graph tells that a calendar has changed. It is only noted; the next cycle reads the calendar."""

import hmac
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qs

import msgspec

from resfria_bot.core.types import Subscription
from resfria_bot.errors import StoreError
from resfria_bot.store import subscriptions
from resfria_bot.store.database import Database
from resfria_bot.web.health import Reply

#: Longest body that is read; Graph sends far less at a time.
LONGEST_BYTES = 256 * 1024
#: Longest validation token that is given back.
LONGEST_TOKEN = 1024
#: Posts that are looked at in a minute; Graph comes again with the rest, for four hours.
PER_MINUTE = 6_000


class _Change(msgspec.Struct, rename="camel"):
    subscription_id: str
    client_state: str | None = None
    lifecycle_event: str | None = None


class _Body(msgspec.Struct):
    value: list[_Change]


class Notifications:
    """Answers the posts; shared by threads."""

    def __init__(self, database: Database, now: Callable[[], datetime], per_minute: int = PER_MINUTE) -> None:
        self._database = database
        self._now = now
        self._per_minute = per_minute
        self._lock = threading.Lock()
        self._minute = now()
        self._count = 0

    def post(self, query: str, body: bytes) -> Reply:
        """The handshake, whose token is given back, or notifications, which are taken in before they are answered."""
        if self._is_too_much():
            return Reply(429, "too many at a time: come again in a minute\n")
        token = parse_qs(query).get("validationToken", [""])[0]
        if token:
            return Reply(200, token) if len(token) <= LONGEST_TOKEN else Reply(400, "no such token\n")
        if len(body) > LONGEST_BYTES:
            return Reply(413, "too long\n")
        try:
            told = msgspec.json.decode(body, type=_Body).value
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            return Reply(400, "these are no notifications\n")
        try:
            self._take_in(told)
        except StoreError:
            return Reply(503, "come again\n")
        # The same to everybody, so that nobody learns which subscriptions there are.
        return Reply(202, "")

    def _take_in(self, told: list[_Change]) -> None:
        now = self._now()
        with self._database.transaction() as tx:
            state_of = subscriptions.client_states(tx)
            known: Mapping[str, Subscription | None] = {
                each: subscriptions.get(tx, each) for each in dict.fromkeys(change.subscription_id for change in told)
            }
            for change in told:
                found = known[change.subscription_id]
                if found is None or not hmac.compare_digest(
                    state_of(found.address).encode(), (change.client_state or "").encode()
                ):
                    continue
                if change.lifecycle_event == "subscriptionRemoved":
                    subscriptions.drop(tx, found.id)
                elif change.lifecycle_event == "reauthorizationRequired":
                    subscriptions.renew_soon(tx, found.id, now)
                else:  # a change, or some were missed: either way the calendar is to be read
                    subscriptions.note_change(tx, found.id, now)

    def _is_too_much(self) -> bool:
        with self._lock:
            if self._now() - self._minute >= timedelta(minutes=1):
                self._minute, self._count = self._now(), 0
            self._count += 1
            return self._count > self._per_minute
