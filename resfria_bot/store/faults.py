"""What goes wrong with a database, in one sentence each: what the drivers say is for programmers."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from resfria_bot.errors import StoreError


@contextmanager
def translated(name: str) -> Iterator[None]:
    """Whatever the driver of the database called `name` raises inside becomes one `StoreError`."""
    try:
        yield
    except exc.DBAPIError as error:
        raise StoreError(sentence(str(error.orig), name)) from error
    except exc.TimeoutError as error:
        raise StoreError(f"the database {name} has no free connection: try again later") from error


#: What the drivers say, and what it means for the person who runs this.
_SENTENCES = (
    ("database is locked", "is locked by another program: stop the other one, or try again later"),
    ("readonly database", "is read-only: give this program the right to write the file and its folder"),
    ("database or disk is full", "has no room left on its disk: free some and run again, nothing is lost"),
    ("No space left", "has no room left on its disk: free some and run again, nothing is lost"),
    ("unable to open", "cannot be opened: check that its folder exists and can be written"),
    ("not a database", "is no database: check database.url, or restore it from a backup"),
    ("malformed", "is damaged: restore it from a backup"),
    ("password authentication failed", "refuses the user or password in database.url"),
    ("does not exist", "lacks what database.url names: create the database first"),
    ("lock timeout", "is locked by another program: stop the other one, or try again later"),
)


def sentence(said: str, name: str) -> str:
    """What the driver said, as a sentence about the database called `name`."""
    for part, meaning in _SENTENCES:
        if part in said:
            return f"the database {name} {meaning}"
    return f"the database {name} cannot be used: {said.strip().splitlines()[0] if said.strip() else 'it broke off'}"
