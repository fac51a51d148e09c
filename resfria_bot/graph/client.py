"""The client: one session per thread, one shared gate, tokens renewed in mid-run, every fault an error with a name."""

import random
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, Self
from urllib.parse import urlsplit

import msgspec
import requests
from requests.auth import AuthBase

from resfria_bot.errors import ConfigError
from resfria_bot.graph import address, reach
from resfria_bot.graph.batch import Batch
from resfria_bot.graph.body import whole
from resfria_bot.graph.faults import Unreachable, fault
from resfria_bot.graph.gate import Gate
from resfria_bot.graph.pace import Pace
from resfria_bot.graph.request import Request, Response
from resfria_bot.graph.retry import ASKED_BACK, GiveUp, next_step, retry_after_seconds
from resfria_bot.graph.session import Session
from resfria_bot.graph.writes import Writes

CONNECT_SECONDS = 10.0


class Bearer(Protocol):
    """Whoever hands out tokens."""

    def bearer(self, *, renew: bool = False) -> str:
        """A token; with `renew` one that was not handed out before."""


class _BearerAuth(AuthBase):
    """Set as `auth`, since requests would let a `.netrc` entry replace a plain Authorization header."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one try brought; `status` None: no whole answer, and then `error` may say that nobody was there."""

    status: int | None
    body: bytes = b""
    retry_after: float | None = None
    unreachable: str = ""

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Client:
    """Speaks to one Graph service. Shared by all threads; to be closed, or used in a `with`.

    `base_url` ends in the version; plain http is refused unless the host is loopback. `workers` is how many batches are
    on their way at a time. `writes` says what may be written. Proxies and certificates are taken from the environment
    (`HTTPS_PROXY`, `REQUESTS_CA_BUNDLE`). `stop` makes every wait end at once. `pace` limits what one mailbox sends.
    """

    def __init__(
        self,
        tokens: Bearer,
        base_url: str,
        *,
        writes: Writes,
        workers: int = 8,
        timeout_seconds: float = 60.0,
        stop: threading.Event | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.base_url = address.checked(base_url, "graph.base_url")
        self.host = urlsplit(self.base_url).netloc
        self.writes = writes
        self.workers = workers
        self.gate = Gate(stop)
        self.pace = pace
        self.pool = ThreadPoolExecutor(workers, thread_name_prefix="graph")
        self.request_count = 0  #: HTTP requests sent, repeats included
        self.subrequest_count = 0  #: requests sent inside batches, repeats included
        self.throttled_count = 0  #: answers that asked us to come back later
        self._tokens = tokens
        self._timeout = (min(CONNECT_SECONDS, timeout_seconds), timeout_seconds)
        self._lock = threading.Lock()
        self._local = threading.local()
        self._sessions: list[requests.Session] = []

    def send(self, request: Request) -> Response:
        """Send one request, again where that may help. Raises `Withheld` for a write that may not be made, else:

        `Denied`, `NotFound`, `StartOver`, `TryLater` or `GraphError`, each saying what could not be done.
        """
        self.writes.check(request)
        return self.deliver(request, is_repeatable=request.is_repeatable)

    def batch(self, requests: Iterable[Request]) -> Iterator[tuple[Request, Response | Exception]]:
        """Send many requests, twenty in each HTTP request; results come as they arrive, failures as values.

        Raises only what stops everything: no service, no valid token, a stop.
        """
        return iter(self.open_batch(requests))

    def open_batch(self, requests: Iterable[Request]) -> Batch:
        """The same, to which more requests can be added while its results are read."""
        return Batch(self, requests)

    def relative(self, link: str) -> str:
        """Path of a `nextLink` or `deltaLink`; raises `GraphError` when it leads to another host than `base_url`."""
        return address.relative(link, self.base_url)

    def renew_token(self) -> None:
        """Throw the token away, since Graph refused it."""
        self._tokens.bearer(renew=True)

    def count_subrequests(self, number: int) -> None:
        """Add to `subrequest_count`."""
        with self._lock:
            self.subrequest_count += number

    def close(self) -> None:
        """Let go of threads and connections."""
        self.pool.shutdown(cancel_futures=True)
        with self._lock:
            for session in self._sessions:
                session.close()
            self._sessions.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def deliver(self, request: Request, *, is_repeatable: bool) -> Response:
        """Send without asking `writes`: batches ask for each of their requests."""
        payload = None if request.body is None else msgspec.json.encode(request.body)
        was_renewed = False
        attempt = 0
        while True:
            attempt += 1
            self._await_leave(request)
            answer = self._try(request, payload)
            if answer.is_good:
                return Response(answer.status or 0, answer.body)
            if answer.status == 401 and not was_renewed:
                self.renew_token()
                was_renewed = True
                continue
            step = next_step(attempt, answer.status, answer.retry_after, random.random())  # noqa: S311 - no secret
            if isinstance(step, GiveUp) or not (is_repeatable or answer.status in ASKED_BACK or answer.unreachable):
                raise self._fault(request, answer)
            self.back_off(request, answer.status, step.seconds)

    def back_off(self, request: Request, status: int | None, seconds: float) -> None:
        """Wait before the next try; where the service asked for it, every thread waits."""
        if status in ASKED_BACK:
            self.count_throttled()
            self.gate.hold(seconds, request.mailbox)
        else:
            self.gate.pause(seconds)

    def _await_leave(self, request: Request) -> None:
        self.gate.wait(request.mailbox)
        if self.pace is not None and self.pace.sends(request.mailbox, request.method):
            while (seconds := self.pace.take()) > 0:
                self.gate.pause(seconds)

    def count_throttled(self) -> None:
        """Add to `throttled_count`."""
        with self._lock:
            self.throttled_count += 1

    def _try(self, request: Request, payload: bytes | None) -> _Answer:
        token = self._tokens.bearer()
        with self._lock:
            self.request_count += 1
        try:
            answer = self._session().request(
                request.method,
                self.base_url + request.path,
                data=payload,
                headers=request.all_headers(),
                auth=_BearerAuth(token),
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            return _Answer(None, unreachable=reach.obstacle(error, self.host))
        except OSError as error:
            raise ConfigError(["REQUESTS_CA_BUNDLE names a file of certificates that cannot be read"]) from error
        wait = retry_after_seconds(answer.headers.get("Retry-After"), datetime.now(UTC))
        content = whole(answer.content) if answer.ok and answer.content else answer.content
        if content is None:
            return _Answer(None, retry_after=wait)
        return _Answer(answer.status_code, content, wait)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = Session()
            with self._lock:
                self._sessions.append(session)
        return session

    def _fault(self, request: Request, answer: _Answer) -> Exception:
        if answer.unreachable:
            return Unreachable(answer.unreachable)
        return fault(request, answer.status, answer.body, answer.retry_after)
