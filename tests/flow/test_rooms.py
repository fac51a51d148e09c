"""A room with equipment, named in the question where our people sit together."""

from datetime import timedelta
from typing import Any

import pytest

from resfria_bot.sandbox.directory import Room, Site
from tests.flow.world import ALICE, BOB, BOT, CAROL, MEETING, World, moment

SITE = Site(
    name="Stadshuset", address="Ytterbyvägen 2, 442 31 Kungälv", town="Kungälv", latitude=57.871, longitude=11.976
)
ELSEWHERE = Site(
    name="Annexet", address="Storgatan 1, 444 30 Stenungsund", town="Stenungsund", latitude=58.07, longitude=11.82
)


@pytest.fixture(autouse=True)
def switched_on(world: World) -> None:
    world.configuration += "\n[rooms]\nsuggest = true\n"


def room(world: World, name: str, **about: Any) -> str:
    """A room with a camera at our site."""
    address = f"{name.lower()}@kommun.example"
    known = {"site": SITE, "video_device": "Kamera", **about}
    number = len(world.tenant.directory.rooms)
    world.tenant.directory.add_room(Room(id=f"place-{number}", name=name, address=address, **known))
    return address


def book(world: World, address: str) -> None:
    """Somebody else has the room while the meeting lasts."""
    start, end = moment(MEETING + timedelta(minutes=30)), moment(MEETING + timedelta(minutes=60))
    taken = [{"emailAddress": {"address": address}, "type": "resource"}]
    world.plan(BOB, start=start, end=end, location={"displayName": ""}, attendees=taken)


def letter(world: World) -> str:
    world.plan()
    world.run()
    return world.questions()[0].meeting.body_html


def test_people_who_sit_together_are_told_of_a_free_room_of_theirs(world: World) -> None:
    room(world, "Utsikten")
    text = letter(world)
    assert "Utsikten" in text
    assert "Stadshuset" in text


def test_a_room_that_is_taken_has_no_equipment_is_elsewhere_or_too_small_is_not_named(world: World) -> None:
    book(world, room(world, "Upptaget"))
    room(world, "Kalt", video_device=None)
    room(world, "Borta", site=ELSEWHERE)
    room(world, "Trångt", capacity=2)
    room(world, "Ledigt", capacity=12)
    text = letter(world)
    assert "Ledigt" in text
    assert [name for name in ("Upptaget", "Kalt", "Borta", "Trångt") if name in text] == []


def test_people_from_several_places_get_a_room_only_where_rooms_are_preferred(world: World) -> None:
    carol = world.tenant.directory.user(CAROL)
    assert carol is not None
    carol.office, carol.city = "", "Göteborg"
    room(world, "Utsikten")
    assert "Utsikten" not in letter(world)


def test_where_rooms_are_preferred_the_organiser_s_own_site_will_do(world: World) -> None:
    carol = world.tenant.directory.user(CAROL)
    assert carol is not None
    carol.office, carol.city = "", "Göteborg"
    world.configuration += 'prefer = "room"\n'
    room(world, "Utsikten")
    assert "Utsikten" in letter(world)


def test_rooms_are_read_page_by_page_and_asked_for_twenty_at_a_time(world: World) -> None:
    for number in range(120):
        room(world, f"rum{number:03}", video_device="Kamera" if number > 95 else None)
    for number in range(96, 119):
        book(world, f"rum{number:03}@kommun.example")
    assert "rum119" in letter(world)
    asked = [r for r in world.server.requests if r.path.endswith("getSchedule")]
    assert [len(r.body["schedules"]) for r in asked] == [20, 4]
    assert len([r for r in world.server.requests if "/places/" in r.path]) == 2


def test_the_list_is_read_once_in_a_cycle(world: World) -> None:
    room(world, "Utsikten")
    world.plan()
    others = [{"emailAddress": {"address": address}, "type": "required"} for address in (ALICE, CAROL)]
    world.plan(BOB, subject="Nätverk", location={"displayName": "Lidköping"}, attendees=others)
    assert world.run().nudges["sent"] == 2
    assert len([r for r in world.server.requests if "/places/" in r.path]) == 1


def test_without_the_right_to_see_rooms_the_question_goes_out_with_one_note(world: World) -> None:
    world.tenant.permissions.discard("Place.Read.All")
    room(world, "Utsikten")
    assert "Utsikten" not in letter(world)
    assert [note.count("Place.Read.All") for note in world.reports[0].notes] == [1]
    assert world.reports[0].failures == []


def test_switched_off_no_room_is_looked_for(world: World) -> None:
    world.configuration = world.configuration.replace("suggest = true", "suggest = false")
    room(world, "Utsikten")
    assert "Utsikten" not in letter(world)
    assert [r for r in world.server.requests if "/places/" in r.path] == []
    assert world.questions(BOT) != []
