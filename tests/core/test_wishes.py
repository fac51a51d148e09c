"""What people write back about being asked."""

from datetime import UTC, datetime

import pytest

from resfria_bot.core.wishes import Wish, WishKind, read

MONDAY = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
ZONE = "Europe/Stockholm"


def wish(written: str, *, is_html: bool = False) -> Wish | None:
    return read(written, is_html, MONDAY, ZONE)


@pytest.mark.parametrize(
    "written",
    [
        "STOPP",
        "stopp",
        "Stopp!",
        "STOP.",
        "Sluta fråga mig, tack",
        "  \n STOPP\n\nMvh Alice",
        "Hej!\nStopp",
        "Hej robot, stopp",
        "”STOPP”",
        "STOPP\r\n\r\nFrån: Resfritt\r\nSkickat: måndag",
    ],
)
def test_stop_is_heard_at_the_beginning_however_it_is_written(written: str) -> None:
    assert wish(written) == Wish(WishKind.STOP)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Nej tack, vi ses på plats",
        "Vi kan inte stoppa tåget",
        "Stoppa inte bussen",
        "Stoppur behövs",
        "Sluta inte!",
        "Stop by my office tomorrow",
        "Jag vill inte svara STOPP",
        "Start 9.00 passar bättre",
        "Vi tar en paus klockan tio",
    ],
)
def test_other_words_are_no_wish(written: str) -> None:
    assert wish(written) is None


@pytest.mark.parametrize(
    "quoted",
    [
        "> STOPP",
        "Den mån 11 jan. 2027 kl 09:00 skrev Resfritt <r@k.example>:\nSTOPP",
        "-----Ursprunglig avtalad tid-----\nSTOPP",
        "________________________________\nSTOPP",
        "From: Resfritt\nSTOPP",
        "Vi ses på plats.\n\nFrån: Resfritt\nSvara STOPP",
    ],
)
def test_what_is_quoted_is_not_the_writer_s_own_word(quoted: str) -> None:
    assert wish(quoted) is None


def test_markup_is_no_part_of_the_words() -> None:
    written = "<html><head><style>p {}</style></head><body><p><b>Stopp</b></p><hr><p>Hej</p></body></html>"
    assert wish(written, is_html=True) == Wish(WishKind.STOP)


@pytest.mark.parametrize("written", ["START", "Börja igen!", "start\n\nHälsningar"])
def test_start_turns_it_on_again(written: str) -> None:
    assert wish(written) == Wish(WishKind.START)


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("PAUS 2 veckor", "2027-01-25T08:00+00:00"),
        ("Paus i tre dagar", "2027-01-14T08:00+00:00"),
        ("pause until 2027-03-01", "2027-02-28T23:00+00:00"),
        ("PAUS till 1 mars", "2027-02-28T23:00+00:00"),
        ("PAUS t.o.m. 1 mars", "2027-03-01T23:00+00:00"),
        ("Paus 1/3", "2027-02-28T23:00+00:00"),
        ("Paus till den 7:e januari", "2028-01-06T23:00+00:00"),
        ("PAUS", "2027-02-08T08:00+00:00"),
        ("PAUS ett tag", "2027-02-08T08:00+00:00"),
        ("PAUS 31/2", "2027-02-08T08:00+00:00"),
        ("PAUS 999 månader", "2030-01-10T08:00+00:00"),
    ],
)
def test_a_pause_ends_on_the_day_or_after_the_span_that_is_named(written: str, until: str) -> None:
    assert wish(written) == Wish(WishKind.PAUSE, datetime.fromisoformat(until))


def test_a_pause_until_a_day_that_has_been_is_none() -> None:
    assert wish("PAUS till 2026-12-01") is None
