"""The office, served, and somebody who has signed in to it."""

from collections.abc import Iterator

import pytest
import requests

from resfria_bot.sandbox.server import Server, serve
from resfria_bot.sandbox.tenant import Tenant

from .office import Caller, answered, office, token_of


@pytest.fixture
def tenant() -> Tenant:
    return office()


@pytest.fixture
def server(tenant: Tenant) -> Iterator[Server]:
    with serve(tenant) as running:
        yield running


@pytest.fixture
def caller(server: Server) -> Iterator[Caller]:
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {answered(token_of(server), 200)['access_token']}"
        yield Caller(server, session)
