"""Time zone names."""

import pytest

from resfria_bot.graph.zones import iana, with_bias

OURS = "Europe/Stockholm"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("w. europe standard time", "Europe/Berlin"),
        ("FLE Standard Time", "Europe/Kiev"),
        ("Europe/Stockholm", "Europe/Stockholm"),
        ("UTC", "UTC"),
        ("tzone://Microsoft/Utc", "UTC"),
    ],
)
def test_windows_and_iana_names_become_iana_names(name: str, expected: str) -> None:
    assert iana(name) == expected


@pytest.mark.parametrize(
    "name", ["tzone://Microsoft/Custom", "Customized Time Zone", "", "Europe", "../etc", "Nowhere", "a\0b"]
)
def test_a_name_that_is_custom_or_unknown_is_none(name: str) -> None:
    assert iana(name) is None


@pytest.mark.parametrize("bias", [60, -60])
def test_an_offset_like_ours_is_our_zone_whichever_way_its_sign_goes(bias: int) -> None:
    assert with_bias(bias, OURS) == OURS


@pytest.mark.parametrize(("bias", "expected"), [(180, "Etc/GMT-3"), (-300, "Etc/GMT+5"), (0, "UTC")])
def test_another_offset_in_whole_hours_is_a_fixed_zone(bias: int, expected: str) -> None:
    assert with_bias(bias, OURS) == expected


@pytest.mark.parametrize("bias", [None, 330, 900])
def test_an_offset_that_is_missing_or_odd_falls_back_to_our_zone(bias: int | None) -> None:
    assert with_bias(bias, OURS) == OURS
