"""What journeys cost: the formulas, the factors with their sources, and an organisation's own on top."""

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resfria_bot.core.savings import own_factors, saving, shipped_factors
from resfria_bot.core.types import Distance, Mode, Trip

HUNDRED_KM = Distance(distance_km=100, ride_minutes=85, overhead_minutes=5, source="great_circle")


def trip(mode: Mode = Mode.CAR, persons: int = 3, vehicles: int = 2, one_way: Distance = HUNDRED_KM) -> Trip:
    return Trip(origin="Vara", destination="Skövde", mode=mode, persons=persons, vehicles=vehicles, one_way=one_way)


trips = st.lists(
    st.builds(
        trip,
        st.sampled_from(Mode),
        st.integers(1, 50),
        st.integers(0, 50),
        st.builds(
            Distance,
            distance_km=st.floats(0, 2000),
            ride_minutes=st.floats(0, 2000),
            overhead_minutes=st.floats(0, 200),
            source=st.just("great_circle"),
        ),
    ),
    max_size=8,
)


def test_a_car_costs_by_vehicle_and_time_by_person() -> None:
    saved = saving([trip()], 2, shipped_factors())
    assert (saved.travellers, saved.vehicle_km, saved.person_km, saved.km_saved) == (3, 400, 600, 400)
    assert saved.person_hours == pytest.approx(3 * 2 * 1.5)
    assert saved.sek_travel == pytest.approx(400 * 2.5)
    assert saved.sek_time == pytest.approx(9 * 400)
    assert saved.sek_travel + saved.sek_time == pytest.approx(1000 + 3600)
    assert saved.kg_gross == pytest.approx(400 * 0.17)
    assert saved.kg_net == pytest.approx(68 - 3 * 2 * 0.02)


def test_a_train_counts_by_person() -> None:
    saved = saving([trip(Mode.TRAIN, vehicles=0)], 2, shipped_factors())
    assert (saved.vehicle_km, saved.km_saved) == (0, 600)
    assert saved.kg_gross == pytest.approx(600 * 0.010)


def test_every_factor_has_a_unit_a_year_and_a_source() -> None:
    data = tomllib.loads((resources.files("resfria_bot.core") / "data" / "factors.toml").read_text("utf-8"))
    assert data["boundary"] == "tank-to-wheel"
    figures = [*data["kg_per_km"].values(), *data["sek_per_km"].values(), data["sek_per_hour"]]
    for figure in (*figures, data["online_kg_per_person_hour"]):
        assert set(figure) == {"value", "unit", "year", "source"}
        assert figure["source"]


def test_our_own_factors_are_a_set_of_another_name() -> None:
    own = own_factors(sek_per_vehicle_km=3.5, sek_per_hour=450, kg_per_km={Mode.CAR: 0.149})
    assert own.name != shipped_factors().name
    assert saving([trip()], 2, own).factor_set == own.name
    assert saving([trip()], 2, own).sek_travel == pytest.approx(400 * 3.5)


def test_the_shipped_factors_keep_their_name_when_nothing_is_changed() -> None:
    shipped = shipped_factors()
    same = own_factors(sek_per_vehicle_km=shipped.sek_per_km[Mode.CAR], sek_per_hour=shipped.sek_per_hour, kg_per_km={})
    assert same == shipped


@given(trips, st.floats(0, 100))
def test_a_saving_is_never_negative(made: list[Trip], hours: float) -> None:
    saved = saving(made, hours, shipped_factors())
    assert min(saved.km_saved, saved.person_hours, saved.sek_travel, saved.sek_time, saved.kg_gross, saved.kg_net) >= 0
    assert saved.kg_net <= saved.kg_gross


@given(trips)
def test_a_return_journey_is_twice_the_way_there(made: list[Trip]) -> None:
    saved = saving(made, 1, shipped_factors())
    assert saved.person_km == pytest.approx(sum(2 * t.persons * t.one_way.distance_km for t in made))
    assert saved.vehicle_km == pytest.approx(sum(2 * t.vehicles * t.one_way.distance_km for t in made))


def test_other_figures_of_our_own_are_a_set_of_another_name_again() -> None:
    sets = [own_factors(sek_per_vehicle_km=2.5, sek_per_hour=400, kg_per_km={Mode.CAR: kg}) for kg in (0.149, 0.21)]
    assert sets[0].name != sets[1].name
    assert sets[1].kg_per_km[Mode.CAR] == 0.21
