"""One request to Graph and its answer, as the client and the batches carry them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

IMMUTABLE_IDS = 'IdType="ImmutableId"'


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Request:
    """What to ask of Graph. `path` is relative to the base address and starts with a slash; query included."""

    method: str = "GET"
    path: str
    deed: str  #: what it does, in words that fit after "would" and "could not": "read the calendar of …"
    mailbox: str = ""  #: whose mailbox it touches; empty for the directory
    body: Mapping[str, object] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    page_size: int = 0  #: asked for with `odata.maxpagesize`; 0 leaves it to Graph
    permission: str = ""  #: the application permission that it needs
    key: str = ""  #: by which the caller knows it
    is_housekeeping: bool = False  #: a write to nobody's calendar: a letter to IT, a subscription
    is_query: bool = False  #: a POST that only asks, as `getSchedule` does

    @property
    def is_read(self) -> bool:
        """Does it leave everything as it is?"""
        return self.method == "GET" or self.is_query

    @property
    def is_repeatable(self) -> bool:
        """May it be sent again when nobody knows whether it arrived? A POST only with a `transactionId`."""
        return self.method != "POST" or self.is_query or "transactionId" in (self.body or {})

    def all_headers(self) -> dict[str, str]:
        """Headers to send: ids that stay the same when an item moves, and the page size, are asked for every time."""
        prefer = [IMMUTABLE_IDS, *([f"odata.maxpagesize={self.page_size}"] if self.page_size else [])]
        headers = {"Accept": "application/json", "Prefer": ", ".join(prefer), **self.headers}
        if self.body is not None:
            headers["Content-Type"] = "application/json"
        return headers


@dataclass(frozen=True, slots=True)
class Response:
    """A good answer: 2xx, with a whole JSON body or none."""

    status: int
    body: bytes


def user_path(address: str, *parts: str) -> str:
    """Path below one user, each part escaped."""
    return "/".join(["", "users", *(quote(part, safe="@") for part in (address, *parts))])
