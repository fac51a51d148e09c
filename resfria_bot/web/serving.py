"""The pages on a port of this machine, until they are told to stop."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from resfria_bot.errors import ConfigError

#: Seconds that requests in hand are given when the program stops.
GRACE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Serving:
    """Pages that are being served."""

    address: str
    _thread: threading.Thread

    def wait(self) -> None:
        """Until they end, or the program is interrupted."""
        while self._thread.is_alive():
            self._thread.join(0.5)


@contextmanager
def listening(pages: ASGIApp, host: str, port: int) -> Iterator[Serving]:
    """Serve in a thread of its own while the block runs; port 0 means any that is free.

    Raises `ConfigError` when the port is taken.
    """
    listener = _listener(host, port)
    config = uvicorn.Config(
        pages,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    shown = f"[{host}]" if ":" in host else host
    try:
        yield Serving(f"http://{shown}:{listener.getsockname()[1]}", thread)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def _listener(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError as error:
        raise ConfigError(
            [f"web.port: {host}:{port} cannot be listened on ({error.strerror}); choose another"]
        ) from None
    made.listen(128)
    return made
