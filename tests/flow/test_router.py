"""A router that is asked, kept in the database, and done without when it does not answer."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.flow.world import CONFIGURATION, World


class _Router(ThreadingHTTPServer):
    """Speaks OSRM: every way is 200 km and 2.5 hours."""

    daemon_threads = True
    asked: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: _Router

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        body = json.dumps({"code": "Ok", "routes": [{"distance": 200_000.0, "duration": 9000.0}]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Nothing is printed."""


@pytest.fixture
def router() -> Iterator[_Router]:
    """A router on loopback."""
    server = _Router(("127.0.0.1", 0), _Handler)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def routed(world: World, router: _Router) -> World:
    """The world with that router in its configuration."""
    address = f"http://127.0.0.1:{router.server_address[1]}"
    world.configuration = f'{CONFIGURATION}\n[travel]\nosrm_url = "{address}"\n'
    return world


def _convert(world: World) -> float:
    world.plan()
    world.run()
    world.reply("accepted")
    world.run(at=world.later(minutes=16))
    return world.ledger()[0].km_saved


def test_the_distance_of_the_router_stands_in_the_ledger(routed: World) -> None:
    assert _convert(routed) % 400 == 0


def test_the_router_is_asked_once_for_each_pair_of_points_however_often_the_program_starts(
    routed: World, router: _Router
) -> None:
    _convert(routed)
    routed.plan(subject="Ännu ett möte")
    routed.run(at=routed.later(hours=1))
    assert len(router.asked) == 1


def test_the_router_learns_two_rounded_points_and_no_name(routed: World, router: _Router) -> None:
    _convert(routed)
    assert "/route/v1/driving/" in router.asked[0]
    assert "Sk" not in router.asked[0]


def test_a_router_that_does_not_answer_leaves_the_estimate(routed: World, router: _Router) -> None:
    routed.configuration = routed.configuration.replace(str(router.server_address[1]), "9")
    km_saved = _convert(routed)
    assert km_saved > 0
    assert km_saved % 400 != 0
