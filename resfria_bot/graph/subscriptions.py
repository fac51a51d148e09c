"""Subscriptions: Graph promises to tell when something changes in a calendar, for a week at most."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from resfria_bot.core.types import Subscription
from resfria_bot.errors import GraphError
from resfria_bot.graph.client import Client
from resfria_bot.graph.page import decoded
from resfria_bot.graph.request import Request, Response

#: Graph's longest life of a subscription to events is 10,080 minutes; an hour less, as clocks differ.
LIFE = timedelta(minutes=10_080 - 60)
#: Renewed this long before its end, so that a day of trouble costs no notification.
MARGIN = timedelta(days=2)

Result = tuple[str, Subscription | Exception]


class _Wire(msgspec.Struct, rename="camel"):
    id: str
    expiration_date_time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """Where Graph is to tell, and the word by which it shows that it is Graph."""

    url: str
    client_state: str


class Subscriptions:
    """Makes, renews and ends subscriptions through one client; it needs no more than to read calendars."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def create(self, wanted: Iterable[tuple[str, Callback]], now: datetime) -> Iterator[Result]:
        """Subscribe to each address; results as they arrive, trouble as a value."""
        return self._results((_creation(address, callback, now) for address, callback in wanted), now)

    def renew(self, due: Iterable[Subscription], now: datetime) -> Iterator[Result]:
        """Let each live longer; `NotFound` as a value for one that Graph no longer has."""
        return self._results((_renewal(subscription, now) for subscription in due), now)

    def end(self, gone: Iterable[Subscription]) -> Iterator[tuple[str, Exception | None]]:
        """End each."""
        for request, result in self._client.batch(_ending(subscription) for subscription in gone):
            yield request.key, result if isinstance(result, Exception) else None

    def _results(self, requests: Iterable[Request], now: datetime) -> Iterator[Result]:
        for request, result in self._client.batch(requests):
            yield request.key, _read(request, result, now)


def _creation(address: str, callback: Callback, now: datetime) -> Request:
    body = {
        "changeType": "created,updated,deleted",
        "resource": f"users/{address}/events",
        "notificationUrl": callback.url,
        "lifecycleNotificationUrl": callback.url,
        "clientState": callback.client_state,
        "expirationDateTime": _stamp(now + LIFE),
    }
    deed = f"subscribe to changes in the calendar of {address}"
    return _request("POST", "/subscriptions", deed, address, body)


def _renewal(subscription: Subscription, now: datetime) -> Request:
    body = {"expirationDateTime": _stamp(now + LIFE)}
    deed = f"renew the subscription to changes in the calendar of {subscription.address}"
    return _request("PATCH", f"/subscriptions/{subscription.id}", deed, subscription.address, body)


def _ending(subscription: Subscription) -> Request:
    deed = f"end the subscription to changes in the calendar of {subscription.address}"
    return _request("DELETE", f"/subscriptions/{subscription.id}", deed, subscription.address, None)


def _request(method: str, path: str, deed: str, address: str, body: Mapping[str, object] | None) -> Request:
    return Request(
        method=method,
        path=path,
        deed=deed,
        body=body,
        key=address,
        permission="Calendars.Read",
        is_housekeeping=True,
    )


def _read(request: Request, result: Response | Exception, now: datetime) -> Subscription | Exception:
    if isinstance(result, Exception):
        return result
    try:
        wire = decoded(result, _Wire, request)
    except GraphError as error:
        return error
    end = wire.expiration_date_time
    renew_at = max(now, end - MARGIN)
    return Subscription(address=request.key, id=wire.id, expires_at=end, renew_at=renew_at)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
