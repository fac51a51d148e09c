"""Every reason has words."""

import ast
from pathlib import Path

import pytest

from resfria_bot.core.explanations import KINDS, QUESTIONS, REASONS, STATES, reason_in_words
from resfria_bot.core.steps import WAITS, Why
from resfria_bot.core.types import QuestionKind, QuestionStatus, State

PACKAGE = Path(__file__).parents[2] / "resfria_bot"


def _written_reasons() -> set[str]:
    """Every `state_reason` that is set to a text somewhere in the program."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "state_reason":
                found |= {part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)}
    return {reason for reason in found if isinstance(reason, str)}


def test_no_reason_lacks_words_and_no_words_lack_a_reason() -> None:
    assert REASONS.keys() == {*Why, ""}


def test_every_reason_that_the_program_writes_is_known() -> None:
    written = _written_reasons()
    assert {"asked", "answered", "refused"} <= written
    assert written - REASONS.keys() == set()


def test_no_state_and_no_kind_of_question_lacks_words() -> None:
    assert STATES.keys() == set(State)
    assert QUESTIONS.keys() == set(QuestionStatus)
    assert KINDS.keys() == set(QuestionKind)


@pytest.mark.parametrize("why", sorted(WAITS))
def test_what_was_waited_for_in_vain_is_told_too(why: Why) -> None:
    assert reason_in_words(f"too_late_after_{why}") == f"{REASONS[Why.TOO_LATE]} Until then: {REASONS[why]}"


def test_a_reason_of_another_version_stays_as_it_is() -> None:
    assert reason_in_words("struck_by_lightning") == "struck_by_lightning"
