"""No word of a subject or a text stays with the reasons of a case."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_cases = sa.table("cases", sa.column("key", sa.String), sa.column("reasons", sa.JSON))


def upgrade() -> None:
    """The evidence goes, the sentence before it stays."""
    connection = op.get_bind()
    for key, reasons in connection.execute(sa.select(_cases.c.key, _cases.c.reasons)).all():
        bare = [[code, text if _is_of_place(code) else text.partition(" (“")[0]] for code, text in reasons]
        if bare != reasons:
            connection.execute(sa.update(_cases).where(_cases.c.key == key).values(reasons=bare))


def _is_of_place(code: Any) -> bool:
    return str(code).startswith("place.") and code not in ("place.subject", "place.body")
