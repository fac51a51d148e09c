"""The tables. Facts only: a case with its place and times, never a subject, a body or a list of attendees."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. SQLite has no time zones, so what comes back is made aware again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime: it would be taken for the wrong moment."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without time zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

#: The only place where addresses can be read, sealed. Every other column for an address holds the key of its row here.
addresses = Table(
    "addresses",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("sealed", Text, nullable=False),
)

#: `person_id`, `name`, `delta_link` and `last_error` are sealed.
mailboxes = Table(
    "mailboxes",
    metadata,
    Column("address", String(320), primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("has_exchange", Boolean, nullable=False),
    Column("has_teams", Boolean, nullable=False),
    Column("delta_link", Text, nullable=False),
    Column("window_start", Moment),
    Column("window_end", Moment),
    Column("read_at", Moment),
    Column("parked_until", Moment),
    Column("failure_count", Integer, nullable=False),
    Column("last_error", Text, nullable=False),
    Column("suspicious_since", Moment),
    Column("stopped_at", Moment),
    Column("paused_until", Moment),
    Column("ignored_count", Integer, nullable=False),
    Column("left_at", Moment),
    Column("absent_since", Moment),
)

cases = Table(
    "cases",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("mailbox", String(320), nullable=False, index=True),
    Column("event_id", Text, nullable=False),
    Column("ical_uid", Text, nullable=False),
    Column("is_series", Boolean, nullable=False),
    Column("suggestion", String(16), nullable=False),
    Column("place_name", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("department", Text, nullable=False),
    Column("created_at", Moment),
    Column("next_start", Moment, nullable=False),
    Column("last_end", Moment, nullable=False),
    Column("travellers", Integer, nullable=False),
    Column("person_hours", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("state_reason", String(64), nullable=False),
    Column("asked_at", Moment),
    Column("answered_at", Moment),
    Column("answer", String(16)),
    Column("converted_at", Moment),
    Column("converted_by", String(16)),
    Column("kind", String(16)),
    Column("system", String(32), nullable=False),
    Column("refused_at", Moment),
    Column("host_domain", Text, nullable=False, server_default=""),
    Column("attendee_count", Integer, nullable=False, server_default="0"),
    Column("pilot_count", Integer, nullable=False, server_default="0"),
)

case_history = Table(
    "case_history",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_key", ForeignKey("cases.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("reason", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)

meetings = Table(
    "meetings",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("case_key", ForeignKey("cases.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("event_id", Text, nullable=False),
    Column("start", Moment, nullable=False, index=True),
    Column("end", Moment, nullable=False, index=True),
    Column("place_name", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("cancelled", Boolean, nullable=False),
    Column("held_at", Moment),
    Column("travellers", Integer),
    Column("vehicle_km", Float),
    Column("person_km", Float),
    Column("km_saved", Float),
    Column("person_hours", Float),
    Column("sek_travel", Float),
    Column("sek_time", Float),
    Column("kg_gross", Float),
    Column("kg_net", Float),
    Column("factor_set", String(64)),
    Column("details", JSON),
)

questions = Table(
    "questions",
    metadata,
    Column("transaction_id", String(64), primary_key=True),
    Column("case_key", ForeignKey("cases.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("asked", String(320), nullable=False, index=True),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("event_id", Text, nullable=False),
    Column("ical_uid", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("travellers", Integer, nullable=False),
    Column("sent_at", Moment, index=True),
    Column("answer", String(16)),
    Column("answered_at", Moment),
    Column("kind", String(16), nullable=False, server_default="meeting"),
    Column("meeting_start", Moment),
)
Index("ix_questions_ical_uid", questions.c.ical_uid)

answers = Table(
    "answers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("transaction_id", ForeignKey("questions.transaction_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("answer", String(16), nullable=False),
    Column("answered_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)

conversions = Table(
    "conversions",
    metadata,
    Column("case_key", ForeignKey("cases.key", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("intended_at", Moment, nullable=False),
    Column("outcome", String(16), nullable=False, index=True),
    Column("finished_at", Moment),
    Column("told_at", Moment),
)

help_items = Table(
    "help_items",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_key", ForeignKey("cases.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("address", String(320), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment, index=True),
)

#: Who asked never to be asked and was then erased: nothing but the key that an address would have.
refusals = Table(
    "refusals",
    metadata,
    Column("address", String(64), primary_key=True),
    Column("at", Moment, nullable=False),
)

#: The latest wish about being asked that somebody wrote: see `store.wishes`. `address` is nothing but the key.
wishes = Table(
    "wishes",
    metadata,
    Column("address", String(64), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("until", Moment),
    Column("said_at", Moment, nullable=False),
    Column("honoured_at", Moment),
)

#: Messages put among somebody's drafts, which Graph would take twice.
drafts = Table(
    "drafts",
    metadata,
    Column("case_key", ForeignKey("cases.key", ondelete="CASCADE"), primary_key=True),
    Column("intended_at", Moment, nullable=False),
    Column("finished_at", Moment),
)

#: How far a stream that belongs to no member's mailbox has been read, such as the bot's inbox. `value` is sealed.
marks = Table(
    "marks",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

#: Graph's promise to tell of changes in a member's calendar. `changed_at`: it told, and nobody has looked since.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("address", String(320), primary_key=True),
    Column("id", String(64), nullable=False, unique=True),
    Column("expires_at", Moment, nullable=False),
    Column("renew_at", Moment, nullable=False),
    Column("changed_at", Moment),
)

#: `report` is sealed JSON: failures name mailboxes.
runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("begun_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("report", JSON),
)

#: What was deleted because its time was over, and by which decision.
purges = Table(
    "purges",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("before", Moment, nullable=False),
    Column("decision", Text, nullable=False),
    Column("deleted", JSON, nullable=False),
)

#: Secrets of this database, sealed but for the key that seals where the configuration gives none.
keys = Table(
    "keys",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False),
)

routes = Table(
    "routes",
    metadata,
    Column("from_latitude", Float, primary_key=True),
    Column("from_longitude", Float, primary_key=True),
    Column("to_latitude", Float, primary_key=True),
    Column("to_longitude", Float, primary_key=True),
    Column("distance_km", Float, nullable=False),
    Column("ride_minutes", Float, nullable=False),
    Column("source", String(16), nullable=False),
    Column("fetched_at", Moment, nullable=False),
)
