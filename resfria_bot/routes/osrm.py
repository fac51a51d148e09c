"""A router that speaks OSRM's protocol: the way by car between two points, or None when it does not answer.

It is told two points, rounded to about 100 m, and nothing else: no names, no subjects, no times.
"""

import time
from collections.abc import Callable
from ipaddress import ip_address
from math import isfinite
from typing import Protocol
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from resfria_bot.core.distance import overhead_minutes
from resfria_bot.core.types import Distance, Mode, Place

#: Decimals of a degree that are sent: some 100 m north to south, 60 m east to west in Sweden.
DECIMALS = 3
#: Seconds to connect, and to wait for an answer.
TIMEOUT_SECONDS = (3.05, 5.0)
#: After a failure nobody asks again for so long, so that a router that is down does not hold up a scan.
PAUSE_SECONDS = 300.0
SOURCE = "osrm"

#: Degrees north and east, rounded.
Point = tuple[float, float]


class Routes(Protocol):
    """Where answers are kept, by pair of rounded points; the smaller point comes first."""

    def get(self, origin: Point, destination: Point) -> tuple[float, float] | None:
        """Km and minutes on the way, or None when the pair was never asked for."""

    def put(self, origin: Point, destination: Point, km: float, minutes: float, source: str) -> None:
        """Keep an answer; the keeper notes when it was fetched."""


class Router:
    """Asks one OSRM server, and each pair of points once. A pair costs the same in both directions."""

    def __init__(self, url: str, routes: Routes, clock: Callable[[], float] = time.monotonic) -> None:
        """`url` is the server's root, as "https://osrm.kungalv.example"; `clock` counts seconds."""
        self._url = url.rstrip("/")
        self._routes = routes
        self._clock = clock
        self._quiet_until = float("-inf")
        self._session = requests.Session()
        # Many networks set a proxy without an exception for this machine, which no proxy can reach.
        self._session.trust_env = not _is_loopback(url)
        self._session.mount("http://", HTTPAdapter(max_retries=0))
        self._session.mount("https://", HTTPAdapter(max_retries=0))

    def route(self, origin: Place, destination: Place) -> Distance | None:
        """The way by car; None when a point is missing, both are the same, or the server does not answer well."""
        points = sorted(point for point in (_rounded(origin), _rounded(destination)) if point is not None)
        if len(points) < 2 or points[0] == points[1]:
            return None
        start, end = points
        known = self._routes.get(start, end)
        if known is None:
            known = self._ask(start, end)
            if known is None:
                return None
            self._routes.put(start, end, *known, SOURCE)
        km, minutes = known
        return Distance(
            distance_km=km, ride_minutes=minutes, overhead_minutes=overhead_minutes(Mode.CAR), source=SOURCE
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()

    def _ask(self, start: Point, end: Point) -> tuple[float, float] | None:
        if self._clock() < self._quiet_until:
            return None
        pair = ";".join(f"{longitude:.{DECIMALS}f},{latitude:.{DECIMALS}f}" for latitude, longitude in (start, end))
        try:
            answer = self._session.get(
                f"{self._url}/route/v1/driving/{pair}",
                params={"overview": "false", "alternatives": "false", "steps": "false"},
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
            )
            told = answer.json()
        except (requests.RequestException, ValueError, RecursionError):
            self._quiet_until = self._clock() + PAUSE_SECONDS
            return None
        if answer.status_code >= 500 or answer.status_code == requests.codes.too_many_requests:
            self._quiet_until = self._clock() + PAUSE_SECONDS
            return None
        return _read(told)


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _rounded(place: Place) -> Point | None:
    if place.latitude is None or place.longitude is None:
        return None
    return round(place.latitude, DECIMALS), round(place.longitude, DECIMALS)


def _read(told: object) -> tuple[float, float] | None:
    """Km and minutes of the first route; None for "NoRoute" and for anything that is not as OSRM writes it."""
    if not isinstance(told, dict) or told.get("code") != "Ok":
        return None
    try:
        first = told["routes"][0]
        km, minutes = float(first["distance"]) / 1000, float(first["duration"]) / 60
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    if not (isfinite(km) and isfinite(minutes) and km > 0 and minutes > 0):
        return None
    return km, minutes
