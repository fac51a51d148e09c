"""Faults on request, for trying how a client bears them. Each is used up by the requests it meets."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from resfria_bot.sandbox.api import Api
from resfria_bot.sandbox.refusal import Refusal
from resfria_bot.sandbox.signin import SignIn

_STATUS_CODES = {
    401: "InvalidAuthenticationToken",
    500: "InternalServerError",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
}


@dataclass(slots=True)
class _Fault:
    """`kind` is what becomes of the answer; `is_inner`: it meets requests inside batches, else those by themselves."""

    kind: str
    times: int
    is_inner: bool = False
    mailbox: str = ""
    status: int = 0
    retry_after: str | None = None
    seconds: float = 0.0


class Faults:
    """What is to go wrong next. `mailbox` limits a fault to requests that touch it."""

    def __init__(self, api: Api, signin: SignIn) -> None:
        self._api = api
        self._signin = signin
        self._waiting: list[_Fault] = []
        self._denied: dict[str, Refusal] = {}
        self._lock = threading.Lock()
        self.met = 0  #: requests that a fault has met

    def throttle(
        self, times: int = 1, retry_after: str | None = "1", *, inner: bool = False, mailbox: str = ""
    ) -> None:
        """Answer 429 so many times, with this `Retry-After` or none."""
        self._add(_Fault("refuse", times, inner, mailbox.lower(), 429, retry_after))

    def status(self, code: int, times: int = 1, *, inner: bool = False, mailbox: str = "") -> None:
        """Answer 401, 500, 502, 503 or 504 so many times."""
        self._add(_Fault("refuse", times, inner, mailbox.lower(), code))

    def reset(self, times: int = 1) -> None:
        """Break the connection in the middle of the answer."""
        self._add(_Fault("reset", times))

    def truncate(self, times: int = 1) -> None:
        """Send a JSON body that breaks off, as if it were whole."""
        self._add(_Fault("truncate", times))

    def slow(self, seconds: float, times: int = 1) -> None:
        """Wait before answering."""
        self._add(_Fault("slow", times, seconds=seconds))

    def expire_tokens(self) -> None:
        """Answer 401 to every token given out so far."""
        self._signin.expire_tokens()

    def token_seconds(self, seconds: float) -> None:
        """Give out tokens that are good for so long."""
        self._signin.token_seconds = seconds

    def most_groups(self, count: int) -> None:
        """Name no more groups than this in an id token: of somebody in more it says only that there are more."""
        self._signin.people.most_groups = count

    def expire_delta(self, mailbox: str) -> None:
        """Answer 410 to every delta and page token of a mailbox given out so far."""
        with self._api.tenant.lock:
            self._api.rounds.forget(mailbox)
            self._api.tenant.mailbox(mailbox).post.epoch += 1

    def deny(self, mailbox: str) -> None:
        """Answer 403, as for a mailbox outside the application's scope, until `clear`."""
        text = "Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings."
        self._refuse(mailbox, Refusal(403, "ErrorAccessDenied", text))

    def missing(self, mailbox: str) -> None:
        """Answer 404, as for somebody without a mailbox in the cloud, until `clear`."""
        text = "The mailbox is either inactive, soft-deleted, or is hosted on-premise."
        self._refuse(mailbox, Refusal(404, "MailboxNotEnabledForRESTAPI", text))

    def clear(self) -> None:
        """Let everything go well again; expired tokens stay expired."""
        with self._lock:
            self._waiting.clear()
            self._denied.clear()

    def check(self, mailbox: str, *, is_inner: bool) -> None:
        """Refuse the request, if a fault is waiting for it."""
        with self._lock:
            denial = self._denied.get(mailbox)
            self.met += denial is not None
        if denial:
            raise denial
        fault = self._take(lambda f: f.kind == "refuse" and f.is_inner == is_inner and f.mailbox in ("", mailbox))
        if fault is None:
            return
        headers = {"Retry-After": fault.retry_after} if fault.retry_after is not None else {}
        if fault.status == 429:
            text = "Application is over its MailboxConcurrency limit."
            raise Refusal(429, "ApplicationThrottled", text, headers)
        code = _STATUS_CODES.get(fault.status, "UnknownError")
        raise Refusal(fault.status, code, "The service has failed; try again later.", headers)

    def delay_seconds(self) -> float:
        """How long to wait before answering the request."""
        fault = self._take(lambda f: f.kind == "slow")
        return fault.seconds if fault else 0.0

    def breaks(self, kind: str) -> bool:
        """Is this answer to be reset, or truncated?"""
        return self._take(lambda f: f.kind == kind) is not None

    def _refuse(self, mailbox: str, refusal: Refusal) -> None:
        with self._lock:
            self._denied[mailbox.lower()] = refusal

    def _add(self, fault: _Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def _take(self, fits: Callable[[_Fault], bool]) -> _Fault | None:
        with self._lock:
            fault = next((f for f in self._waiting if fits(f)), None)
            if fault is None:
                return None
            self.met += 1
            fault.times -= 1
            if fault.times <= 0:
                self._waiting.remove(fault)
            return fault
