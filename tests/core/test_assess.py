"""The assessment of whole events: Graph's fields, what stops a question, the settings, and the reasons."""

from datetime import timedelta

import pytest

from resfria_bot.core.assess import Judge, explain
from resfria_bot.core.reasons import CODES
from resfria_bot.core.types import Assessment, Location, Organisation, Place, Response, Suggestion, Suitability
from tests.core.occasions import KUNGALV, START, assess, codes, event, judge

TEAMS = "https://teams.microsoft.com/meet/3607109787962?p=E1ByUK"


def spot(got: Assessment) -> tuple[bool, str]:
    return got.external, got.place.name if got.place else ""


# --- Graph's fields for the place


def test_graphs_address_wins_over_a_name_that_is_ours() -> None:
    place = Location(
        name="Stadshuset", address="Kungsgatan 55, 503 31, Borås", town="Borås", latitude=57.72, longitude=12.94
    )
    got = assess(place=place)
    assert got.place == Place("Borås", 57.72, 12.94)


def test_our_own_address_is_ours_whoever_invites() -> None:
    place = Location(name="Stadshuset", address="Ytterbyvägen 2, 442 81, Kungälv", town="Kungälv")
    assert spot(assess(place=place, host="skovde.se")) == (False, "")


def test_an_own_school_in_a_village_is_known_by_its_address() -> None:
    place = Location(name="Ytterby", address="Ytterbyskolan, Skolgatan 1, 442 50, Ytterby", town="Ytterby")
    assert spot(assess(place=place)) == (False, "")


def test_a_point_at_our_house_is_our_house() -> None:
    assert spot(assess(place=Location(name="Mötesplats", latitude=57.8709, longitude=11.9727))) == (False, "")


def test_a_point_without_a_town_is_in_the_nearest_one() -> None:
    assert spot(assess(place=Location(name="", latitude=58.39, longitude=13.85))) == (True, "Skövde")


def test_a_business_in_our_own_town_is_not_ours() -> None:
    place = Location(name="Fregatten", type="localBusiness", address="Kungälv, Sverige", town="Kungälv")
    assert spot(assess(place=place)) == (True, "Kungälv")


def test_our_own_town_by_graph_is_no_place() -> None:
    place = Location(name="Kungälv", type="localBusiness", address="Kungälv, Sverige", town="Kungälv")
    assert spot(assess(place=place)) == (False, "")


def test_a_town_that_nobody_knows_keeps_graphs_point() -> None:
    place = Location(
        name="Gården",
        address="Byvägen 1, 123 45, Lilla Ingenstans",
        town="Lilla Ingenstans",
        latitude=60.0,
        longitude=15.0,
    )
    assert assess(place=place).place == Place("Lilla Ingenstans", 60.0, 15.0)


def test_graphs_english_town_is_told_in_swedish() -> None:
    assert spot(assess(place=Location(name="Gothia", address="Gothenburg, Sweden", town="Gothenburg"))) == (
        True,
        "Göteborg",
    )


def test_a_room_mailbox_of_ours_is_in_our_house_whatever_its_name() -> None:
    room = Location(name="Trollhättan", type="conferenceRoom", mail="rum.trollhattan@kungalv.example")
    assert spot(assess(place=room, host="skovde.se")) == (False, "")


def test_a_room_mailbox_of_others_is_in_theirs() -> None:
    room = Location(name="Rum 5", type="conferenceRoom", mail="rum5@mariestad.se")
    assert spot(assess(place=room, host="mariestad.se")) == (True, "Mariestad")


def test_of_two_places_the_one_outside_counts() -> None:
    assert spot(assess(place=(Location(name="Stadshuset"), Location(name="Folkets hus, Borås")))) == (True, "Borås")


def test_two_towns_and_none_picked_are_no_town() -> None:
    assert spot(assess(place=(Location(name="Skövde"), Location(name="Borås")))) == (True, "")


def test_a_room_and_a_call_are_at_home_and_online() -> None:
    got = assess(place=(Location(name="Älven"), Location(name="Microsoft Teams-möte")))
    assert (got.external, got.already_online) == (False, True)


# --- online by Graph's fields


def test_a_teams_meeting_is_online() -> None:
    got = assess(place="Borås", is_online=True, online_provider="teamsForBusiness", join_url=TEAMS)
    assert got.already_online
    assert codes(got)[0] == "link.teams"


@pytest.mark.parametrize("provider", ["skypeForBusiness", "skypeForConsumer"])
def test_a_provider_that_is_closed_is_not_online(provider: str) -> None:
    got = assess(place="Borås", is_online=True, online_provider=provider, join_url="https://meet.lync.com/a/b/AB12CD34")
    assert not got.already_online
    assert got.flag


def test_a_block_that_is_not_to_be_used_is_not_online() -> None:
    got = assess(
        place="Borås",
        is_online=True,
        online_provider="teamsForBusiness",
        join_url=TEAMS,
        body="Bortse från Teams-länken.",
    )
    assert (got.already_online, got.suitable) == (False, Suitability.NO)


def test_a_link_in_a_body_of_html_is_found() -> None:
    body = f'<html><body><div>Hej</div><a href="{TEAMS}&amp;x=1">Anslut</a></body></html>'
    assert assess(place="Borås", body=body, body_is_html=True).already_online


def test_the_block_of_outlook_is_not_read_as_the_organisers_words() -> None:
    body = (
        "<html><body><div>Hej</div><div>"
        + "_" * 80
        + "</div><div>Microsoft Teams-möte. Ring in. Delta via Teams</div></body></html>"
    )
    assert not assess(place="Borås", body=body, body_is_html=True).already_online


def test_words_split_by_markup_are_whole() -> None:
    body = "<html><body><p>Vi k&ouml;r p&aring; <b>Te</b>ams i st&auml;llet.</p></body></html>"
    assert assess(place="Borås", body=body, body_is_html=True).already_online


# --- what stops a question


def test_a_meeting_elsewhere_is_flagged() -> None:
    got = assess(subject="Nätverksträff", place="Borås")
    assert got.suggestion is Suggestion.ONLINE
    assert got.flag


@pytest.mark.parametrize(
    "subject", ["Inställt: Nätverk", "INSTÄLLT Nätverk", "Nätverk (inställt)", "Nätverk – avbokat", "Canceled: Network"]
)
def test_a_subject_may_cancel(subject: str) -> None:
    assert "state.cancelled" in codes(assess(subject=subject, place="Borås"))


@pytest.mark.parametrize(
    "body", ["Mötet är inställt.", "Mötet ställs in pga sjukdom.", "Inställt!", "The meeting is cancelled."]
)
def test_a_text_may_cancel(body: str) -> None:
    assert not assess(place="Borås", body=body).flag


@pytest.mark.parametrize(
    "body",
    [
        "Vi ställer in oss på en lång dag.",
        "Om tåget är inställt ring mig.",
        "Förra mötet var inställt.",
        "Mötet blir inte inställt.",
    ],
)
def test_not_every_such_word_cancels(body: str) -> None:
    assert assess(place="Borås", body=body).flag


def test_graphs_flag_cancels() -> None:
    assert not assess(place="Borås", is_cancelled=True).flag


def test_what_the_owner_declined_is_not_flagged() -> None:
    assert not assess(place="Borås", host="boras.se", response=Response.DECLINED).flag


@pytest.mark.parametrize("response", [Response.TENTATIVE, Response.NOT_RESPONDED, Response.ACCEPTED])
def test_any_other_answer_is(response: Response) -> None:
    assert assess(place="Borås", host="boras.se", response=response).flag


def test_a_meeting_that_is_over_is_not_flagged() -> None:
    over = judge(KUNGALV).assess(event(place="Borås"), now=START + timedelta(hours=3))
    assert codes(over)[0] == "time.past"
    assert not over.flag


def test_a_meeting_that_goes_on_is() -> None:
    assert judge(KUNGALV).assess(event(place="Borås"), now=START + timedelta(hours=1)).flag


@pytest.mark.parametrize("sensitivity", ["private", "confidential", "personal", "okänd"])
def test_nothing_of_a_private_event_is_told(sensitivity: str) -> None:
    got = assess(
        subject="Hemligheten", place="Hemliga klubben, Borås", body="Mer hemligt. Ej Teams.", sensitivity=sensitivity
    )
    assert (got.flag, got.suitable) == (False, Suitability.NO)
    told = " ".join(reason.text for reason in got.reasons).lower()
    assert "hemlig" not in told
    assert "borås" not in told


def test_a_private_event_is_not_kept_in_memory() -> None:
    own = Judge(KUNGALV)
    own.assess(event(subject="Hemligheten", place="Hemliga klubben, Borås", sensitivity="private"))
    kept = repr([vars(own._locator)["_readings"], own._place_sentences])
    assert "Hemliga" not in kept


# --- settings


def test_a_link_beside_a_place_still_counts_where_the_organisation_says_so() -> None:
    asking = Judge(Organisation(name=KUNGALV.name, domains=KUNGALV.domains, sites=KUNGALV.sites, link_with_place="ask"))
    with_link = event(place="Borås", is_online=True, online_provider="teamsForBusiness", join_url=TEAMS)
    assert asking.assess(with_link).flag
    assert asking.assess(with_link).already_online
    assert not asking.assess(event(place="Borås eller Teams")).flag
    assert not judge(KUNGALV).assess(with_link).flag


def test_the_own_meeting_host_is_a_way_in() -> None:
    own = Judge(Organisation(name=KUNGALV.name, domains=KUNGALV.domains, meeting_hosts=("Moten.kungalv.example",)))
    got = own.assess(event(place="Borås", body="https://moten.kungalv.example/anna"))
    assert codes(got)[0] == "link.own_host"


def test_an_organisation_may_say_what_needs_presence() -> None:
    words = {"inspection": ("trollspaning",), "study_visit": ("-exkursion",)}
    own = Judge(Organisation(name=KUNGALV.name, domains=KUNGALV.domains, sites=KUNGALV.sites, words=words))
    assert own.assess(event(subject="Trollspaning", place="Borås")).suitable is Suitability.NO
    assert own.assess(event(subject="Exkursion", place="Borås")).suitable is Suitability.YES


def test_an_organisation_without_sites_can_be_judged_for() -> None:
    bare = Judge(Organisation(name="Ny kommun", domains=("ny.example",)))
    assert spot(bare.assess(event(place="Borås"))) == (True, "Borås")


# --- reasons


def test_every_reason_is_in_the_table() -> None:
    for got in (
        assess(place="Borås"),
        assess(place="Teams"),
        assess(subject="Studiebesök"),
        assess(subject="Bokad", invited=0),
    ):
        assert {reason.code for reason in got.reasons} <= CODES.keys()


def test_what_decides_comes_first() -> None:
    assert codes(assess(subject="Studiebesök", place="Borås"))[0] == "words.study_visit"
    assert codes(assess(subject="Nätverksträff", place="Borås")) == ["place.town", "words.suits"]
    assert codes(assess(subject="Nätverksträff", place="Borås", is_cancelled=True))[0] == "state.cancelled"


def test_reasons_hold_the_evidence() -> None:
    got = assess(subject="Studiebesök", place="Stadshuset, Borås")
    assert [reason.text for reason in got.reasons] == [
        "A study visit has to be made on site. (“Studiebesök”)",
        "The meeting is in another town than our own houses. (“Borås”)",
    ]


def test_an_assessment_can_be_explained_to_a_person() -> None:
    one = event(subject="Nätverksträff", place="Borås")
    told = explain(one, judge(KUNGALV).assess(one))
    assert told.splitlines()[0] == "Nätverksträff: asked about (online)"
    assert "  - The meeting is in another town than our own houses. (“Borås”)" in told


def test_a_private_event_is_explained_without_its_subject() -> None:
    one = event(subject="Hemligheten", place="Borås", sensitivity="private")
    assert "Hemlig" not in explain(one, judge(KUNGALV).assess(one))
