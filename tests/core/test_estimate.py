"""The what-if calculator: the two examples of the 2015 report, the formulas, and every fault told at once."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resfria_bot.core.estimate import estimate, parse_trip
from resfria_bot.core.scenario import from_options
from resfria_bot.core.types import Place
from resfria_bot.errors import ConfigError

TOWNS = {
    "Kungälv": Place("Kungälv", 57.871, 11.9805),
    "Skövde": Place("Skövde", 58.3912, 13.8451),
    "Oslo": Place("Oslo", 59.9127, 10.7461),
    "Visby": Place("Visby", 57.6409, 18.296),
    "Namnlöst": Place("Namnlöst"),
}
SUMS = (
    "vehicle_km", "person_km", "km_saved", "person_hours", "sek_travel", "sek_time", "sek_total", "kg_gross", "kg_net",
)  # fmt: skip
WHOLE_LINE = {
    "trips_per_week": 2, "weeks": 10, "one_way_km": 50, "mode": "car", "legs_per_trip": 2, "vehicles": 2, "persons": 5,
    "ride_min_per_leg": 45, "overhead_min": 15, "sek_per_vehicle_km": 3, "fare_sek_per_person_leg": 7,
    "allowance_sek_per_person_trip": 11, "wage_sek_h": 500, "kg_per_km": 0.2, "kg_basis": "vehicle",
    "online_hours": 3, "online_kg_per_person_hour": 0.1,
}  # fmt: skip


def total(*lines: dict[str, object]) -> dict[str, float]:
    found: dict[str, float] = estimate({"lines": list(lines)}, TOWNS.get)["total"]
    return found


def problems(scenario: object) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        estimate(scenario, TOWNS.get)
    return caught.value.problems


def test_the_school_health_group_saves_seventy_mil_and_twenty_hours_in_a_term() -> None:
    found = total({"trips_per_week": 25, "weeks": 1, "one_way_km": 14})
    assert found["vehicle_km"] == pytest.approx(700, rel=0.1)
    assert found["person_hours"] == pytest.approx(20, rel=0.1)


def test_trips_in_town_and_to_skovde_make_four_thousand_mil_and_three_months_a_year() -> None:
    trips = [parse_trip("10/week 2.5 km car", weeks=50), parse_trip("3/week 125 km car", weeks=50)]
    found = total(*trips)
    assert found["vehicle_km"] == pytest.approx(40_000, rel=0.1)
    assert found["person_hours"] >= 480
    assert found["working_months"] >= 3


def test_the_sums_follow_the_formulas() -> None:
    found = total(WHOLE_LINE)
    legs = 2 * 10 * 2
    assert found["vehicle_km"] == pytest.approx(legs * 50 * 2)
    assert found["person_km"] == pytest.approx(legs * 50 * 5)
    assert found["km_saved"] == pytest.approx(found["vehicle_km"])
    assert found["person_hours"] == pytest.approx(legs * 5 * 60 / 60)
    assert found["sek_travel"] == pytest.approx(4000 * 3 + 5 * legs * 7 + 20 * 5 * 11)
    assert found["sek_time"] == pytest.approx(200 * 500)
    assert found["sek_total"] == pytest.approx(found["sek_travel"] + found["sek_time"])
    assert found["kg_gross"] == pytest.approx(4000 * 0.2)
    assert found["kg_net"] == pytest.approx(800 - 20 * 5 * 3 * 0.1)


def test_a_basis_by_person_multiplies_person_km() -> None:
    assert total(WHOLE_LINE | {"kg_basis": "person"})["kg_gross"] == pytest.approx(10_000 * 0.2)


def test_those_in_a_car_share_its_emissions_on_either_basis() -> None:
    line: dict[str, object] = {"trips_per_week": 1, "weeks": 1, "one_way_km": 100, "persons": 4, "vehicles": 2}
    by_person, by_vehicle = total(line | {"kg_basis": "person"}), total(line | {"kg_basis": "vehicle"})
    assert by_person["kg_gross"] == pytest.approx(by_vehicle["kg_gross"])
    assert by_vehicle["kg_gross"] == pytest.approx(400 * 0.17)


def test_a_line_echoes_what_was_stated_and_shows_what_was_assumed() -> None:
    (line,) = estimate({"lines": [{"trips_per_week": 3, "from": "Kungälv", "to": "Skövde"}]}, TOWNS.get)["lines"]
    assert line["weeks"] == 44
    assert line["source"] == "great_circle"
    assert line["one_way_km"] == pytest.approx(149, rel=0.15)
    assert line["ride_min_per_leg"] > 90
    assert "weeks 44" in line["assumptions"]
    (stated,) = estimate({"lines": [WHOLE_LINE]}, TOWNS.get)["lines"]
    assert {key: stated[key] for key in WHOLE_LINE} == WHOLE_LINE
    assert stated["assumptions"] == []
    assert "from" not in stated


def test_the_total_is_the_sum_of_the_lines_and_is_json() -> None:
    found = estimate({"lines": [WHOLE_LINE, {"trips_per_week": 1, "one_way_km": 90, "mode": "train"}]}, TOWNS.get)
    for key in SUMS:
        assert found["total"][key] == pytest.approx(sum(line[key] for line in found["lines"]))
    assert (found["factor_set"], found["boundary"]) == ("se-2025-ttw", "tank-to-wheel")
    assert json.loads(json.dumps(found)) == found


def test_a_stated_length_goes_before_the_places() -> None:
    line = {"trips_per_week": 1, "weeks": 1, "one_way_km": 10, "from": "Kungälv", "to": "Ingenstans"}
    assert total(line)["vehicle_km"] == 20


def test_a_train_has_fares_and_no_vehicles() -> None:
    found = total({"trips_per_week": 1, "weeks": 1, "one_way_km": 100, "mode": "train", "persons": 2})
    assert (found["vehicle_km"], found["km_saved"]) == (0, 400)
    assert found["sek_travel"] > 0


def test_a_video_call_never_costs_more_than_a_walk_saved() -> None:
    assert total({"trips_per_week": 1, "one_way_km": 1, "mode": "walk"})["kg_net"] == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ({"trips_per_weak": 3}, "did you mean trips_per_week"),
        ({"trips_per_week": -1}, "lines[0].trips_per_week"),
        ({"trips_per_week": True}, "lines[0].trips_per_week"),
        ({"trips_per_week": "3"}, "lines[0].trips_per_week"),
        ({"trips_per_week": math.nan}, "lines[0].trips_per_week"),
        ({"trips_per_week": math.inf}, "lines[0].trips_per_week"),
        ({"weeks": 54}, "lines[0].weeks"),
        ({"persons": 0}, "lines[0].persons"),
        ({"persons": 1.5}, "whole number"),
        ({"mode": "rocket"}, "one of walk, bicycle, bus, train, car, flight"),
        ({"mode": ["car"]}, "lines[0].mode"),
        ({"kg_basis": "ton"}, "vehicle, person"),
        ({"from": 7}, "lines[0].from"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_should_be(line: dict[str, object], told: str) -> None:
    whole = {"trips_per_week": 1, "one_way_km": 10} | line
    assert any(told in problem for problem in problems({"lines": [whole]}))


@pytest.mark.parametrize("scenario", [None, [], {}, {"lines": []}, {"lines": {}}, {"lines": [3]}, "text"])
def test_what_is_no_scenario_is_refused(scenario: object) -> None:
    assert problems(scenario)


def test_every_fault_is_told_at_once() -> None:
    found = problems({"lines": [{"weeks": -1}, {"mode": "rocket", "one_way_km": 5}], "weeks": 4})
    assert len(found) == 6


@pytest.mark.parametrize("town", ["Ingenstans", "Namnlöst", "Oslo", "Visby"])
def test_a_place_that_cannot_be_reckoned_with_is_named(town: str) -> None:
    (problem,) = problems({"lines": [{"trips_per_week": 1, "from": "Kungälv", "to": town}]})
    assert town in problem
    assert "state one_way_km instead" in problem


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("3/week 125 km car", {"trips_per_week": 3, "one_way_km": 125, "mode": "car"}),
        ("10/vecka 0,5 mil bil", {"trips_per_week": 10, "one_way_km": 5, "mode": "car"}),
        ("2 per vecka 40km", {"trips_per_week": 2, "one_way_km": 40, "mode": "car"}),
        ("1/week Kungälv–Skövde train", {"trips_per_week": 1, "from": "Kungälv", "to": "Skövde", "mode": "train"}),
        ("1/v Lilla Edet till Skövde", {"trips_per_week": 1, "from": "Lilla Edet", "to": "Skövde", "mode": "car"}),
    ],
)
def test_a_trip_is_read_from_words(text: str, line: dict[str, object]) -> None:
    assert parse_trip(text) == line


def test_weeks_and_people_belong_to_each_trip() -> None:
    assert parse_trip("3/week 125 km", weeks=50, people=2) == {
        "trips_per_week": 3, "one_way_km": 125, "mode": "car", "weeks": 50, "persons": 2,
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "3", "often 125 km", "3/week far", "3/week 125 miles", "-3/week 5 km"])
def test_a_trip_that_cannot_be_read_says_how_it_should_look(text: str) -> None:
    with pytest.raises(ConfigError, match="3/week 125 km car"):
        parse_trip(text)


def test_from_and_to_are_one_trip_each() -> None:
    scenario = from_options((), "Kungälv", ["Skövde"])
    assert estimate(scenario, TOWNS.get)["total"]["vehicle_km"] == pytest.approx(298, rel=0.15)


@pytest.mark.parametrize(("origin", "destinations"), [("Vara", []), (None, ["Vara"]), (None, [])])
def test_half_a_way_is_no_way(origin: str | None, destinations: list[str]) -> None:
    with pytest.raises(ConfigError):
        from_options((), origin, destinations)


@settings(deadline=None)  # the first example loads the data files
@given(
    st.fixed_dictionaries(
        {"trips_per_week": st.floats(0, 1000), "one_way_km": st.floats(0, 2000)},
        optional={
            "weeks": st.floats(0, 53),
            "mode": st.sampled_from(["walk", "bicycle", "bus", "train", "car", "flight"]),
            "persons": st.integers(1, 500),
            "online_hours": st.floats(0, 100),
        },
    )
)
def test_no_sum_is_ever_negative(line: dict[str, object]) -> None:
    assert all(total(line)[key] >= 0 for key in SUMS)


@settings(deadline=None)  # the first example loads the data files
@given(st.text(max_size=300))
def test_any_words_are_a_trip_or_one_sentence(text: str) -> None:
    told: object
    try:
        told = parse_trip(text)["trips_per_week"]
    except ConfigError as error:
        told = error.problems[0]
    assert told is not None
