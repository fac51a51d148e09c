"""The letter to a host that the organisation often travels to."""

from resfria_bot.core.hostletter import host_letter


def test_the_letter_to_a_host_tells_the_figures_and_asks_for_a_rule() -> None:
    letter = host_letter("Kungälvs kommun", "vgregion.example", 14, 121.3, "sv")
    assert letter.startswith("Till vgregion.example\n\nHej!\n\nVi på Kungälvs kommun har räknat till 14 möten hos er")
    assert "Tillsammans blir det omkring 121 timmar på väg." in letter
    assert "kan ni göra det till en regel att det går att vara med på distans?" in letter
    assert letter.endswith("Vänliga hälsningar\nKungälvs kommun\n")


def test_the_letter_to_a_host_leaves_out_hours_that_are_not_known() -> None:
    letter = host_letter("Kungälvs kommun", "vgregion.example", 1, 0.0, "sv")
    assert "har räknat till 1 möte hos er som vi reser till.\n" in letter
    assert "på väg" not in letter
