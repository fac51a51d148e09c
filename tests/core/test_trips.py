"""Who travels to a meeting, from where, and when there is no honest figure."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resfria_bot.core.trips import TravelPolicy, estimate_saving
from resfria_bot.core.types import (
    Address,
    Attendee,
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
)

START = datetime(2027, 2, 3, 8, 0, tzinfo=UTC)
SKOVDE = Place("Skövde", 58.3912, 13.8451)
LIDKOPING = Place("Lidköping", 58.5052, 13.1577)
TOWNS = {
    "Skövde": SKOVDE,
    "Lidköping": LIDKOPING,
    "Vara": Place("Vara", 58.2623, 12.9541),
    "Kvänum": Place("Kvänum", 58.29, 13.19),
    "Lerum": Place("Lerum", 57.7705, 12.269),
}
HALL = Site(name="Stadshuset", town="Vara", latitude=58.262, longitude=12.955, aliases=("Kommunhuset",))
SCHOOL = Site(name="Kvänums skola", town="Kvänum", latitude=58.291, longitude=13.191)
BRANCH = Site(name="Skövdekontoret", town="Skövde", latitude=58.41, longitude=13.86)
VARA = Organisation(name="Vara kommun", domains=("vara.example",), sites=(HALL, SCHOOL))
POLICY = TravelPolicy()
names = st.sampled_from([f"p{number}" for number in range(12)])


def person(name: str, office: str = "Stadshuset", city: str = "", department: str = "Bygg") -> Person:
    address = f"{name}@vara.example"
    return Person(id=name, address=address, office=office, city=city, department=department)


def directory(*people: Person) -> dict[str, Person]:
    return {p.address: p for p in people}


def attendee(name: str, response: Response = Response.ACCEPTED, type: AttendeeType = AttendeeType.REQUIRED) -> Attendee:  # noqa: A002
    address = name if "@" in name else f"{name}@vara.example"
    return Attendee(address=address, response=response, type=type)


def meeting(*attendees: Attendee, organiser: str = "anna@vara.example", hours: float = 2) -> Event:
    end = START + timedelta(hours=hours)
    return Event(id="1", mailbox=organiser, start=START, end=end, organiser=Address(organiser), attendees=attendees)


def estimated(
    event: Event,
    people: Mapping[str, Person],
    place: Place | None = SKOVDE,
    *,
    organisation: Organisation = VARA,
    policy: TravelPolicy = POLICY,
    also_there: Mapping[str, Sequence[Place]] | None = None,
    away: Collection[str] = (),
) -> tuple[Saving | None, tuple[Reason, ...]]:
    return estimate_saving(
        event, place, organisation, people, policy, locate=TOWNS.get, also_there=also_there, away=away
    )


def saved(event: Event, people: Mapping[str, Person], place: Place | None = SKOVDE, **options: object) -> Saving:
    saving, reasons = estimated(event, people, place, **options)  # type: ignore[arg-type]
    assert saving is not None, reasons
    return saving


def refused(event: Event, people: Mapping[str, Person], place: Place | None = SKOVDE, **options: object) -> Reason:
    saving, reasons = estimated(event, people, place, **options)  # type: ignore[arg-type]
    assert saving is None
    assert len(reasons) == 1
    return reasons[0]


ANNA, BO, CEM = person("anna"), person("bo"), person("cem", department="Skola")
ALL = directory(ANNA, BO, CEM)


def test_the_organiser_and_those_who_have_not_declined_travel() -> None:
    event = meeting(attendee("bo"), attendee("cem", Response.NOT_RESPONDED))
    saving = saved(event, ALL)
    assert saving.travellers == 3
    assert saving.person_hours > 3


def test_a_no_and_a_room_do_not_travel() -> None:
    event = meeting(attendee("bo", Response.DECLINED), attendee("cem", type=AttendeeType.RESOURCE))
    assert saved(event, ALL).travellers == 1


def test_the_owner_of_the_mailbox_is_one_of_us_though_a_list_was_invited() -> None:
    event = replace(meeting(attendee("alla@lista.example"), organiser="host@annan.example"), mailbox=BO.address)
    assert saved(event, ALL).travellers == 1
    assert refused(replace(event, response=Response.DECLINED), ALL).code == "travel.no_travellers"


def test_people_from_outside_are_counted_apart() -> None:
    saving = saved(meeting(attendee("bo"), attendee("x@annan.example")), ALL)
    assert saving.travellers == 2
    assert "1 from outside are not counted" in saving.assumptions


def test_people_of_one_site_and_department_share_cars() -> None:
    people = directory(ANNA, *(person(f"p{n}") for n in range(6)))
    saving = saved(meeting(*(attendee(f"p{n}") for n in range(6))), people)
    (trip,) = saving.trips
    assert (trip.persons, trip.vehicles, trip.mode) == (7, 5, Mode.CAR)


def test_departments_drive_in_cars_of_their_own() -> None:
    saving = saved(meeting(attendee("bo"), attendee("cem")), ALL)
    assert sorted((trip.persons, trip.vehicles) for trip in saving.trips) == [(1, 1), (2, 2)]


@pytest.mark.parametrize(
    ("office", "city", "department", "origin"),
    [
        ("Kvänums skola, rum 12", "", "", "Kvänum"),
        ("kommunhuset", "Kvänum", "", "Vara"),
        ("", "KVÄNUM", "", "Kvänum"),
        ("Hemma", "Lerum", "", "Lerum"),
        ("", "", "Skola", "Kvänum"),
    ],
)
def test_people_start_from_their_office_else_their_town_else_their_department(
    office: str, city: str, department: str, origin: str
) -> None:
    people = directory(replace(ANNA, office=office, city=city, department=department))
    policy = TravelPolicy(department_sites={"Skola": "Kvänums skola"})
    assert [trip.origin for trip in saved(meeting(), people, policy=policy).trips] == [origin]


def test_everybody_sits_at_the_only_site_when_nothing_else_is_said() -> None:
    people = directory(replace(ANNA, office=""))
    assert saved(meeting(), people, organisation=replace(VARA, sites=(HALL,))).travellers == 1


def test_nobody_guesses_where_people_sit_when_there_are_two_sites() -> None:
    assert refused(meeting(), directory(replace(ANNA, office=""))).code == "travel.missing_site"


def test_people_who_are_not_in_the_directory_are_left_out_and_said_so() -> None:
    saving = saved(meeting(attendee("alla-lista")), ALL)
    assert saving.travellers == 1
    assert "1 of ours whose site is not known are left out" in saving.assumptions


def test_a_site_without_coordinates_is_found_by_its_town() -> None:
    organisation = replace(VARA, sites=(replace(HALL, latitude=None, longitude=None),))
    assert saved(meeting(), ALL, organisation=organisation).travellers == 1


def test_a_site_that_is_on_no_map_gives_no_figure() -> None:
    organisation = replace(VARA, sites=(Site(name="Stadshuset"),))
    assert refused(meeting(), ALL, organisation=organisation).code == "travel.missing_site"


def test_whoever_sits_in_the_house_of_the_meeting_does_not_travel() -> None:
    house = Place("Skövdekontoret", BRANCH.latitude, BRANCH.longitude)
    organisation = replace(VARA, sites=(HALL, BRANCH))
    people = directory(ANNA, person("bo", office="Skövdekontoret"))
    saving = saved(meeting(attendee("bo")), people, house, organisation=organisation)
    assert saving.travellers == 1
    assert "1 of our people sit where the meeting is" in saving.assumptions


def test_nobody_travels_when_all_sit_there() -> None:
    assert refused(meeting(), directory(replace(ANNA, office="", city="Skövde"))).code == "travel.at_home"


def test_a_meeting_elsewhere_in_our_own_town_is_a_short_trip() -> None:
    saving = saved(meeting(), ALL, TOWNS["Vara"])
    assert saving.km_saved == 5.0
    assert saving.trips[0].one_way.source == "same_town"


def test_somebody_with_another_meeting_in_that_town_travels_all_the_same() -> None:
    saving = saved(meeting(attendee("bo")), ALL, also_there={BO.address: [Place("Skövde")]})
    assert saving.travellers == 1
    assert any("travel anyhow" in text for text in saving.assumptions)
    assert refused(meeting(), ALL, also_there={ANNA.address: [SKOVDE]}).code == "travel.anyhow"


def test_another_meeting_next_door_under_another_name_is_in_that_town_too() -> None:
    next_door = Place("Rådhuset", 58.3920, 13.8455)
    assert refused(meeting(), ALL, also_there={ANNA.address: [next_door]}).code == "travel.anyhow"


def test_another_meeting_in_a_namesake_far_away_does_not_count_as_there() -> None:
    namesake = Place("Skövde", 65.6, 22.1)
    assert saved(meeting(), ALL, also_there={ANNA.address: [namesake]}).travellers == 1


def test_a_meeting_on_the_way_to_another_saves_only_the_detour() -> None:
    whole = saved(meeting(), ALL)
    detour = saved(meeting(), ALL, also_there={ANNA.address: [LIDKOPING]})
    home_skovde = whole.trips[0].one_way.distance_km
    onward = saved(meeting(), directory(replace(ANNA, office="", city="Lidköping"))).trips[0].one_way.distance_km
    back = saved(meeting(), ALL, LIDKOPING).trips[0].one_way.distance_km
    assert detour.km_saved == pytest.approx(home_skovde + onward - back)
    assert 0 < detour.person_hours < whole.person_hours


def test_whoever_is_away_that_day_does_not_travel() -> None:
    saving = saved(meeting(attendee("bo")), ALL, away={BO.address})
    assert saving.travellers == 1
    assert any("out of office" in text for text in saving.assumptions)


def test_a_meeting_without_attendees_counts_only_its_owner_and_says_so() -> None:
    saving = saved(meeting(), ALL)
    assert saving.travellers == 1
    assert any("nobody is invited" in text for text in saving.assumptions)


@pytest.mark.parametrize("place", [None, Place("Ingenstans")])
def test_an_unknown_place_gives_no_figure(place: Place | None) -> None:
    assert refused(meeting(), ALL, place).code == "travel.unknown_place"


def test_a_place_without_coordinates_is_looked_up() -> None:
    assert saved(meeting(), ALL, Place("Skövde")).travellers == 1


@pytest.mark.parametrize(
    "place",
    [
        Place("Oslo", 59.91, 10.75),
        Place("Köpenhamn", 55.68, 12.57),
        Place("X", 50.8, 4.4),
        Place("Kontor 3", 56.036, 12.61),  # Helsingör
        Place("Kontor 3", 59.13, 11.39),  # Halden
        Place("Kontor 3", 60.45, 22.27),  # Åbo
    ],
)
def test_a_meeting_abroad_gives_no_figure(place: Place) -> None:
    assert refused(meeting(), ALL, place).code == "travel.abroad"


@pytest.mark.parametrize("place", [Place("Svinesund", 59.094, 11.269), Place("Kontor 3", 56.05, 12.70)])
def test_a_place_on_our_side_of_the_border_is_not_abroad(place: Place) -> None:
    assert saved(meeting(), ALL, place).travellers == 1


def test_a_meeting_where_no_road_leads_gives_no_figure() -> None:
    reason = refused(meeting(), ALL, Place("Visby", 57.64, 18.296))
    assert (reason.code, reason.text) == ("travel.no_distance", "no distance by road to Visby is known")


def test_far_away_people_go_by_train() -> None:
    (trip,) = saved(meeting(), ALL, Place("Umeå", 63.83, 20.26)).trips
    assert (trip.mode, trip.vehicles) == (Mode.TRAIN, 0)


def test_the_mode_follows_the_configured_distances() -> None:
    policy = TravelPolicy(modes=((5.0, Mode.BICYCLE), (2000.0, Mode.BUS)))
    assert saved(meeting(), ALL, policy=policy).trips[0].mode is Mode.BUS
    assert saved(meeting(), ALL, TOWNS["Vara"], policy=policy).trips[0].mode is Mode.BICYCLE


def test_a_whole_day_is_a_working_day_of_video() -> None:
    saving = saved(meeting(hours=24), ALL)
    assert saving.kg_gross - saving.kg_net == pytest.approx(8 * 0.02)


def test_the_assumptions_name_source_error_and_factor_set() -> None:
    text = " ".join(saved(meeting(), ALL).assumptions)
    assert "within 15 %" in text
    assert "within 12 % of published" in text
    assert "tank-to-wheel" in text
    assert "se-2025-ttw" in text


def test_a_thousand_attendees_are_reckoned_in_a_moment() -> None:
    people = directory(ANNA, *(person(f"p{n}", department=f"d{n % 40}") for n in range(1000)))
    event = meeting(*(attendee(f"p{n}") for n in range(1000)))
    began = time.perf_counter()
    assert saved(event, people).travellers == 1001
    assert time.perf_counter() - began < 2


@settings(deadline=None)  # the first example loads the data files
@given(st.lists(names, max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_attendees_does_not_matter(invited: list[str], shuffle: Random) -> None:
    people = directory(ANNA, *(person(name, department=f"d{len(name) % 2}") for name in invited))
    attendees = [attendee(name) for name in invited]
    first = estimated(meeting(*attendees), people)
    shuffle.shuffle(attendees)
    assert estimated(meeting(*attendees), people) == first


@settings(deadline=None)  # the first example loads the data files
@given(st.lists(names, max_size=8, unique=True))
def test_one_more_who_sits_there_adds_nothing(invited: list[str]) -> None:
    people = directory(ANNA, *(person(name) for name in invited), person("lok", office="", city="Skövde"))
    attendees = [attendee(name) for name in invited]
    before = saved(meeting(*attendees), people)
    after = saved(meeting(*attendees, attendee("lok")), people)
    assert replace(after, assumptions=()) == replace(before, assumptions=())


@settings(deadline=None)  # the first example loads the data files
@given(st.lists(names, max_size=8, unique=True), st.sampled_from(["Stadshuset", "Kvänums skola"]))
def test_one_more_who_travels_never_makes_the_saving_smaller(invited: list[str], office: str) -> None:
    people = directory(ANNA, *(person(name) for name in invited), person("ny", office=office))
    attendees = [attendee(name) for name in invited]
    before, after = saved(meeting(*attendees), people), saved(meeting(*attendees, attendee("ny")), people)
    assert after.km_saved >= before.km_saved
    assert after.person_hours > before.person_hours
