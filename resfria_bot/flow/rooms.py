"""Name a free room with equipment in the question, where our people sit together or rooms are preferred."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from resfria_bot.core import rooms, travellers
from resfria_bot.core.types import Event, Person, Room, Window
from resfria_bot.errors import ResfriaError
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.store import mailboxes

#: Length of what one digit of a schedule stands for, in minutes.
STEP_MINUTES = 15
#: At a site with more rooms than this the others are not asked.
MOST_ROOMS = 60


@dataclass(frozen=True, slots=True)
class FreeRoom:
    """A room, and the site of ours where it is."""

    name: str
    site: str


@dataclass(slots=True)
class Finder:
    """Lives for one cycle: the list of rooms is read once. After any trouble no room is named."""

    desk: Desk
    report: Report
    _rooms: list[Room] | None = None
    _people: Mapping[str, Person] = field(default_factory=dict)

    def find(self, event: Event) -> FreeRoom | None:
        """A room that is free for the whole meeting, or None."""
        if not self.desk.bot.suggests_rooms:
            return None
        try:
            return self._find(event)
        except ResfriaError as error:
            self.report.note(f"No rooms are named in questions: {error}.")
            self._rooms = []
            return None

    def _find(self, event: Event) -> FreeRoom | None:
        if self._rooms is None:
            self._rooms = self.desk.rooms.all()
            with self.desk.database.transaction() as tx:
                self._people = {m.person.address: m.person for m in mailboxes.all_mailboxes(tx)}
        if not self._rooms:
            return None
        desk = self.desk
        homes = travellers.Homes(
            organisation=desk.organisation, department_sites=desk.travel.department_sites, locate=desk.locate
        )
        party = travellers.party(event, homes, self._people, also_there={}, away=())
        chosen = rooms.meeting_site(party, event.organiser.address, prefers_rooms=desk.bot.prefers_rooms)
        if chosen is None:
            return None
        site, people = chosen
        fitting = rooms.equipped(self._rooms, site, desk.organisation.sites, people)[:MOST_ROOMS]
        window = Window(start=event.start, end=event.end)
        views = desk.schedules.views(desk.bot.mailbox, [room.address for room in fitting], window, STEP_MINUTES)
        free = (room for room in fitting if set(views.get(room.address, "?")) == {"0"})
        return next((FreeRoom(room.name, site.name) for room in free), None)
