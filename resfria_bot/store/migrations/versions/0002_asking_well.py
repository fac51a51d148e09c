"""What asking well must remember: kinds of questions, hosts outside, pilot groups, help items, marks."""

import sqlalchemy as sa
from alembic import op

from resfria_bot.store.tables import Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """New columns have a default, so that rows from before keep their meaning."""
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("host_domain", sa.Text(), server_default="", nullable=False))
        cases.add_column(sa.Column("attendee_count", sa.Integer(), server_default="0", nullable=False))
        cases.add_column(sa.Column("pilot_count", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("questions") as questions:
        questions.add_column(sa.Column("kind", sa.String(length=16), server_default="meeting", nullable=False))
    op.create_table(
        "help_items",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_key", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("opened_at", Moment(timezone=True), nullable=False),
        sa.Column("closed_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_key"], ["cases.key"], name=op.f("fk_help_items_case_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_items")),
    )
    op.create_index(op.f("ix_help_items_case_key"), "help_items", ["case_key"])
    op.create_index(op.f("ix_help_items_closed_at"), "help_items", ["closed_at"])
    op.create_table(
        "marks",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )
