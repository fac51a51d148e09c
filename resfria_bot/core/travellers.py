"""Who of our own people would travel to a meeting, and from where."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from resfria_bot.core.cases import is_own
from resfria_bot.core.premises import town_in
from resfria_bot.core.text import clean, fold
from resfria_bot.core.types import AttendeeType, Event, Organisation, Person, Place, Response, Site

#: Finds a town by its name.
Locate = Callable[[str], Place | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traveller:
    """One of our people. `site` is None where only their town is known; `stops` are other towns visited that day."""

    address: str
    origin: Place
    site: Site | None
    department: str
    stops: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Our people who were invited and have not declined, and how many others there are."""

    present: tuple[Traveller, ...]
    unknown: int  #: of ours, but nobody knows where they sit
    away: int  #: of ours, working from elsewhere or out of office that day
    outside: int  #: not ours: counted, never claimed
    is_alone: bool  #: nobody is invited


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """Where people sit: our sites, by office, town and department."""

    organisation: Organisation
    department_sites: Mapping[str, str]
    locate: Locate
    _found: dict[Person, tuple[Place, Site | None] | None] = field(default_factory=dict)

    def of(self, person: Person) -> tuple[Place, Site | None] | None:
        """The place somebody starts from and the site there; None when the directory and the settings do not say.

        First the office, then the town, then the department's site, then the only site there is. Two sites in the
        person's town are told apart by department, else the first one counts: they are one town away from anywhere.
        """
        key = Person(id="", address="", department=person.department, office=person.office, city=person.city)
        if key not in self._found:
            self._found[key] = self._look_up(key)
        return self._found[key]

    def _look_up(self, person: Person) -> tuple[Place, Site | None] | None:
        sites = self.organisation.sites
        by_department = self._department_site(person.department)
        site = _by_office(person.office, sites)
        if site is None and person.city:
            in_town = [s for s in sites if _same(_town(s), person.city)]
            site = by_department if by_department in in_town else next(iter(in_town), None)
            if site is None:
                town = self.locate(person.city)
                return (town, None) if town is not None and town.latitude is not None else None
        if site is None:
            site = by_department or (sites[0] if len(sites) == 1 else None)
        if site is None:
            return None
        origin = self.place_of(site)
        return (origin, site) if origin is not None else None

    def place_of(self, site: Site) -> Place | None:
        """The site as a place, by the name of its town; None when it cannot be put on the map."""
        town = _town(site)
        aliases = (site.name, *site.aliases)
        if site.latitude is not None and site.longitude is not None:
            return Place(town or site.name, site.latitude, site.longitude, aliases)
        found = self.locate(town) if town else None
        if found is None or found.latitude is None:
            return None
        return Place(found.name, found.latitude, found.longitude, aliases)

    def _department_site(self, department: str) -> Site | None:
        wanted = next((site for name, site in self.department_sites.items() if _same(name, department)), "")
        return next((site for site in self.organisation.sites if wanted and _same(site.name, wanted)), None)


def party(
    event: Event,
    homes: Homes,
    people: Mapping[str, Person],
    *,
    also_there: Mapping[str, Sequence[Place]],
    away: Collection[str],
) -> Party:
    """Everybody who is expected: attendees, the organiser, and the owner of the mailbox; rooms and noes are not.

    Lists of addresses and people outside `people` are not known, and never guessed at.
    """
    present: list[Traveller] = []
    unknown = absent = outside = 0
    for address in sorted(_expected(event)):
        if not is_own(address, homes.organisation):
            outside += 1
            continue
        if address in away:
            absent += 1
            continue
        person = people.get(address)
        home = homes.of(person) if person else None
        if person is None or home is None:
            unknown += 1
            continue
        stops = tuple(also_there.get(address, ()))
        traveller = Traveller(address=address, origin=home[0], site=home[1], department=person.department, stops=stops)
        present.append(traveller)
    return Party(present=tuple(present), unknown=unknown, away=absent, outside=outside, is_alone=not event.attendees)


def _expected(event: Event) -> set[str]:
    declined = {a.address for a in event.attendees if a.response is Response.DECLINED}
    rooms = {a.address for a in event.attendees if a.type is AttendeeType.RESOURCE}
    if event.response is Response.DECLINED:
        declined.add(event.mailbox)
    invited = {a.address for a in event.attendees} | {event.organiser.address, event.mailbox}
    return {address for address in invited if address} - declined - rooms


def _by_office(office: str, sites: Iterable[Site]) -> Site | None:
    """The site whose name stands in the office's; the longest name wins."""
    if not office:
        return None
    words = f" {fold(clean(office))} ".replace(",", " ")
    named = [
        (len(name), site)
        for site in sites
        for name in (site.name, *site.aliases)
        if name and f" {fold(clean(name))} " in words
    ]
    return max(named, key=lambda pair: pair[0])[1] if named else None


def _town(site: Site) -> str:
    return site.town or town_in(site.address)


def _same(name: str, other: str) -> bool:
    return fold(clean(name)) == fold(clean(other))
