"""The first schema."""

import sqlalchemy as sa
from alembic import op

from resfria_bot.store.tables import Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    """The first schema."""

    op.create_table(
        "cases",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("mailbox", sa.String(length=320), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("ical_uid", sa.Text(), nullable=False),
        sa.Column("is_series", sa.Boolean(), nullable=False),
        sa.Column("suggestion", sa.String(length=16), nullable=False),
        sa.Column("place_name", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(timezone=True), nullable=True),
        sa.Column("next_start", Moment(timezone=True), nullable=False),
        sa.Column("last_end", Moment(timezone=True), nullable=False),
        sa.Column("travellers", sa.Integer(), nullable=False),
        sa.Column("person_hours", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_reason", sa.String(length=64), nullable=False),
        sa.Column("asked_at", Moment(timezone=True), nullable=True),
        sa.Column("answered_at", Moment(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("converted_at", Moment(timezone=True), nullable=True),
        sa.Column("converted_by", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=True),
        sa.Column("system", sa.String(length=32), nullable=False),
        sa.Column("refused_at", Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_cases")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_mailbox"), ["mailbox"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_state"), ["state"], unique=False)

    op.create_table(
        "keys",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_keys")),
    )
    op.create_table(
        "mailboxes",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("has_exchange", sa.Boolean(), nullable=False),
        sa.Column("has_teams", sa.Boolean(), nullable=False),
        sa.Column("delta_link", sa.Text(), nullable=False),
        sa.Column("window_start", Moment(timezone=True), nullable=True),
        sa.Column("window_end", Moment(timezone=True), nullable=True),
        sa.Column("read_at", Moment(timezone=True), nullable=True),
        sa.Column("parked_until", Moment(timezone=True), nullable=True),
        sa.Column("failure_count", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("suspicious_since", Moment(timezone=True), nullable=True),
        sa.Column("stopped_at", Moment(timezone=True), nullable=True),
        sa.Column("paused_until", Moment(timezone=True), nullable=True),
        sa.Column("ignored_count", sa.Integer(), nullable=False),
        sa.Column("left_at", Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_mailboxes")),
    )
    op.create_table(
        "routes",
        sa.Column("from_latitude", sa.Float(), nullable=False),
        sa.Column("from_longitude", sa.Float(), nullable=False),
        sa.Column("to_latitude", sa.Float(), nullable=False),
        sa.Column("to_longitude", sa.Float(), nullable=False),
        sa.Column("distance_km", sa.Float(), nullable=False),
        sa.Column("ride_minutes", sa.Float(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("fetched_at", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "from_latitude", "from_longitude", "to_latitude", "to_longitude", name=op.f("pk_routes")
        ),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("begun_at", Moment(timezone=True), nullable=False),
        sa.Column("finished_at", Moment(timezone=True), nullable=True),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_table(
        "case_history",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_key"], ["cases.key"], name=op.f("fk_case_history_case_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_history")),
    )
    with op.batch_alter_table("case_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_history_case_key"), ["case_key"], unique=False)

    op.create_table(
        "conversions",
        sa.Column("case_key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("intended_at", Moment(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("finished_at", Moment(timezone=True), nullable=True),
        sa.Column("told_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_key"], ["cases.key"], name=op.f("fk_conversions_case_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_key", name=op.f("pk_conversions")),
    )
    with op.batch_alter_table("conversions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversions_outcome"), ["outcome"], unique=False)

    op.create_table(
        "meetings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("case_key", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("start", Moment(timezone=True), nullable=False),
        sa.Column("end", Moment(timezone=True), nullable=False),
        sa.Column("place_name", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("held_at", Moment(timezone=True), nullable=True),
        sa.Column("travellers", sa.Integer(), nullable=True),
        sa.Column("vehicle_km", sa.Float(), nullable=True),
        sa.Column("person_km", sa.Float(), nullable=True),
        sa.Column("km_saved", sa.Float(), nullable=True),
        sa.Column("person_hours", sa.Float(), nullable=True),
        sa.Column("sek_travel", sa.Float(), nullable=True),
        sa.Column("sek_time", sa.Float(), nullable=True),
        sa.Column("kg_gross", sa.Float(), nullable=True),
        sa.Column("kg_net", sa.Float(), nullable=True),
        sa.Column("factor_set", sa.String(length=64), nullable=True),
        sa.Column("details", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["case_key"], ["cases.key"], name=op.f("fk_meetings_case_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_case_key"), ["case_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_end"), ["end"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_start"), ["start"], unique=False)

    op.create_table(
        "questions",
        sa.Column("transaction_id", sa.String(length=64), nullable=False),
        sa.Column("case_key", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.String(length=320), nullable=False),
        sa.Column("start", Moment(timezone=True), nullable=False),
        sa.Column("end", Moment(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("ical_uid", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("travellers", sa.Integer(), nullable=False),
        sa.Column("sent_at", Moment(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("answered_at", Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_key"], ["cases.key"], name=op.f("fk_questions_case_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("transaction_id", name=op.f("pk_questions")),
    )
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questions_asked"), ["asked"], unique=False)
        batch_op.create_index(batch_op.f("ix_questions_case_key"), ["case_key"], unique=False)
        batch_op.create_index("ix_questions_ical_uid", ["ical_uid"], unique=False)
        batch_op.create_index(batch_op.f("ix_questions_sent_at"), ["sent_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_questions_status"), ["status"], unique=False)

    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("transaction_id", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("answered_at", Moment(timezone=True), nullable=False),
        sa.Column("seen_at", Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["questions.transaction_id"], name=op.f("fk_answers_transaction_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_transaction_id"), ["transaction_id"], unique=False)
