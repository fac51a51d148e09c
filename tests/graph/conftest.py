"""The service and a client for it."""

import socket
from collections.abc import Iterator

import pytest

from resfria_bot.graph import writes
from resfria_bot.graph.client import Client

from .service import Purse, Service, serving


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as running:
        yield running


@pytest.fixture
def purse() -> Purse:
    return Purse()


@pytest.fixture
def client(service: Service, purse: Purse) -> Iterator[Client]:
    with Client(purse, service.base_url, writes=writes.ALL, workers=4, timeout_seconds=5) as made:
        yield made


@pytest.fixture
def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
