"""Events and organisations for tests of the judgement, made from few words."""

from datetime import UTC, datetime, timedelta
from typing import Any

from resfria_bot.core.assess import Judge
from resfria_bot.core.types import Address, Assessment, Attendee, Event, Location, Organisation, Response, Site

START = datetime(2027, 2, 3, 9, tzinfo=UTC)

KUNGALV = Organisation(
    name="Kungälvs kommun",
    domains=("kungalv.example",),
    sites=(
        Site(
            name="Stadshuset",
            address="Ytterbyvägen 2, 442 81 Kungälv",
            latitude=57.8709,
            longitude=11.9726,
            aliases=("Stadshuset Kungälv", "Kungälvs stadshus", "City Hall"),
            rooms=("Sessionssalen", "Älven", "Marstrand (8 pers)", "Skövde", "Teamsrummet", "Rum 3"),
        ),
        Site(
            name="Mimers hus",
            address="Trollhättevägen 10, 442 34 Kungälv",
            aliases=("Mimers",),
            rooms=("Teatern", "C214"),
        ),
        Site(name="Ytterbyskolan", address="Skolgatan 1, 442 50 Ytterby", aliases=("Ytterby skola",)),
        Site(name="Marstrands skola", address="Marstrand"),
    ),
)
VARA = Organisation(
    name="Vara kommun",
    domains=("vara.example",),
    sites=(
        Site(
            name="Kommunhuset",
            address="Torggatan 13, 534 81 Vara",
            latitude=58.2622,
            longitude=12.9541,
            aliases=("Kommunhuset Vara", "Vara kommunhus"),
            rooms=("Sessionssalen", "Konferensrum Skövde", "Metodrummet"),
        ),
        Site(name="Biblioteket", address="Vara", aliases=("Vara bibliotek",)),
        Site(name="Centralskolan Kvänum", address="Kvänum", aliases=("Kvänums skola",)),
        Site(name="Vedums skola", address="Vedum", aliases=("Vedum, skolan",)),
    ),
)
COLLEGE = Organisation(
    name="Högskolan i Skövde",
    domains=("his.example", "student.his.example"),
    sites=(
        Site(
            name="Campus Skövde",
            address="Högskolevägen 1, 541 28 Skövde",
            latitude=58.3941,
            longitude=13.8533,
            aliases=("Högskolan i Skövde", "Högskolan", "University of Skövde"),
            rooms=("G110", "D207", "Lab G2"),
        ),
        Site(name="Portalen", address="Kanikegränd 3, Skövde"),
        Site(name="Insikten", address="Kanikegränd 3, Skövde"),
    ),
)
_JUDGES: dict[str, Judge] = {}


def judge(organisation: Organisation) -> Judge:
    """The judge of one of the organisations above, built once in a process."""
    if organisation.name not in _JUDGES:
        _JUDGES[organisation.name] = Judge(organisation)
    return _JUDGES[organisation.name]


def event(
    subject: str = "Möte", place: str | Location | tuple[Location, ...] = "", body: str = "", **more: Any
) -> Event:
    """An event of the mailbox's owner with three colleagues; `host` is the mail domain of an organiser elsewhere."""
    owner = more.pop("owner", "anna@kungalv.example")
    host: str = more.pop("host", "")
    invited: int = more.pop("invited", 3)
    hours: float = more.pop("hours", 1.5)
    locations: tuple[Location, ...] = (Location(name=place),) if isinstance(place, str) and place else ()
    if isinstance(place, Location):
        locations = (place,)
    if isinstance(place, tuple):
        locations = place
    fields: dict[str, Any] = {
        "id": "1",
        "mailbox": owner,
        "subject": subject,
        "body": body,
        "start": START,
        "end": START + timedelta(hours=hours),
        "is_organiser": not host,
        "organiser": Address(f"kim@{host}" if host else owner),
        "attendees": tuple(Attendee(address=f"person{n}@kungalv.example") for n in range(invited)),
        "locations": locations,
        "response": Response.ACCEPTED if host else Response.ORGANIZER,
    }
    return Event(**fields | more)


def assess(organisation: Organisation = KUNGALV, **parts: Any) -> Assessment:
    """The assessment of an event made as by `event`, in a mailbox of the organisation."""
    parts.setdefault("owner", f"anna@{organisation.domains[0]}")
    return judge(organisation).assess(event(**parts))


def codes(assessment: Assessment) -> list[str]:
    """Codes of its reasons, in order."""
    return [reason.code for reason in assessment.reasons]
