"""Sums of the ledger for the managers' log, and triggers that note which days they no longer tell the truth about."""

import sqlalchemy as sa
from alembic import op

from resfria_bot.store.tables import Moment

revision = "0004"
down_revision = "0003"

_COUNTS = ("recorded", "asked", "answered", "moved", "own", "held", "converted")
_FIGURES = tuple(f"{name}_{when}" for when in ("saved", "expected") for name in ("hours", "km", "sek", "kg_co2e"))
_PEOPLE = ("people", "asked_people", "unasked_people", "answered_people")
_MORE_PEOPLE = ("silent_people", "converted_people", "unmoved_people")

#: What in a meeting and in a case the figures depend on.
_OF_MEETINGS = (
    *("case_key", "start", "place_name", "latitude", "longitude", "cancelled", "held_at", "travellers"),
    *("km_saved", "person_hours", "sek_travel", "sek_time", "kg_net"),
)
_OF_CASES = (
    *("mailbox", "department", "state", "asked_at", "answer"),
    *("converted_at", "converted_by", "kind", "system"),
)


def _measures() -> list[sa.Column[float] | sa.Column[int]]:
    return [
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _COUNTS),
        *(sa.Column(name, sa.Float(), nullable=False) for name in _FIGURES),
        sa.Column("own_hours", sa.Float(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
    ]


def _dimensions() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in ("system", "department", "place")]


def upgrade() -> None:
    """Every day that has a meeting is one to sum."""
    op.create_table(
        "tallies",
        sa.Column("month", sa.String(length=7), nullable=False),
        *_dimensions(),
        sa.Column("organiser", sa.String(length=320), nullable=False),
        *_measures(),
        sa.PrimaryKeyConstraint("month", "department", "place", "system", "organiser", name=op.f("pk_tallies")),
    )
    op.create_index("ix_tallies_department", "tallies", ["department", "month", "place", "system", "organiser"])
    op.create_index("ix_tallies_place", "tallies", ["place", "month", "department", "system", "organiser"])
    op.create_table(
        "sums",
        sa.Column("cut", sa.String(length=3), nullable=False),
        *_dimensions(),
        sa.Column("month", sa.String(length=7), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in (*_PEOPLE, *_MORE_PEOPLE)),
        *(sa.Column(f"sole_{name}", sa.Text(), nullable=True) for name in ("system", "department", "place")),
        *_measures(),
        sa.PrimaryKeyConstraint("cut", "system", "department", "place", "month", name=op.f("pk_sums")),
    )
    op.create_index("ix_sums_place", "sums", ["cut", "place", "system", "department", "month"])
    op.create_index("ix_sums_month", "sums", ["month"])
    op.create_table(
        "log_rows",
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("start", Moment(timezone=True), nullable=False),
        *_dimensions(),
        sa.Column("kind", sa.String(length=16), nullable=True),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("by_organiser", sa.Boolean(), nullable=False),
        sa.Column("travellers", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("hours", "km", "sek", "kg_co2e")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_log_rows")),
    )
    for name in ("start", "hours", "km"):
        op.create_index(f"ix_log_rows_{name}", "log_rows", [name, "meeting_id"])
        op.create_index(f"ix_log_rows_department_{name}", "log_rows", ["department", name, "meeting_id"])
        op.create_index(f"ix_log_rows_place_{name}", "log_rows", ["place", name, "meeting_id"])
        op.create_index(f"ix_log_rows_system_{name}", "log_rows", ["system", name, "meeting_id"])
    op.create_index("ix_log_rows_month", "log_rows", ["month"])
    op.create_table("stale_days", sa.Column("day", sa.String(length=10), nullable=False))
    op.create_index("ix_stale_days_day", "stale_days", ["day"])
    _add_triggers()


def _add_triggers() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _add_postgresql_triggers()
    else:
        _add_sqlite_triggers()


def _changed(names: tuple[str, ...], differ: str) -> str:
    return " OR ".join(f'NEW."{name}" {differ} OLD."{name}"' for name in names)


def _add_sqlite_triggers() -> None:
    def mark(row: str) -> str:
        day = f"substr({row}.start, 1, 10)"
        return f"INSERT INTO stale_days SELECT {day} WHERE {day} NOT IN (SELECT day FROM stale_days);"  # noqa: S608

    days = "INSERT INTO stale_days SELECT DISTINCT substr(start, 1, 10) FROM meetings"
    op.execute(days)
    for when, body in (
        ("INSERT ON meetings", mark("NEW")),
        ("DELETE ON meetings", mark("OLD")),
        (f"UPDATE ON meetings WHEN {_changed(_OF_MEETINGS, 'IS NOT')}", mark("OLD") + mark("NEW")),
        (f"UPDATE ON cases WHEN {_changed(_OF_CASES, 'IS NOT')}", f"{days} WHERE case_key = NEW.key;"),
    ):
        op.execute(f"CREATE TRIGGER {_trigger(when)} AFTER {when} BEGIN {body} END")


def _add_postgresql_triggers() -> None:
    def mark(row: str) -> str:
        return f"INSERT INTO stale_days VALUES ({day.format(row)});"  # noqa: S608

    day = "to_char({}.start AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    days = f"INSERT INTO stale_days SELECT DISTINCT {day.format('meetings')} FROM meetings"  # noqa: S608
    op.execute(days)
    for when, condition, body in (
        ("INSERT ON meetings", "TRUE", mark("NEW")),
        ("DELETE ON meetings", "TRUE", mark("OLD")),
        ("UPDATE ON meetings", _changed(_OF_MEETINGS, "IS DISTINCT FROM"), mark("OLD") + mark("NEW")),
        ("UPDATE ON cases", _changed(_OF_CASES, "IS DISTINCT FROM"), f"{days} WHERE case_key = NEW.key;"),
    ):
        name = _trigger(when)
        op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$")
        op.execute(f"CREATE TRIGGER {name} AFTER {when} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {name}()")


def _trigger(when: str) -> str:
    """A name such as "stale_after_insert_on_meetings"."""
    return "stale_after_" + "_".join(when.lower().split()[:3])
