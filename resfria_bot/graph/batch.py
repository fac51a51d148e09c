"""Twenty requests in each HTTP request, across mailboxes; every inner answer is handled on its own."""

import heapq
import random
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

import msgspec

from resfria_bot.errors import ConfigError, Denied, NotFound, ResfriaError
from resfria_bot.graph.faults import Unreachable, fault
from resfria_bot.graph.request import Request, Response
from resfria_bot.graph.retry import ASKED_BACK, GiveUp, next_step, retry_after_seconds

if TYPE_CHECKING:
    from resfria_bot.graph.client import Client

#: Graph's limits: requests in one batch, and requests to one mailbox at a time.
BATCH_SIZE = 20
PER_MAILBOX = 4

#: Errors of the outer request that no other batch would escape.
_STOPS_ALL = (Unreachable, Denied, NotFound, ConfigError)


class _Inner(msgspec.Struct):
    id: str
    status: int
    headers: dict[str, str] | None = None
    body: msgspec.Raw = msgspec.Raw()


class _Outer(msgspec.Struct):
    responses: list[_Inner]


@dataclass(frozen=True, slots=True, eq=False)
class _Item:
    request: Request
    attempt: int = 1
    was_renewed: bool = False


Result = tuple[Request, Response | Exception]
_Arrival = tuple[list[_Item], dict[str, _Inner] | ResfriaError]


class Batch:
    """Requests on their way. Iterate over it for (request, response or error); `add` more while iterating.

    At most `BATCH_SIZE` requests go in one batch, `PER_MAILBOX` to one mailbox at a time, and `client.workers` batches
    at a time; the next ones are sent as results are taken, so a slow reader holds the sending back.
    """

    def __init__(self, client: "Client", requests: Iterable[Request]) -> None:
        self._client = client
        self._source = (_Item(request) for request in requests)
        self._first: deque[_Item] = deque()  # added later, sent first: what was begun is finished before more is begun
        self._crowded: dict[str, deque[_Item]] = {}  # wait for a place in their mailbox
        self._delayed: list[tuple[float, int, _Item]] = []  # a heap by the time they may leave
        self._order = count()
        self._under_way: Counter[str] = Counter()
        self._futures: set[Future[_Arrival]] = set()

    def add(self, request: Request) -> None:
        """Send this one too, before those that have not been begun."""
        self._first.append(_Item(request))

    def __iter__(self) -> Iterator[Result]:
        try:
            while True:
                yield from self._fill()
                if self._futures:
                    done, self._futures = wait(self._futures, self._seconds_to_next(), FIRST_COMPLETED)
                    for future in done:
                        yield from self._settle(*future.result())
                elif self._delayed:
                    self._client.gate.pause(self._seconds_to_next() or 0.0)
                elif not self._first:
                    return
        finally:
            for future in self._futures:
                future.cancel()

    def _fill(self) -> Iterator[Result]:
        """Send batches until all workers are busy; yields those requests that may not be made."""
        while len(self._futures) < self._client.workers:
            batch: list[_Item] = []
            while len(batch) < BATCH_SIZE and (item := self._next()) is not None:
                try:
                    self._client.writes.check(item.request)
                except ResfriaError as refused:
                    yield item.request, refused
                    continue
                if self._may_leave(item):
                    batch.append(item)
            if not batch:
                return
            self._futures.add(self._client.pool.submit(self._post, batch))

    def _next(self) -> _Item | None:
        if self._delayed and self._delayed[0][0] <= time.monotonic():
            return heapq.heappop(self._delayed)[2]
        return self._first.popleft() if self._first else next(self._source, None)

    def _may_leave(self, item: _Item) -> bool:
        """Count the request as under way, unless its mailbox is held or crowded: then it is put aside."""
        mailbox = item.request.mailbox
        if not mailbox:
            return True
        if (seconds := self._client.gate.delay(mailbox)) > 0:
            self._delay(item, seconds)
            return False
        if self._under_way[mailbox] >= PER_MAILBOX:
            self._crowded.setdefault(mailbox, deque()).append(item)
            return False
        self._under_way[mailbox] += 1
        return True

    def _delay(self, item: _Item, seconds: float) -> None:
        heapq.heappush(self._delayed, (time.monotonic() + seconds, next(self._order), item))

    def _seconds_to_next(self) -> float | None:
        return max(0.0, self._delayed[0][0] - time.monotonic()) if self._delayed else None

    def _post(self, batch: list[_Item]) -> _Arrival:
        """Send one batch; runs in a worker thread."""
        requests = [item.request for item in batch]
        body = {"requests": [_inner(number, request) for number, request in enumerate(requests)]}
        outer = Request(method="POST", path="/$batch", deed="send a batch of requests", body=body)
        self._client.count_subrequests(len(batch))
        try:
            answer = self._client.deliver(outer, is_repeatable=all(r.is_repeatable for r in requests))
            return batch, {inner.id: inner for inner in msgspec.json.decode(answer.body, type=_Outer).responses}
        except ResfriaError as error:
            return batch, error
        except msgspec.MsgspecError:
            return batch, {}

    def _settle(self, batch: list[_Item], arrived: dict[str, _Inner] | ResfriaError) -> Iterator[Result]:
        if isinstance(arrived, _STOPS_ALL):
            raise arrived
        for number, item in enumerate(batch):
            self._leave(item.request.mailbox)
            outcome = arrived if isinstance(arrived, ResfriaError) else self._outcome(item, arrived.get(str(number)))
            if outcome is not None:
                yield item.request, outcome

    def _leave(self, mailbox: str) -> None:
        if not mailbox:
            return
        self._under_way[mailbox] -= 1
        waiting = self._crowded.get(mailbox)
        if waiting:
            self._first.append(waiting.popleft())
        elif not self._under_way[mailbox]:
            del self._under_way[mailbox]
            self._crowded.pop(mailbox, None)

    def _outcome(self, item: _Item, inner: _Inner | None) -> Response | Exception | None:
        """The result of one request; None when it is to be sent again and has been queued for it."""
        status = inner.status if inner else None
        body = bytes(inner.body) if inner else b""
        if status is not None and 200 <= status < 300:
            return Response(status, body)
        if status == 401 and not item.was_renewed:
            self._client.renew_token()
            self._first.append(replace(item, was_renewed=True))
            return None
        headers = {name.lower(): value for name, value in ((inner.headers if inner else None) or {}).items()}
        asked = retry_after_seconds(headers.get("retry-after"), datetime.now(UTC))
        step = next_step(item.attempt, status, asked, random.random())  # noqa: S311 - no secret
        if isinstance(step, GiveUp) or not (item.request.is_repeatable or status in ASKED_BACK):
            return fault(item.request, status, body, asked)
        if status in ASKED_BACK:
            self._client.count_throttled()
        if status in ASKED_BACK and item.request.mailbox:
            self._client.gate.hold(step.seconds, item.request.mailbox)
        self._delay(replace(item, attempt=item.attempt + 1), step.seconds)
        return None


def _inner(number: int, request: Request) -> dict[str, object]:
    inner: dict[str, object] = {
        "id": str(number),
        "method": request.method,
        "url": request.path,
        "headers": request.all_headers(),
    }
    return inner if request.body is None else {**inner, "body": request.body}
