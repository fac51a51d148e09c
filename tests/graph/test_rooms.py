"""Rooms, and when they are free."""

from datetime import UTC, datetime
from typing import Any

import pytest

from resfria_bot.core.types import Room, Window
from resfria_bot.graph import writes
from resfria_bot.graph.client import Client
from resfria_bot.graph.rooms import Rooms
from resfria_bot.graph.schedules import Schedules

from .service import Json, Purse, Reply, Seen, Service

BOT = "bot@k.example"
PLACES, SCHEDULE = "/places/microsoft.graph.room", f"/users/{BOT}/calendar/getSchedule"
WINDOW = Window(start=datetime(2027, 2, 3, 8, tzinfo=UTC), end=datetime(2027, 2, 3, 10, tzinfo=UTC))


def room(name: str, **changed: Any) -> Json:
    return {"id": name, "displayName": name, "emailAddress": f"{name}@K.example", "building": "Huset", **changed}


@pytest.mark.parametrize(
    ("about", "has_equipment"),
    [
        ({}, False),
        ({"videoDeviceName": ""}, False),
        ({"teamsEnabledState": "unknown"}, False),
        ({"teamsEnabledState": "disabled"}, False),
        ({"videoDeviceName": "Kamera"}, True),
        ({"displayDeviceName": "Skärm"}, True),
        ({"teamsEnabledState": "enabled"}, True),
    ],
)
def test_a_room_has_equipment_if_anybody_wrote_it_down(
    client: Client, service: Service, about: Json, has_equipment: bool
) -> None:
    given = room("Rum", capacity=8, address={"city": "Kungälv"}, **about)
    service.tell("GET", PLACES, Reply(200, {"value": [given]}))
    (found,) = Rooms(client).all()
    expected = Room(name="Rum", address="rum@k.example", building="Huset", town="Kungälv", capacity=8)
    assert (found.name, found.address, found.building, found.town, found.capacity, found.has_equipment) == (
        expected.name,
        expected.address,
        expected.building,
        expected.town,
        expected.capacity,
        has_equipment,
    )


def test_pages_without_links_are_asked_for_until_one_is_not_full(client: Client, service: Service) -> None:
    def answer(seen: Seen) -> Reply:
        first = int(seen.path.rpartition("$skip=")[2])
        return Reply(200, {"value": [room(f"r{number}") for number in range(first, min(first + 100, 230))]})

    service.tell("GET", PLACES, answer)
    assert len(Rooms(client).all()) == 230
    assert len(service.alone("GET")) == 3


def test_a_service_that_repeats_itself_for_ever_is_not_followed_for_ever(client: Client, service: Service) -> None:
    service.tell("GET", PLACES, Reply(200, {"value": [room(f"r{number}") for number in range(100)]}))
    assert len(Rooms(client).all()) == 100


def test_schedules_are_asked_for_twenty_at_a_time_and_untold_ones_left_out(client: Client, service: Service) -> None:
    def answer(seen: Seen) -> Reply:
        told = [{"scheduleId": name.upper(), "availabilityView": "02"} for name in seen.body["schedules"][1:]]
        error = {"scheduleId": seen.body["schedules"][0], "availabilityView": "", "error": {"responseCode": "X"}}
        return Reply(200, {"value": [error, *told]})

    service.tell("POST", SCHEDULE, answer)
    names = [f"r{number}@k.example" for number in range(45)]
    views = Schedules(client).views(BOT, names, WINDOW, 60)
    assert [len(seen.body["schedules"]) for seen in service.alone("POST")] == [20, 20, 5]
    assert views == {name: "02" for name in names if name not in (names[0], names[20], names[40])}
    assert service.alone("POST")[0].body | {"schedules": []} == {
        "schedules": [],
        "startTime": {"dateTime": "2027-02-03T08:00:00", "timeZone": "UTC"},
        "endTime": {"dateTime": "2027-02-03T10:00:00", "timeZone": "UTC"},
        "availabilityViewInterval": 60,
    }


def test_asking_when_somebody_is_free_is_no_write(service: Service, purse: Purse) -> None:
    service.tell("POST", SCHEDULE, Reply(200, {"value": []}))
    with Client(purse, service.base_url, writes=writes.NONE, workers=1, timeout_seconds=5) as reading:
        assert Schedules(reading).views(BOT, ["r@k.example"], WINDOW, 15) == {}
