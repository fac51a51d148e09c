"""What holds for every meeting, whatever it is: tried on made-up ones."""

import time
import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resfria_bot.core.types import Location, Organisation
from tests.core.occasions import COLLEGE, KUNGALV, VARA, assess, event, judge

#: Longest time for one event, in seconds of processor time; the slowest inputs take a few milliseconds.
LIMIT = 0.010
DEAD = [
    "https://meet.lync.com/kommun/anna/VW8NKWEG",
    "https://join.skype.com/abcdEFGH",
    "https://hangouts.google.com/hangouts/_/calendar/abc",
    "https://bluejeans.com/123456789",
]
SUBJECTS = ["Nätverksträff", "Avstämning", "Studiebesök", "Konferens om skolan", "Vårdplanering", "Jullunch", "Möte"]
PLACES = [
    "Skövde",
    "Stadshuset Borås",
    "NÄL",
    "Fars Hatt",
    "Restaurang Björns",
    "Stadshuset",
    "Rum 3",
    "TBA",
    "Kungälv",
    "",
]
OURS = [(org, name) for org in (KUNGALV, VARA, COLLEGE) for site in org.sites for name in (site.name, *site.aliases)]
TEXTS = st.text(max_size=300) | st.sampled_from([*SUBJECTS, *PLACES, "Teams", "Skype", "inställt"])
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(st.sampled_from(SUBJECTS), st.sampled_from(PLACES), st.sampled_from(DEAD), st.booleans())
def test_a_dead_link_never_makes_a_meeting_online(subject: str, place: str, link: str, is_in_place: bool) -> None:
    plain = assess(subject=subject, place=place)
    dead = (
        assess(subject=subject, place=f"{place} {link}", host="")
        if is_in_place
        else assess(subject=subject, place=place, body=link)
    )
    assert not dead.already_online
    assert dead.external == plain.external


@QUICK
@given(st.sampled_from(OURS), st.sampled_from([str.upper, str.lower, str.title, str.capitalize]))
def test_an_own_name_in_any_case_is_never_external(own: tuple[Organisation, str], case: Any) -> None:
    organisation, name = own
    assert not assess(organisation, place=case(name)).external


@QUICK
@given(st.sampled_from(SUBJECTS), st.sampled_from(PLACES), st.sampled_from(["NFC", "NFD", "NFKC"]), st.integers(0, 3))
def test_blanks_and_unicode_form_do_not_matter(subject: str, place: str, form: Any, blanks: int) -> None:
    plain = assess(subject=subject, place=place)
    spaced = f"{' ' * blanks}{place}{chr(0xA0) * blanks}".replace(" ", " " * (blanks + 1))
    other = assess(
        subject=unicodedata.normalize(form, subject) + " " * blanks, place=unicodedata.normalize(form, spaced)
    )
    assert (other.external, other.place, other.suitable, other.flag) == (
        plain.external,
        plain.place,
        plain.suitable,
        plain.flag,
    )


@QUICK
@given(
    st.sampled_from(SUBJECTS),
    st.sampled_from(PLACES),
    st.text(alphabet="\u200b\u200e\u202e\u2066\x00\x07\ufeff", max_size=6),
)
def test_characters_that_cannot_be_seen_do_not_matter(subject: str, place: str, hidden: str) -> None:
    assert assess(subject=hidden + subject, place=place + hidden) == assess(subject=subject, place=place)


@QUICK
@given(st.sampled_from(SUBJECTS), st.sampled_from(PLACES))
def test_a_live_link_makes_every_meeting_online_and_unflagged(subject: str, place: str) -> None:
    got = assess(subject=subject, place=place, body="https://zoom.us/j/91234567890")
    assert got.already_online
    assert not got.flag


@QUICK
@given(TEXTS, TEXTS, TEXTS, st.sampled_from(["", "x.example", "mariestad.se"]), st.integers(0, 4))
def test_any_text_gets_an_answer_that_agrees_with_itself(
    subject: str, place: str, body: str, host: str, invited: int
) -> None:
    got = assess(subject=subject, place=place, body=body, host=host, invited=invited)
    assert got.reasons
    assert got.flag == (got.suggestion is not None)
    if got.flag:
        assert got.external
        assert not got.already_online
        assert got.suitable != "no"
    if not got.external:
        assert got.place is None


@QUICK
@given(TEXTS, TEXTS, TEXTS)
def test_the_same_event_gets_the_same_assessment(subject: str, place: str, body: str) -> None:
    one = event(subject=subject, place=place, body=body)
    assert judge(KUNGALV).assess(one) == judge(KUNGALV).assess(one)


@QUICK
@given(st.sampled_from(SUBJECTS), st.sampled_from(PLACES))
def test_the_copy_of_a_colleague_is_judged_alike(subject: str, place: str) -> None:
    mine = event(subject=subject, place=place)
    theirs = event(subject=subject, place=place, owner="bo@kungalv.example", host="kungalv.example")
    assert judge(KUNGALV).assess(mine).flag == judge(KUNGALV).assess(theirs).flag


@QUICK
@given(TEXTS, st.sampled_from(["okänt", "", "geoCoordinates"]), st.floats(-90, 90), st.floats(-180, 180))
def test_any_location_of_graph_gets_an_answer(name: str, kind: str, latitude: float, longitude: float) -> None:
    place = Location(name=name, type=kind, latitude=latitude, longitude=longitude, town=name, address=name)
    assert assess(place=place).reasons


HOSTILE = {
    "a location of 100 kB": ("Möte", "Stadshuset Borås " * 6_000, ""),
    "a location without blanks": ("Möte", "å" * 100_000, ""),
    "a subject of 100 kB": ("Studiebesök " * 8_000, "Borås", ""),
    "commas": ("Möte", "," * 100_000, ""),
    "brackets": ("((((" * 20_000, "((((" * 20_000, "((((" * 20_000),
    "direction marks": ("\u202eetöm\u202c" * 5_000, "\u202eåroB" * 5_000, "\u2067" * 50_000),
    "emoji": ("🎉" * 20_000, "👨‍👩‍👧‍👦" * 10_000, "🏳️‍🌈" * 10_000),
    "nulls": ("\x00" * 100_000, "\x00Borås\x00" * 10_000, "\x00" * 100_000),
    "combining marks": ("a" + "\u0301" * 50_000, "o" + "\u0308" * 50_000, "e" + "\u0301" * 50_000),
    "HTML that never closes": ("Möte", "Borås", "<div><b>" * 25_000),
    "HTML with style that never closes": ("Möte", "Borås", "<style>x</style>" + "<div><b>" * 25_000),
    "a tag that never closes": ("Möte", "Borås", "<div " + "a" * 200_000),
    "half tags": ("Möte", "Borås", "<" * 200_000),
    "a comment that never closes": ("Möte", "Borås", "<!-- " + "x " * 100_000),
    "a body of 200 kB": ("Möte", "Borås", "<p>Vi ses på plats i Borås. Länk kommer.</p>" * 5_000),
    "one long word": ("Möte", "Borås", "x" * 200_000),
    "many links": ("Möte", "Borås", '<a href="https://a.example/x?y=%25%25">x</a>' * 4_500),
    "many numbers": ("Möte", "Borås", "08-123 45 67 " * 15_000),
    "many digits": ("Möte", "0" * 100_000, "1" * 200_000),
    "many dots": ("." * 100_000, "a." * 50_000, "a." * 100_000),
    "many underscores": ("_" * 100_000, "_" * 100_000, "_" * 200_000),
    "many at signs": ("Möte", "a@b." * 25_000, "a@b." * 50_000),
    "lone surrogates": ("\ud800" * 1_000, "\udfff Borås", "\ud800" * 1_000),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("is_html", [True, False])
def test_hostile_input_is_answered_in_no_time(kind: str, is_html: bool) -> None:
    subject, place, body = HOSTILE[kind]
    assess()
    times = []
    for turn in range(3):
        one = event(subject=f"{turn} {subject}", place=f"{turn} {place}", body=f"{turn} {body}", body_is_html=is_html)
        started = time.process_time()
        assert judge(KUNGALV).assess(one).reasons
        times.append(time.process_time() - started)
    assert min(times) < LIMIT
