"""Bare subjects of municipal calendars, Swedish and English: what needs presence, and what is talk."""

from pathlib import Path

import pytest

from tests.core.occasions import assess, codes

SUBJECTS = Path(__file__).parents[1] / "fixtures" / "subjects"


def _lines(name: str) -> list[str]:
    return (SUBJECTS / f"{name}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("subject", _lines("in_person"))
def test_what_needs_presence_is_not_asked_about(subject: str) -> None:
    assessment = assess(subject=subject, place="Skövde")
    assert not assessment.flag, codes(assessment)


@pytest.mark.parametrize("subject", _lines("talk"))
def test_talk_elsewhere_is_asked_about(subject: str) -> None:
    assessment = assess(subject=subject, place="Skövde")
    assert assessment.flag, codes(assessment)
