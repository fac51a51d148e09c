"""The daemon's own small listener: whether it is alive and ready, and its figures. The pages are another program."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

from resfria_bot.errors import ConfigError

#: After which a caller that says nothing is let go, in seconds.
PATIENCE_SECONDS = 5


class Reply(Protocol):
    """What is answered."""

    @property
    def status(self) -> int:
        """HTTP status."""

    @property
    def text(self) -> str:
        """The body."""

    @property
    def content_type(self) -> str:
        """Its type."""


Routes = Mapping[str, Callable[[], Reply]]


@contextmanager
def listening(host: str, port: int, routes: Routes) -> Iterator[int]:
    """Answer GET on these paths until the block ends; gives the port. Raises `ConfigError` when it is taken."""
    try:
        server = _Server((host, port), _handler(routes))
    except OSError as error:
        raise ConfigError([f"daemon.listen_port: {host}:{port} cannot be listened on ({error.strerror})"]) from error
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False


def _handler(routes: Routes) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE_SECONDS

        def do_GET(self) -> None:
            """Answer."""
            route = routes.get(self.path.partition("?")[0])
            if route is None:
                self.send_error(404)
                return
            reply = route()
            body = reply.text.encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is logged: it is asked several times a minute."""

    return Handler
