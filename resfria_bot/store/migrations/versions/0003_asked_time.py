"""What time a question spoke of, so that it can be taken back when its meeting has another."""

import sqlalchemy as sa
from alembic import op

from resfria_bot.store.tables import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Questions from before do not know; they stand as they did."""
    with op.batch_alter_table("questions") as questions:
        questions.add_column(sa.Column("meeting_start", Moment(timezone=True), nullable=True))
