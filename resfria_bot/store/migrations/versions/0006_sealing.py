"""Room for seals: addresses stand once, sealed; who asked never to be asked; a protocol of what was deleted.

What stands in the rows is sealed when the database is opened, as the keys are not known here.
"""

import sqlalchemy as sa
from alembic import op

from resfria_bot.store.tables import Moment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """A seal is longer than what is in it."""
    op.create_table(
        "addresses",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_addresses")),
    )
    op.create_table(
        "refusals",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_refusals")),
    )
    op.create_table(
        "purges",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("before", Moment(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("deleted", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purges")),
    )
    with op.batch_alter_table("mailboxes") as mailboxes:
        mailboxes.alter_column("person_id", existing_type=sa.String(length=64), type_=sa.Text())
    with op.batch_alter_table("keys") as keys:
        keys.alter_column("value", existing_type=sa.String(length=64), type_=sa.Text())
