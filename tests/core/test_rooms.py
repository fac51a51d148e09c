"""Which rooms of ours would serve a meeting online."""

import pytest

from resfria_bot.core.rooms import equipped, meeting_site, site_of
from resfria_bot.core.travellers import Party, Traveller
from resfria_bot.core.types import Place, Room, Site

HOUSE = Site(name="Stadshuset", town="Kungälv", aliases=("Nämndhuset",), rooms=("Sessionssalen",))
SCHOOL = Site(name="Skolan", town="Ytterby")
ANNEX = Site(name="Annexet", town="Ytterby")
SITES = (HOUSE, SCHOOL, ANNEX)


def room(name: str = "Rum 3", building: str = "", town: str = "", capacity: int | None = 8) -> Room:
    address = f"{name}@k.example"
    return Room(name=name, address=address, building=building, town=town, capacity=capacity, has_equipment=True)


def party(*seats: tuple[str, Site | None]) -> Party:
    present = tuple(
        Traveller(address=address, origin=Place(site.town if site else "Borås"), site=site, department="")
        for address, site in seats
    )
    return Party(present=present, unknown=0, away=0, outside=0, is_alone=False)


@pytest.mark.parametrize(
    ("given", "site"),
    [
        (room(building="stadshuset"), HOUSE),
        (room(building="Nämndhuset"), HOUSE),
        (room(name="Sessionssalen"), HOUSE),
        (room(name="Stadshuset Sessionssalen", building="Hus A"), HOUSE),
        (room(town="Kungälv"), HOUSE),
        (room(town="Ytterby"), None),
        (room(building="Okänt hus", town="Kungälv"), None),
        (room(), None),
    ],
)
def test_a_room_is_where_its_building_its_name_or_a_town_with_one_site_says(given: Room, site: Site | None) -> None:
    assert site_of(given, SITES) == site


def test_the_smallest_room_that_fits_comes_first_and_one_of_unknown_size_last() -> None:
    rooms = [room(f"R{size}", "Stadshuset", capacity=size) for size in (None, 20, 6, 3)]
    assert [found.name for found in equipped(rooms, HOUSE, SITES, 4)] == ["R6", "R20", "RNone"]


@pytest.mark.parametrize(
    ("seats", "prefers_rooms", "expected"),
    [
        ((("a", HOUSE), ("b", HOUSE)), False, (HOUSE, 2)),
        ((("a", HOUSE),), False, None),
        ((("a", HOUSE), ("b", SCHOOL)), False, None),
        ((("a", HOUSE), ("b", HOUSE), ("c", None)), False, None),
        ((("a", HOUSE),), True, (HOUSE, 1)),
        ((("b", SCHOOL), ("a", HOUSE), ("c", HOUSE)), True, (HOUSE, 2)),
        ((("a", None), ("b", SCHOOL)), True, None),
    ],
)
def test_a_room_serves_people_who_sit_together_or_the_organiser_where_rooms_are_preferred(
    seats: tuple[tuple[str, Site | None], ...], prefers_rooms: bool, expected: tuple[Site, int] | None
) -> None:
    assert meeting_site(party(*seats), "a", prefers_rooms=prefers_rooms) == expected
