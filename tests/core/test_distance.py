"""How far it is and how long it takes: estimates against known roads, water in the way, and what always wins."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resfria_bot.core.distance import LEAST_KM, SAME_TOWN_KM, distance, great_circle_km, ride_minutes
from resfria_bot.core.gazetteer import gazetteer
from resfria_bot.core.overrides import Overrides, parse, shipped_overrides
from resfria_bot.core.types import Distance, Mode, Place
from tests.core.towns import KNOWN_KM, ROUND_WATER_KM, pairs

NONE = Overrides()
latitudes = st.floats(55.3, 68.9)
longitudes = st.floats(11.0, 24.0)
modes = st.sampled_from(Mode)


def town(name: str) -> Place:
    place = gazetteer().town(name)
    assert place is not None, name
    return place


def by_car(origin: str, destination: str, overrides: Overrides = NONE) -> Distance:
    found = distance(town(origin), town(destination), Mode.CAR, overrides)
    assert found is not None
    return found


def errors_percent(table: str) -> list[float]:
    return sorted(abs(by_car(a, b).distance_km / km - 1) * 100 for a, b, km in pairs(table))


def test_the_estimate_is_near_the_known_road_for_swedish_towns() -> None:
    errors = errors_percent(KNOWN_KM)
    assert len(errors) >= 40
    assert sum(errors) / len(errors) <= 6.5
    assert errors[int(0.9 * len(errors))] <= 12.0
    assert errors[-1] <= 20.0


def test_lakes_fjords_and_sounds_are_driven_round() -> None:
    errors = errors_percent(ROUND_WATER_KM)
    assert sum(errors) / len(errors) <= 6.5
    assert errors[-1] <= 20.0
    assert by_car("Lidköping", "Mellerud").source == "around_water"


@pytest.mark.parametrize(
    ("origin", "destination", "least_km", "most_km"),
    [
        ("Strängnäs", "Stockholm", 70, 100),
        ("Ekerö", "Stenhamra", 8, 25),
        ("Stenhamra", "Stockholm", 20, 35),
        ("Öckerö", "Stenungsund", 50, 85),
        ("Björkö", "Kärna", 15, 60),
    ],
)
def test_land_that_water_goes_round_is_reached_by_its_bridge_or_ferry(
    origin: str, destination: str, least_km: float, most_km: float
) -> None:
    assert least_km < by_car(origin, destination).distance_km < most_km


def test_a_car_does_not_drive_to_gotland() -> None:
    assert distance(town("Stockholm"), town("Visby"), Mode.CAR, shipped_overrides()) is None


def test_on_gotland_one_drives_as_elsewhere() -> None:
    found = distance(town("Visby"), Place("Hemse", 57.235, 18.374), Mode.CAR, NONE)
    assert found is not None
    assert 45 < found.distance_km < 65


def test_the_ferry_to_ockero_takes_its_time() -> None:
    found = by_car("Göteborg", "Öckerö")
    assert found.ride_minutes >= ride_minutes(found.distance_km, Mode.CAR) + 20


@pytest.mark.parametrize(("origin", "destination"), [("Lysekil", "Uddevalla"), ("Uddevalla", "Lysekil")])
def test_a_known_distance_wins_in_both_directions(origin: str, destination: str) -> None:
    found = by_car(origin, destination, shipped_overrides())
    assert (found.distance_km, found.ride_minutes, found.source) == (43, 60, "override")


def test_a_known_distance_needs_no_coordinates() -> None:
    known, problems = parse("from,to,km,minutes\nByn,Skogen,12,\n", "distances.csv")
    found = distance(Place("byn"), Place("Skogen"), Mode.CAR, known)
    assert problems == []
    assert found is not None
    assert found.distance_km == 12
    assert found.ride_minutes == ride_minutes(12, Mode.CAR)


def test_an_organisation_s_own_distance_wins_over_ours() -> None:
    own, _ = parse("from,to,km,minutes\nUddevalla,Lysekil,50,55\n", "distances.csv")
    assert by_car("Lysekil", "Uddevalla", shipped_overrides().topped_with(own)).distance_km == 50


def test_a_known_distance_wins_over_the_router() -> None:
    routed = Distance(distance_km=1000, ride_minutes=600, overhead_minutes=5, source="osrm")
    found = distance(town("Lysekil"), town("Uddevalla"), Mode.CAR, shipped_overrides(), lambda *_: routed)
    assert found is not None
    assert found.source == "override"


def test_the_router_wins_over_the_estimate_and_its_silence_does_not_matter() -> None:
    routed = Distance(distance_km=149, ride_minutes=110, overhead_minutes=5, source="osrm")
    assert distance(town("Kungälv"), town("Skövde"), Mode.CAR, NONE, lambda *_: routed) == routed
    silent = distance(town("Kungälv"), town("Skövde"), Mode.CAR, NONE, lambda *_: None)
    assert silent is not None
    assert silent.source == "great_circle"


def test_two_places_in_one_town_are_a_short_drive_apart() -> None:
    found = distance(Place("Vara", 58.26, 12.95), Place("vara"), Mode.CAR, NONE)
    assert found is not None
    assert (found.distance_km, found.source) == (SAME_TOWN_KM, "same_town")


def test_namesakes_far_apart_are_not_one_town() -> None:
    found = distance(Place("Alvik", 59.33, 17.98), Place("Alvik", 65.44, 22.02), Mode.CAR, NONE)
    assert found is not None
    assert found.distance_km > 700


def test_nothing_is_claimed_below_a_kilometre() -> None:
    assert distance(Place("A", 58.0, 13.0), Place("B", 58.005, 13.0), Mode.CAR, NONE) is None


def test_a_place_without_a_position_gives_no_distance() -> None:
    assert distance(Place("Ingenstans"), town("Vara"), Mode.CAR, NONE) is None


def test_minutes_by_car_come_from_speed_bands() -> None:
    assert ride_minutes(100, Mode.CAR) == pytest.approx(15 + 20 + 52.5)
    assert ride_minutes(14, Mode.CAR) == pytest.approx(19)


def test_a_train_between_two_stops_of_a_main_line_is_fast() -> None:
    fast = distance(town("Göteborg"), town("Stockholm"), Mode.TRAIN, NONE)
    slow = distance(town("Borås"), town("Stockholm"), Mode.TRAIN, NONE)
    assert fast is not None
    assert slow is not None
    assert fast.ride_minutes < 200 < slow.ride_minutes


@pytest.mark.parametrize(
    "line", ["Vara,,5,", "Vara,Skara,-1,", "Vara,Skara,nan,", "Vara,Skara,40,soon", "Vara,vara,3,", "Vara", "a,b,1e9,1"]
)
def test_a_wrong_line_of_distances_is_named_and_the_others_count(line: str) -> None:
    known, problems = parse(f"from,to,km,minutes\nVara,Skövde,66,60\n{line}\n", "distances.csv")
    assert len(known.pairs) == 1
    assert len(problems) == 1
    assert "distances.csv line 3" in problems[0]


def test_a_table_without_its_columns_is_refused_in_one_sentence() -> None:
    known, problems = parse("Vara;Skara;40\n", "distances.csv")
    assert not known.pairs
    assert len(problems) == 1
    assert "from,to,km,minutes" in problems[0]


@settings(deadline=None)  # the first example loads the data files
@given(latitudes, longitudes, latitudes, longitudes, modes)
def test_the_way_back_is_as_long_as_the_way_there(a: float, b: float, c: float, d: float, mode: Mode) -> None:
    there = distance(Place("A", a, b), Place("B", c, d), mode, NONE)
    assert distance(Place("B", c, d), Place("A", a, b), mode, NONE) == there


@settings(deadline=None)  # the first example loads the data files
@given(latitudes, longitudes, latitudes, longitudes)
def test_a_road_is_never_shorter_than_the_great_circle(a: float, b: float, c: float, d: float) -> None:
    origin, destination = Place("A", a, b), Place("B", c, d)
    found = distance(origin, destination, Mode.CAR, NONE)
    straight_km = great_circle_km(origin, destination)
    assert straight_km is not None
    assert found is None or found.distance_km >= max(LEAST_KM, straight_km)
