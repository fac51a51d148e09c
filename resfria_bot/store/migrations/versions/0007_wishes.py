"""What people wrote about being asked, and the messages that were put among their drafts."""

import sqlalchemy as sa
from alembic import op

from resfria_bot.store.tables import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Empty at first: the inbox is read in full, and old drafts were never made."""
    op.create_table(
        "wishes",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("until", Moment(timezone=True), nullable=True),
        sa.Column("said_at", Moment(timezone=True), nullable=False),
        sa.Column("honoured_at", Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_wishes")),
    )
    op.create_table(
        "drafts",
        sa.Column("case_key", sa.String(length=64), nullable=False),
        sa.Column("intended_at", Moment(timezone=True), nullable=False),
        sa.Column("finished_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_key"], ["cases.key"], name=op.f("fk_drafts_case_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_key", name=op.f("pk_drafts")),
    )
