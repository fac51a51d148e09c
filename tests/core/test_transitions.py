"""The life of a case, as the table has it."""

import pytest

from resfria_bot.core.nudges import (
    TRANSITIONS,
    check_transition,
)
from resfria_bot.core.types import (
    State,
)


def test_every_state_has_its_row() -> None:
    assert set(TRANSITIONS) == set(State)


ALLOWED = {
    "flagged": "held_out asked converted withdrawn",
    "held_out": "converted withdrawn",
    "asked": "yes hybrid no converted withdrawn",
    "yes": "hybrid no converted withdrawn",
    "hybrid": "yes no converted withdrawn",
    "no": "yes hybrid asked converted withdrawn",
    "converted": "held withdrawn",
    "withdrawn": "flagged",
    "held": "",
}


@pytest.mark.parametrize("new", State)
@pytest.mark.parametrize("old", State)
def test_a_case_goes_where_its_life_allows_and_nowhere_else(old: State, new: State) -> None:
    if new is old or new in ALLOWED[old].split():
        check_transition(old, new)
        return
    with pytest.raises(ValueError, match=f"from {old} to {new}"):
        check_transition(old, new)


@pytest.mark.parametrize("state", ["flagged", "held_out", "asked", "yes", "no"])
def test_the_organiser_may_convert_by_hand_from_any_open_state(state: str) -> None:
    check_transition(State(state), State.CONVERTED)
