"""The journeys that a meeting asks for, and what is saved when nobody makes them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from math import ceil, inf

from resfria_bot.core import distance as distances
from resfria_bot.core import savings
from resfria_bot.core.borders import is_abroad
from resfria_bot.core.distance import Route, distance, great_circle_km, is_same_town
from resfria_bot.core.gazetteer import gazetteer_of
from resfria_bot.core.overrides import Overrides, shipped_overrides
from resfria_bot.core.savings import Factors
from resfria_bot.core.text import clean, fold
from resfria_bot.core.travellers import Homes, Locate, Party, Traveller, party
from resfria_bot.core.types import Distance, Event, Mode, Organisation, Person, Place, Reason, Saving, Trip

#: A journey longer than this along the great circle is none within the country.
MOST_KM = 1600.0
#: Hours of meeting in a day, at most, for whole days in the calendar.
HOURS_A_DAY = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelPolicy:
    """How people here travel; the `[travel]` settings, and what they lead to."""

    occupancy: float = 1.4  #: people in one car from one site and department
    department_sites: Mapping[str, str] = field(default_factory=dict)  #: site by department
    factors: Factors = field(default_factory=savings.shipped_factors)
    overrides: Overrides = field(default_factory=shipped_overrides)
    route: Route | None = None  #: asks a router; None: distances are estimated
    #: The mode up to so many km one way by road. Walking and train limits are assumptions.
    modes: tuple[tuple[float, Mode], ...] = ((1.5, Mode.WALK), (400.0, Mode.CAR), (inf, Mode.TRAIN))


@dataclass(frozen=True, slots=True)
class Journeys:
    """The journeys of a party, how many need not travel or travel anyhow, and how many cannot be told."""

    trips: tuple[Trip, ...] = ()
    at_home: int = 0
    anyhow: int = 0
    untold: int = 0


def estimate_saving(
    event: Event,
    place: Place | None,
    organisation: Organisation,
    people: Mapping[str, Person],
    policy: TravelPolicy,
    *,
    locate: Locate,
    also_there: Mapping[str, Sequence[Place]] | None = None,
    away: Collection[str] = (),
) -> tuple[Saving | None, tuple[Reason, ...]]:
    """What one occurrence saves if nobody travels, or None with the reason where no honest figure can be given.

    `people` is the directory by address. `also_there` gives, by address, the places of other meetings that the person
    attends that day: in the same town they travel all the same, in another town only the detour is saved. `away` are
    those who work from elsewhere or are out of office that day.
    """
    where = _located(place, locate)
    if where is None:
        return None, (Reason("travel.unknown_place", "it is not known where the meeting is held"),)
    if is_abroad(where, gazetteer_of(organisation)):
        return None, (Reason("travel.abroad", f"{where.name} is abroad, and how people would get there is not known"),)
    homes = Homes(organisation=organisation, department_sites=policy.department_sites, locate=locate)
    expected = party(event, homes, people, also_there=also_there or {}, away=away)
    if not expected.present:
        return None, (_nobody(expected),)
    made = journeys(expected.present, where, policy, is_exact=_is_exact(where, locate))
    if not made.trips:
        return None, (_no_journey(made, where),)
    hours = _hours(event)
    return savings.saving(made.trips, hours, policy.factors, _assumptions(expected, made, policy)), ()


def journeys(travellers: Iterable[Traveller], place: Place, policy: TravelPolicy, *, is_exact: bool) -> Journeys:
    """Return journeys to a place, one car load after another by site and department.

    Those who sit where the meeting is do not travel. `is_exact`: the place's point is a house, not a town.
    """
    at_home = anyhow = untold = 0
    going: list[Traveller] = []
    for traveller in travellers:
        if _sits_there(traveller, place, is_exact):
            at_home += 1
        elif any(_is_there(stop, place) for stop in traveller.stops):
            anyhow += 1
        else:
            going.append(traveller)
    trips = []
    going.sort(key=_car)
    for _, load in groupby(going, key=_car):
        together = tuple(load)
        trip = _trip(together, place, policy)
        if trip is None:
            untold += len(together)
        else:
            trips.append(trip)
    return Journeys(tuple(trips), at_home, anyhow, untold)


def _car(traveller: Traveller) -> tuple[str, ...]:
    """Who would share cars: same site, same department, same other errands."""
    origin = traveller.origin
    point = f"{origin.latitude} {origin.longitude}"
    return origin.name, point, traveller.department, *(stop.name for stop in traveller.stops)


def _trip(together: Sequence[Traveller], place: Place, policy: TravelPolicy) -> Trip | None:
    first = together[0]
    found = _way(first.origin, place, policy)
    if found is None:
        return None
    mode, one_way = found
    for stop in first.stops:
        detour = _detour(first.origin, place, stop, mode, one_way, policy)
        if detour is None:
            return None
        one_way = min(one_way, detour, key=lambda way: way.distance_km)
    if one_way.distance_km <= 0:
        return None
    return Trip(
        origin=first.origin.name,
        destination=place.name,
        mode=mode,
        persons=len(together),
        vehicles=ceil(len(together) / policy.occupancy) if mode is Mode.CAR else 0,
        one_way=one_way,
    )


def _way(origin: Place, place: Place, policy: TravelPolicy) -> tuple[Mode, Distance] | None:
    straight_km = great_circle_km(origin, place)
    if straight_km is not None and straight_km > MOST_KM:
        return None
    road = distance(origin, place, Mode.CAR, policy.overrides, policy.route)
    if road is None:
        return None
    mode = next(mode for most_km, mode in policy.modes if road.distance_km <= most_km)
    one_way = road if mode is Mode.CAR else distance(origin, place, mode, policy.overrides)
    return (mode, one_way) if one_way is not None else None


def _detour(
    origin: Place, place: Place, stop: Place, mode: Mode, one_way: Distance, policy: TravelPolicy
) -> Distance | None:
    """Half of what a round trip by two towns is longer than the one to the other town alone.

    Home–A–B–home less home–B–home is home–A + A–B − B–home: that is all a meeting in A adds. With one extra leg there
    is half the overhead of a return journey. None when the other town cannot be reckoned with.
    """
    onward = distance(place, stop, mode, policy.overrides)
    back = distance(stop, origin, mode, policy.overrides)
    if onward is None or back is None:
        return None
    return replace(
        one_way,
        distance_km=max(0.0, one_way.distance_km + onward.distance_km - back.distance_km) / 2,
        ride_minutes=max(0.0, one_way.ride_minutes + onward.ride_minutes - back.ride_minutes) / 2,
        overhead_minutes=one_way.overhead_minutes / 2,
    )


def _sits_there(traveller: Traveller, place: Place, is_exact: bool) -> bool:
    """Is the meeting in the house where somebody sits, or, where only their town is known, in that town?"""
    origin, site = traveller.origin, traveller.site
    if site is None:
        return is_same_town(origin, place)
    if any(_same_name(name, place.name) for name in (site.name, *site.aliases)) and not _same_name(
        site.name, site.town
    ):
        return True
    if not is_exact or site.latitude is None:
        return False
    straight_km = great_circle_km(origin, place)
    return straight_km is not None and straight_km < distances.LEAST_KM


def _is_exact(place: Place, locate: Locate) -> bool:
    town = locate(place.name)
    return town is None or (town.latitude, town.longitude) != (place.latitude, place.longitude)


def _located(place: Place | None, locate: Locate) -> Place | None:
    """The place with its position; None when there is none."""
    if place is None or (place.latitude is not None and place.longitude is not None):
        return place
    found = locate(place.name)
    return found if found is not None and found.latitude is not None and found.longitude is not None else None


def _is_there(stop: Place, place: Place) -> bool:
    """Is another meeting in the same town, or next door under another name?"""
    straight_km = great_circle_km(stop, place)
    return is_same_town(stop, place) or (straight_km is not None and straight_km < distances.LEAST_KM)


def _same_name(name: str, other: str) -> bool:
    return fold(clean(name)) == fold(clean(other))


def _hours(event: Event) -> float:
    """Length of the meeting in hours; whole days count as working days."""
    hours = max(0.0, (event.end - event.start).total_seconds() / 3600)
    return min(hours, HOURS_A_DAY * max(1, ceil(hours / 24)))


def _nobody(expected: Party) -> Reason:
    if expected.unknown:
        count = f"{expected.unknown} of our people"
        return Reason("travel.missing_site", f"the directory and the settings do not say where {count} sit")
    return Reason("travel.no_travellers", "nobody of ours is expected to travel there")


def _no_journey(made: Journeys, place: Place) -> Reason:
    if made.untold:
        return Reason("travel.no_distance", f"no distance by road to {place.name} is known")
    if made.anyhow:
        return Reason("travel.anyhow", f"everybody has another meeting in {place.name} that day and travels anyhow")
    return Reason("travel.at_home", f"everybody of ours already sits in {place.name}")


def _assumptions(expected: Party, made: Journeys, policy: TravelPolicy) -> list[str]:
    factors = policy.factors
    sources = {trip.one_way.source for trip in made.trips}
    notes = [
        (made.at_home, "{} of our people sit where the meeting is"),
        (made.anyhow, "{} have another meeting in that town the same day and travel anyhow"),
        (expected.away, "{} are out of office or work from elsewhere that day"),
        (expected.unknown, "{} of ours whose site is not known are left out"),
        (made.untold, "{} of ours whose distance is not known are left out"),
        (expected.outside, "{} from outside are not counted"),
    ]
    return [
        "return journeys, door to door; an estimate, nobody has checked who came",
        *(_SOURCES[source] for source in sorted(sources)),
        f"driving times by speed bands, within {distances.TIME_ERROR_PERCENT:g} % of published ones",
        f"{policy.occupancy:g} people in a car, by site and department",
        *(text.format(count) for count, text in notes if count),
        *(["nobody is invited: only the calendar's owner is counted"] if expected.is_alone else []),
        f"CO2e {factors.boundary}, factor set {factors.name}; car {factors.kg_per_km[Mode.CAR]:g} kg a km",
        f"net of video at {factors.online_kg_per_person_hour * 1000:g} g CO2e a person and hour (range 6-160)",
        f"working time at {factors.sek_per_hour:g} SEK an hour (range 350-500); freed hours are not freed budget",
    ]


_SOURCES = {
    "great_circle": f"estimated distances: great circle x {distances.CIRCUITY:.2f}, "
    f"nine of ten within {distances.ERROR_PERCENT:g} %",
    "around_water": f"estimated distances: great circle led round water x {distances.CIRCUITY:.2f}, "
    f"nine of ten within {distances.ERROR_PERCENT:g} %",
    "override": "known distances from a table",
    "osrm": "distances from a router",
    "same_town": f"{distances.SAME_TOWN_KM:g} km between two places in one town is an assumption",
}
