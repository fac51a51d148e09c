"""The PostgreSQL server of the store's tests."""

from tests.store.conftest import postgres_url, server

__all__ = ["postgres_url", "server"]
