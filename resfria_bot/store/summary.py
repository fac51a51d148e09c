"""The tables of sums: made of the ledger by `figures`, and of nothing else. They may be emptied at any time."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, Text

from resfria_bot.store.tables import Moment, metadata

#: Meetings that are counted, whatever they saved. `moved`: converted, counted as held or not, after the organiser was
#: asked. `own`: the same without having been asked. `converted`: not counted as held (yet).
COUNTS = ("recorded", "asked", "answered", "moved", "own", "held", "converted")
#: What they saved, and what is expected of those to come.
FIGURES = tuple(f"{name}_{when}" for when in ("saved", "expected") for name in ("hours", "km", "sek", "kg_co2e"))
MEASURES = (*COUNTS, *FIGURES, "own_hours")
#: Distinct organisers, by the field of `core.suppression.Crowd`.
PEOPLE = {
    "people": "people",
    **{name: f"{name}_people" for name in ("asked", "unasked", "answered", "silent", "converted", "unmoved")},
}


def _measures() -> list[Column[int] | Column[float] | Column[float | None]]:
    return [
        *(Column(name, Integer, nullable=False) for name in COUNTS),
        *(Column(name, Float, nullable=False) for name in (*FIGURES, "own_hours")),
        Column("latitude", Float),
        Column("longitude", Float),
    ]


#: What each organiser has in one month, system, department and place.
tallies = Table(
    "tallies",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("department", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("system", Text, primary_key=True),
    Column("organiser", String(320), primary_key=True),
    *_measures(),
)
Index("ix_tallies_department", *(tallies.c[n] for n in ("department", "month", "place", "system", "organiser")))
Index("ix_tallies_place", *(tallies.c[n] for n in ("place", "month", "department", "system", "organiser")))

#: The same for all organisers together, for every choice of dimensions: `cut` holds the first letters of those that are
#: told apart, and the others are empty. `sole_…`: the only value there is, where there is one. Of the counts of people
#: all but `people` are made only where steps may be shown: see `figures.STEPPED`.
sums = Table(
    "sums",
    metadata,
    Column("cut", String(3), primary_key=True),
    Column("system", Text, primary_key=True),
    Column("department", Text, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("month", String(7), primary_key=True),
    *(Column(name, Integer, nullable=False) for name in PEOPLE.values()),
    *(Column(f"sole_{name}", Text) for name in ("system", "department", "place")),
    *_measures(),
)
Index("ix_sums_place", *(sums.c[name] for name in ("cut", "place", "system", "department", "month")))
Index("ix_sums_month", sums.c.month)

#: Meetings that were converted, for the rows of the log.
log_rows = Table(
    "log_rows",
    metadata,
    Column("meeting_id", String(64), primary_key=True),
    Column("month", String(7), nullable=False),
    Column("start", Moment, nullable=False),
    Column("system", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("kind", String(16)),
    Column("is_held", Boolean, nullable=False),
    Column("by_organiser", Boolean, nullable=False),
    Column("travellers", Integer, nullable=False),
    *(Column(name, Float, nullable=False) for name in ("hours", "km", "sek", "kg_co2e")),
)
for _name in ("start", "hours", "km"):
    _last = (log_rows.c[_name], log_rows.c.meeting_id)
    Index(f"ix_log_rows_{_name}", *_last)
    Index(f"ix_log_rows_department_{_name}", log_rows.c.department, *_last)
    Index(f"ix_log_rows_place_{_name}", log_rows.c.place, *_last)
    Index(f"ix_log_rows_system_{_name}", log_rows.c.system, *_last)
Index("ix_log_rows_month", log_rows.c.month)

#: Days in UTC with a change that the sums do not show yet; kept by triggers, so that no change goes unseen.
stale_days = Table("stale_days", metadata, Column("day", String(10), nullable=False))
Index("ix_stale_days_day", stale_days.c.day)
