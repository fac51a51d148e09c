"""Who would travel to a meeting, from where, and how."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil

from resfria_bot.core import savings
from resfria_bot.core.cases import is_own
from resfria_bot.core.distance import LEAST_KM, Overrides, distance, great_circle_km
from resfria_bot.core.savings import Factors
from resfria_bot.core.types import (
    AttendeeType,
    Event,
    Mode,
    Organisation,
    Person,
    Place,
    Reason,
    Response,
    Saving,
    Site,
    Trip,
)

#: Longest way on foot and by bicycle, km one way.
WALK_KM = 1.5
#: Further than this nobody drives for a day: the estimate is left to people, and so is anything abroad.
MOST_KM = 1500.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelPolicy:
    """How people here travel; the `[travel]` settings."""

    occupancy: float = 1.4  #: people in one car from one site and department
    department_sites: Mapping[str, str] = field(default_factory=dict)  #: site by department
    factors: Factors = field(default_factory=savings.shipped_factors)
    overrides: Overrides = Overrides()


def estimate_saving(
    event: Event,
    place: Place | None,
    organisation: Organisation,
    people: Mapping[str, Person],
    policy: TravelPolicy,
    *,
    locate: Callable[[str], Place | None],
) -> tuple[Saving | None, tuple[Reason, ...]]:
    """What the meeting saves if nobody travels, or None with the reason where no honest figure can be given."""
    if place is None or place.latitude is None:
        return None, (Reason("travel.unknown_place", "where the meeting is held is not known"),)
    origins, unknown = _origins(event, organisation, people, policy)
    if not origins:
        return None, (Reason("travel.no_travellers", "nobody of ours is known to travel there"),)
    journeys = []
    for (site, _), persons in sorted(origins.items()):
        trip = _trip(_point(organisation, site, locate), place, persons, policy)
        if trip is not None:
            journeys.append(trip)
    if not journeys:
        return None, (Reason("travel.no_distance", "the distance to the place is not known, or not a journey"),)
    assumptions = [f"{policy.occupancy:g} people in a car", "return journeys, distances estimated"]
    if unknown:
        assumptions.append(f"{unknown} attendees whose site is not known are left out")
    hours = (event.end - event.start).total_seconds() / 3600
    return savings.saving(journeys, hours, policy.factors, assumptions), ()


def _origins(
    event: Event, organisation: Organisation, people: Mapping[str, Person], policy: TravelPolicy
) -> tuple[Counter[tuple[str, str]], int]:
    """How many come from each site and department, and how many of ours sit nobody knows where."""
    going = {
        a.address
        for a in event.attendees
        if a.type is not AttendeeType.RESOURCE and a.response is not Response.DECLINED
    }
    if event.organiser.address:
        going.add(event.organiser.address)
    if event.response is not Response.DECLINED:
        going.add(event.mailbox)
    origins: Counter[tuple[str, str]] = Counter()
    unknown = 0
    for address in going:
        if not is_own(address, organisation):
            continue
        person = people.get(address)
        site = _site(person, organisation, policy) if person else None
        if person is None or site is None:
            unknown += 1
            continue
        origins[site.name, person.department] += 1
    return origins, unknown


def _site(person: Person, organisation: Organisation, policy: TravelPolicy) -> Site | None:
    """Where somebody sits: by office, then by the mapping of departments, then by town if it has but one site."""
    office = person.office.casefold()
    for site in organisation.sites:
        if office and any(name.casefold() in office for name in (site.name, *site.aliases)):
            return site
    wanted = policy.department_sites.get(person.department)
    for site in organisation.sites:
        if wanted == site.name:
            return site
    in_town = [site for site in organisation.sites if person.city and site.town.casefold() == person.city.casefold()]
    return in_town[0] if in_town else None


def _point(organisation: Organisation, name: str, locate: Callable[[str], Place | None]) -> Place:
    site = next(site for site in organisation.sites if site.name == name)
    town = locate(site.town) if site.town else None
    if site.latitude is not None or town is None:
        return Place(site.town or site.name, site.latitude, site.longitude)
    return Place(site.town, town.latitude, town.longitude)


def _trip(origin: Place, destination: Place, persons: int, policy: TravelPolicy) -> Trip | None:
    straight_km = great_circle_km(origin, destination)
    if straight_km is None or straight_km > MOST_KM:
        return None
    mode = Mode.CAR
    one_way = distance(origin, destination, mode, policy.overrides)
    if one_way is None or one_way.distance_km < LEAST_KM:
        return None
    if one_way.distance_km <= WALK_KM:
        mode = Mode.WALK
        one_way = distance(origin, destination, mode, policy.overrides) or one_way
    vehicles = ceil(persons / policy.occupancy) if mode is Mode.CAR else 0
    return Trip(
        origin=origin.name,
        destination=destination.name,
        mode=mode,
        persons=persons,
        vehicles=vehicles,
        one_way=one_way,
    )
