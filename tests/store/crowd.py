"""An organisation with enough people to be shown, in the database."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from resfria_bot.core.types import Answer, ConvertedBy, Kind, Place, State
from resfria_bot.store import cases, figures, meetings
from resfria_bot.store.database import Database
from tests.core.test_suppression import MONTHS, People, Record
from tests.store.samples import NOW, case, meeting

ZONE = "Europe/Stockholm"


def store(database: Database, people: People) -> None:
    """Keep the records as cases and meetings, and add them up."""
    with database.transaction() as tx:
        for record in sorted(people.records, key=lambda record: record.number):
            _store_one(tx, record)
        figures.refresh(tx, ZONE, NOW)


def _store_one(tx: Connection, record: Record) -> None:
    key = f"c{record.number}"
    start = datetime.strptime(record.month, "%Y-%m").replace(tzinfo=UTC) + timedelta(days=5)
    before = start - timedelta(days=90)
    made = case(
        key,
        mailbox=f"p{record.organiser}@kommun.example",
        department=record.department,
        system=record.system,
        state=State.CONVERTED if record.converted else State.FLAGGED,
        asked_at=before if record.asked else None,
        answer=Answer.ON_SITE if record.answered else None,
        converted_at=before if record.converted else None,
        converted_by=ConvertedBy.BOT if record.converted else None,
        kind=Kind.ONLINE if record.converted else None,
    )
    cases.save(tx, made, before)
    place = Place(record.place, 58.0, 13.0)
    meetings.save(tx, meeting(1, key, start=start, end=start + timedelta(hours=1), place=place))


def large() -> People:
    """Two departments that go to one town each, and a few people who go elsewhere."""
    elsewhere = [("A", "Trosa"), ("A", "Mora"), ("B", "Åre"), ("B", "Falun")] * 3
    homes = [("A", "Borås")] * 12 + [("B", "Skara")] * 11 + elsewhere
    return People(
        [
            Record(100 * i + n, n, month, department=department, place=place, converted=n % 4 != 0)
            for i, month in enumerate(MONTHS)
            for n, (department, place) in enumerate(homes)
        ]
    )
