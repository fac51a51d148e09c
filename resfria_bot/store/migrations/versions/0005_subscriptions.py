"""What running unattended must remember: who is missing from a doubted group, and the subscriptions to changes."""

import sqlalchemy as sa
from alembic import op

from resfria_bot.store.tables import Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nobody is missing yet, and nothing is subscribed to."""
    with op.batch_alter_table("mailboxes") as mailboxes:
        mailboxes.add_column(sa.Column("absent_since", Moment(timezone=True), nullable=True))
    op.create_table(
        "subscriptions",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("expires_at", Moment(timezone=True), nullable=False),
        sa.Column("renew_at", Moment(timezone=True), nullable=False),
        sa.Column("changed_at", Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("id", name=op.f("uq_subscriptions_id")),
    )
