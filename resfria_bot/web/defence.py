"""What stands before every page: headers, posts from elsewhere, too many requests."""

import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Nothing from other hosts, nothing inline but drawings; forms go nowhere else; no frames around us.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
#: Below this nothing is anybody's own: browsers keep it, and ask whether it has changed.
STATIC = "/static/"
#: Requests that one address may make at once, and how many come back each second.
BURST, PER_SECOND = 120, 4.0
#: Addresses remembered; beyond that the oldest are forgotten.
MOST_ADDRESSES = 10_000
Refusal = Callable[[Request, int, str], Response]
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Budget:
    """A bucket of requests for each address, filled again with time."""

    def __init__(
        self, burst: float = BURST, per_second: float = PER_SECOND, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def takes(self, address: str) -> bool:
        """May this address make one more request now?"""
        now = self._clock()
        with self._lock:
            left, at = self._left.pop(address, (self._burst, now))
            left = min(self._burst, left + (now - at) * self._per_second)
            self._left[address] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > MOST_ADDRESSES:
                del self._left[next(iter(self._left))]
        return left >= 1


class Defence:
    """Wraps the pages. `refuse` makes the page of a no; the X-Forwarded-For of `proxies` is believed."""

    def __init__(
        self, app: ASGIApp, refuse: Refusal, *, is_https: bool, proxies: tuple[str, ...], budget: Budget
    ) -> None:
        self._app = app
        self._refuse = refuse
        self._proxies = frozenset(proxies)
        self._budget = budget
        self._headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if is_https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or let through and add the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        is_static = scope["path"].startswith(STATIC)
        sender = self._with_headers(send, {"Cache-Control": "no-cache"} if is_static else {})
        is_for_machines = _is_for_machines(scope["path"])  # which count for themselves: Graph has few addresses
        is_free = is_static or is_for_machines
        if not is_free and not self._budget.takes(self._address(scope, headers)):
            answer = self._refuse(Request(scope), 429, "Too many requests: wait a minute.")
            answer.headers["Retry-After"] = "60"
            await answer(scope, receive, sender)
        elif scope["method"] not in _SAFE and _is_foreign(headers) and not is_for_machines:
            answer = self._refuse(Request(scope), 403, "This form was sent from another site: open the page again.")
            await answer(scope, receive, sender)
        else:
            await self._app(scope, receive, sender)

    def _with_headers(self, send: Send, others: Mapping[str, str]) -> Callable[[Message], Awaitable[None]]:
        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**self._headers, **others}.items():
                    headers.setdefault(name, value)
            await send(message)

        return sender

    def _address(self, scope: Scope, headers: Headers) -> str:
        """Who asks: behind a proxy of ours, the last address that is none of our proxies."""
        address = scope["client"][0] if scope.get("client") else ""
        chain = [part.strip() for part in headers.get("x-forwarded-for", "").split(",") if part.strip()]
        while address in self._proxies and chain:
            address = chain.pop()
        return str(address)


def _is_foreign(headers: Headers) -> bool:
    """Does the browser say that another site sent the form? One that does not say must at least name no other."""
    site = headers.get("sec-fetch-site")
    if site:
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    return bool(origin) and urlsplit(origin).netloc != headers.get("host")


def _is_for_machines(path: str) -> bool:
    """Posts that come from no browser, and prove themselves by their content."""
    return path == "/notifications"
