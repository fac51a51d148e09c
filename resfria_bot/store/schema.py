"""The schema of a database: which revision it has, and how it is brought to another."""

from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from resfria_bot.errors import StoreError


def revision(connection: Connection) -> str | None:
    """The revision that the tables have; None where there are none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(connection: Connection, name: str, to: str = "head") -> None:
    """Bring the database called `name` forward within this transaction.

    Raises `StoreError` when a newer program made it.
    """
    config = Config()
    config.set_main_option("script_location", str(resources.files("resfria_bot.store") / "migrations"))
    script = ScriptDirectory.from_config(config)
    current = revision(connection)
    if current is not None and current == script.get_current_head():
        return
    if current is not None and current not in {each.revision for each in script.walk_revisions()}:
        raise StoreError(f"the database {name} was made by a newer resfria-bot: install that version, or newer")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
