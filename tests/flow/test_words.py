"""What the letters are told of a meeting."""

from tests.flow.world import MONDAY, World


def letter(world: World) -> str:
    """The question that Alice has in her calendar."""
    world.run(at=MONDAY)
    (question,) = world.questions()
    return question.meeting.body_html


def test_hours_on_the_road_are_hours_in_the_car(world: World) -> None:
    world.plan()
    assert "i bil</b> om ni ses på distans" in letter(world)


def test_each_meeting_of_a_series_is_told_as_its_own_journey(world: World) -> None:
    world.plan(
        recurrence={
            "pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["wednesday"], "firstDayOfWeek": "monday"},
            "range": {"type": "numbered", "startDate": "2027-02-03", "numberOfOccurrences": 3},
        }
    )
    said = letter(world)
    assert "i bil per gång</b> om ni ses på distans" in said
    assert "nästa gång ons 3 februari kl. 9–11" in said


def test_a_journey_too_long_for_a_car_is_only_called_travel(world: World) -> None:
    world.plan(location={"displayName": "Norra Latin, Stockholm"})
    said = letter(world)
    assert "restid</b> om ni ses på distans" in said
    assert "i bil" not in said
