"""Asking a router: what is sent, what is kept, and that nothing waits for one that does not answer."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
import requests
import responses

from resfria_bot.core.types import Place
from resfria_bot.routes.osrm import Point, Router

KUNGALV = Place("Kungälv", 57.871234, 11.980567)
SKOVDE = Place("Skövde", 58.391234, 13.845678)
ANSWER = {"code": "Ok", "routes": [{"distance": 149_000.0, "duration": 6600.0}]}
URL = "https://osrm.example/route/v1/driving/11.981,57.871;13.846,58.391"


class Kept:
    """Keeps answers in memory."""

    def __init__(self) -> None:
        self.rows: dict[tuple[Point, Point], tuple[float, float]] = {}

    def get(self, origin: Point, destination: Point) -> tuple[float, float] | None:
        return self.rows.get((origin, destination))

    def put(self, origin: Point, destination: Point, km: float, minutes: float, source: str) -> None:
        assert source == "osrm"
        self.rows[origin, destination] = (km, minutes)


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def router(kept: Kept | None = None, clock: Any = lambda: 0.0) -> Router:
    return Router("https://osrm.example/", kept or Kept(), clock)


def test_the_answer_becomes_km_and_minutes_with_its_source(web: responses.RequestsMock) -> None:
    web.get(URL, json=ANSWER)
    found = router().route(KUNGALV, SKOVDE)
    assert found is not None
    assert (found.distance_km, found.ride_minutes, found.source) == (149.0, 110.0, "osrm")


def test_only_two_rounded_points_are_sent(web: responses.RequestsMock) -> None:
    web.get(URL, json=ANSWER)
    router().route(KUNGALV, SKOVDE)
    request = web.calls[0].request
    assert request.url == f"{URL}?overview=false&alternatives=false&steps=false"
    assert request.body is None


def test_a_pair_is_asked_for_once_in_either_direction(web: responses.RequestsMock) -> None:
    web.get(URL, json=ANSWER)
    kept = Kept()
    there, back = router(kept).route(KUNGALV, SKOVDE), router(kept).route(SKOVDE, KUNGALV)
    assert there == back
    assert len(web.calls) == 1


@pytest.mark.parametrize(
    "body",
    [
        "<html>", "[]", "null", "{}", '{"code": "Ok"}', '{"code": "Ok", "routes": []}', '{"code": "Ok", "routes": [1]}',
        '{"code": "Ok", "routes": [{"distance": "x", "duration": 1}]}',
        '{"code": "Ok", "routes": [{"distance": NaN, "duration": 1}]}',
        '{"code": "Ok", "routes": [{"distance": -5, "duration": 1}]}', "[" * 100_000,
    ],
)  # fmt: skip
def test_an_answer_that_is_not_osrm_s_is_no_answer(web: responses.RequestsMock, body: str) -> None:
    web.get(URL, body=body)
    kept = Kept()
    assert router(kept).route(KUNGALV, SKOVDE) is None
    assert kept.rows == {}


def test_no_route_is_no_answer_and_others_are_still_asked_for(web: responses.RequestsMock) -> None:
    web.get(URL, json={"code": "NoRoute"}, status=400)
    asked = router()
    assert asked.route(KUNGALV, SKOVDE) is None
    assert asked.route(KUNGALV, SKOVDE) is None
    assert len(web.calls) == 2


@pytest.mark.parametrize("trouble", [requests.ConnectionError(), requests.ReadTimeout()])
def test_a_router_that_is_down_is_left_alone_for_a_while(web: responses.RequestsMock, trouble: Exception) -> None:
    web.get(URL, body=trouble)
    now = [0.0]
    asked = router(clock=lambda: now[0])
    assert asked.route(KUNGALV, SKOVDE) is None
    assert asked.route(KUNGALV, SKOVDE) is None
    assert len(web.calls) == 1
    now[0] = 301.0
    asked.route(KUNGALV, SKOVDE)
    assert len(web.calls) == 2


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_router_that_is_overloaded_is_left_alone_for_a_while(web: responses.RequestsMock, status: int) -> None:
    web.get(URL, json={}, status=status)
    asked = router()
    assert asked.route(KUNGALV, SKOVDE) is None
    assert asked.route(KUNGALV, SKOVDE) is None
    assert len(web.calls) == 1


def test_nobody_follows_a_router_to_another_server(web: responses.RequestsMock) -> None:
    web.get(URL, status=302, headers={"Location": "https://other.example/"})
    web.get("https://other.example/", json=ANSWER)
    assert router().route(KUNGALV, SKOVDE) is None
    assert len(web.calls) == 1


@pytest.mark.parametrize("place", [Place("Ingenstans"), Place("Grannen", 57.8711, 11.9806)])
def test_nothing_is_asked_without_two_points(web: responses.RequestsMock, place: Place) -> None:
    assert router().route(KUNGALV, place) is None
    assert len(web.calls) == 0


class Service(BaseHTTPRequestHandler):
    paths: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        Service.paths.append(self.path)
        body = json.dumps(ANSWER).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_a_server_on_this_machine_is_asked_over_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # nobody there: no proxy can reach this machine
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with HTTPServer(("127.0.0.1", 0), Service) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        asked = Router(f"http://127.0.0.1:{server.server_port}", Kept())
        try:
            found = asked.route(KUNGALV, SKOVDE)
        finally:
            asked.close()
            server.shutdown()
            thread.join()
    assert found is not None
    assert found.distance_km == 149.0
    assert Service.paths == [
        "/route/v1/driving/11.981,57.871;13.846,58.391?overview=false&alternatives=false&steps=false"
    ]
