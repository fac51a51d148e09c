"""Reading the field for the place, and the names of places."""

from dataclasses import replace

import pytest

from resfria_bot.core.gazetteer import gazetteer
from resfria_bot.core.places import Places, locate
from resfria_bot.core.reading import Where
from resfria_bot.core.types import Organisation, Place
from tests.core.occasions import COLLEGE, KUNGALV, VARA

READERS = {org.name: Places(org) for org in (KUNGALV, VARA, COLLEGE)}
NEAR = (57.87, 11.98)

OUTSIDE = [
    ("Stadshuset, Lysekil", "Lysekil"), ("Nossebro, kommunhuset", "Nossebro"),
    ("KS-salen, Skövde stadshus", "Skövde"), ("Lilla Edets kommun, Järnvägsgatan 12", "Lilla Edet"),
    ("Borås Stad, Kungsgatan 55", "Borås"), ("Torsby herrgård, Harestad", "Harestad"), ("Thn", "Trollhättan"),
    ("Näl", "Trollhättan"), ("NÄL", "Trollhättan"), ("SkaS Lidköping", "Lidköping"),
    ("GR, Anders Personsgatan 8", "Göteborg"), ("RHG lokal Lejonet", "Göteborg"),
    ("Regionens Hus, Billingen", "Skövde"), ("Gothenburg, Sweden", "Göteborg"), ("Copenhagen Airport", "Köpenhamn"),
    ("Hotel Bristol, Oslo", "Oslo"), ("Storgatan 1, 541 30 Skövde", "Skövde"), ("SE-411 05 Göteborg", "Göteborg"),
    ("Box 100, 462 85 Vänersborg", "Vänersborg"), ("Stockholmsvägen 4, Norrtälje", "Norrtälje"), ("i Ed", "Ed"),
    ("Ed kommunkontor", "Ed"), ("Mora", "Mora"), ("Obs! Borås", "Borås"), ("Borås (prel)", "Borås"),
    ("Borås?", "Borås"), ("Buss från Stadshuset till Borås", "Borås"),
    ("Avfärd 07.00 Stadshuset – Lidköping", "Lidköping"), ("Trollhätan stadshuset", "Trollhättan"),
    ("Sciensce Park Skövde", "Skövde"), ("Vid Korsvägen", "Göteborg"),
    ("Landvetter flygplats i Härryda kommun", "Landvetter"), ("Säröhus i Kungsbacka", "Särö"),
    ("Göteborgs Stad, Intraservice", "Göteborg"), ("Marstrands havshotell", "Marstrand"),
    ("Kungälvs sjukhus, konferensrum Bohus", "Kungälv"), ("BUP Kungälv", "Kungälv"), ("Stora torget, Vara", "Vara"),
    ("Uppsala Konsert & Kongress", "Uppsala"), ("S:t Göran", "Stockholm"),
    ("Bryssel, Västra Götalandsregionens kontor", "Bryssel"), ("Örnsberg, Stockholm", "Stockholm"),
]  # fmt: skip
ELSEWHERE = [
    "Restaurang Björns", "Harry's Bar", "Hos leverantören", "Hos kund", "Hos Visma", "Hemma hos Eva", "Kyrkan",
    "Göteborgsvägen 10", "Västra gatan 57", "Lustigkullevägen 44 B, Källarlokalen", "KPMG", "Förskolan Duvan",
    "Hos er", "Exit 87 på E6", "Client site", "Skövde/Borås", "Norrköping eller Linköping",
]  # fmt: skip
OWN = [
    "Stadshuset", "stadshuset", "STADSHUSET, PLAN 4", "Nicolairummet, stadshuset", "Stadshuset, konferensrum Borås",
    "Rum Västerås, Stadshuset", "Stadshuset, Skövde (8 pers)", "Kungälv, Stadshuset", "Stadshuset i Kungälv",
    "Mimers hus, C214", "Skolgatan 1, Ytterby", "Ytterbyvägen 2", "mitt kontor", "på kontoret", "Här hos oss",
    "Stadhuset", "Nytt rum: Älven",
]  # fmt: skip
ROOMS = [
    "Konferensrum Skövde", "Rum Borås", "Grupprum Trollhättan", "Sal A", "Hörsalen", "Örebrosalen", "Videorummet",
    "Salen", "Sammanträdesrum Torsö", "Tyst rum 2", "Third floor", "Conf Room 2", "Lokal: Dalsland", "Mötesrum 4523",
]  # fmt: skip
UNCLEAR = [
    "Kungälv", "TBA", "Meddelas senare", "hemma", "Hos Lena", "Hos Vara-Lena", "Hos Anders Lund", "Kommunhuset",
    "Rådhuset", "Hos dig", "Mark Andersson", "[private]", "?", "", "Kan inte vara med", "Lync-möte",
    "https://hangouts.google.com/x", "https://goo.gl/maps/xyz",
]  # fmt: skip
REMOTE = [
    "Teams", "digitalt i Zoom", "Microsoft Teams-möte", "Via länk", "Online", "Telefon", "Tel: 031-123456",
    "Jag ringer", "Webbinarium", "StarLeaf", "Discord", "Hybrid", "Digitalt möte via Teams (ej Borås)",
    "meet.google.com/abc-defg-hij", "Skype/Teams", "https://visio.stat.example/", "sip:mote@video.kommun.example",
]  # fmt: skip
MIXED = [
    ("Skövde eller Teams", "Skövde"), ("Hybrid: Vänersborg/Teams", "Vänersborg"), ("NÄL (länk finns)", "Trollhättan"),
    ("Lycksele och digitalt", "Lycksele"), ("Handelshögskolan, Vasagatan 1, Göteborg och online", "Göteborg"),
    ("Borås, alternativt Zoom", "Borås"), ("Ledningsrummet, NÄL/distansmöte", "Trollhättan"),
]  # fmt: skip


def read(text: str, organisation: Organisation = KUNGALV, *, theirs: bool = False) -> tuple[Where, str]:
    reading = READERS[organisation.name].read(text, theirs=theirs)
    return reading.where, reading.place.name if reading.place else ""


@pytest.mark.parametrize(("text", "town"), OUTSIDE)
def test_a_place_elsewhere_is_named(text: str, town: str) -> None:
    assert read(text) == (Where.OUTSIDE, town)


@pytest.mark.parametrize("text", ELSEWHERE)
def test_a_place_elsewhere_may_have_no_town(text: str) -> None:
    assert read(text) == (Where.OUTSIDE, "")


@pytest.mark.parametrize("text", OWN)
def test_an_own_house_is_known(text: str) -> None:
    assert read(text) == (Where.OWN, "")


@pytest.mark.parametrize("text", ROOMS)
def test_a_room_is_no_journey(text: str) -> None:
    assert read(text)[0] in (Where.ROOM, Where.OWN)


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_says_nothing_of_a_place_is_no_place(text: str) -> None:
    where, town = read(text)
    assert where not in (Where.OUTSIDE, Where.OWN)
    assert town == ""
    assert not READERS[KUNGALV.name].read(text).is_remote


@pytest.mark.parametrize("text", REMOTE)
def test_a_meeting_at_a_distance_has_no_place(text: str) -> None:
    reading = READERS[KUNGALV.name].read(text)
    assert reading.is_remote
    assert reading.where is Where.NOTHING


@pytest.mark.parametrize(("text", "town"), MIXED)
def test_a_place_and_a_call_are_both_seen(text: str, town: str) -> None:
    assert read(text) == (Where.OUTSIDE, town)
    assert READERS[KUNGALV.name].read(text).is_remote


@pytest.mark.parametrize(
    "text", ["Teamsrummet", "Videorummet plan 2", "Skype", "Göteborg (ej digitalt)", "Borås, tel 033-35 70 00"]
)
def test_rooms_closed_services_and_contact_numbers_are_no_calls(text: str) -> None:
    assert not READERS[KUNGALV.name].read(text).is_remote


@pytest.mark.parametrize(
    ("organisation", "text", "where"),
    [
        (VARA, "Vara", Where.UNCLEAR),
        (KUNGALV, "Vara", Where.OUTSIDE),
        (VARA, "Kommunhuset", Where.OWN),
        (KUNGALV, "Kommunhuset", Where.UNCLEAR),
        (VARA, "Stadshuset", Where.UNCLEAR),
        (COLLEGE, "Stadshuset, entréplan", Where.OUTSIDE),
        (COLLEGE, "Högskolan i Skövde, sal G 110", Where.OWN),
        (KUNGALV, "Högskolan i Skövde, sal G 110", Where.OUTSIDE),
        (COLLEGE, "SkaS Skövde", Where.OUTSIDE),
        (COLLEGE, "Skövde", Where.UNCLEAR),
    ],
)
def test_the_same_words_mean_different_things_to_different_organisations(
    organisation: Organisation, text: str, where: Where
) -> None:
    assert read(text, organisation)[0] is where


@pytest.mark.parametrize(
    "text", ["Stadshuset", "Rum 3", "Sessionssalen", "Biblioteket", "hos oss", "Kontoret", "Lejonet"]
)
def test_general_names_are_the_organisers(text: str) -> None:
    assert read(text, theirs=True) == (Where.OUTSIDE, "")


@pytest.mark.parametrize("text", ["Stadshuset Kungälv", "Mimers hus", "Ytterbyvägen 2", "hos er", "TBA", "Kungälv"])
def test_our_own_houses_are_ours_whoever_invites(text: str) -> None:
    assert read(text, theirs=True)[0] is not Where.OUTSIDE


@pytest.mark.parametrize(
    ("name", "town"),
    [
        ("Kungälv", "Kungälv"), ("442 31 Kungälv", "Kungälv"), ("Göteborgs", "Göteborg"), ("gothenburg", "Göteborg"),
        ("Mölndals stad", "Mölndal"), ("Ale", "Nödinge"), ("Mark", "Kinna"), ("Tjörn", "Tjörn"),
        ("Orust kommun", "Henån"),
        ("Gbg", "Göteborg"), ("Torslanda", "Göteborg"), ("Helsinki", "Helsingfors"), ("Chalmers", "Göteborg"),
    ],
)  # fmt: skip
def test_a_town_is_found_by_its_names(name: str, town: str) -> None:
    found = gazetteer().town(name, NEAR)
    assert found is not None
    assert found.name == town
    assert found.latitude is not None


def test_an_unknown_name_is_no_town() -> None:
    assert gazetteer().town("Ingenstans") is None


def test_of_namesakes_the_nearest_is_meant() -> None:
    near_lidkoping, near_kalmar = (58.5, 13.2), (56.7, 16.3)
    first, second = gazetteer().town("Smedby", near_kalmar), gazetteer().town("Smedby", (59.5, 17.9))
    assert first != second
    assert gazetteer().town("Skövde", near_lidkoping) == gazetteer().town("Skövde")


def test_every_municipality_has_a_main_town_with_a_position() -> None:
    seats = gazetteer().seats
    assert len(seats) == 290
    assert [name for name, spot in seats.items() if spot.latitude is None] == []


def test_a_text_with_a_town_in_it_can_be_located() -> None:
    found = locate("Stadshuset i Trollhättan")
    assert found is not None
    assert found.name == "Trollhättan"


def test_an_organisations_own_places_win() -> None:
    villa = Place("Sjövillan", 57.9, 12.0, ("Villa Sjö", "Skövde"))
    places = Places(
        Organisation(name="Kungälvs kommun", domains=("kungalv.example",), sites=KUNGALV.sites, places=(villa,))
    )
    for text in ("Villa Sjö", "Skövde"):
        place = places.read(text).place
        assert place is not None
        assert place.name == "Sjövillan"


def test_a_list_of_words_can_be_extended_and_shortened() -> None:
    words = {"room": ("skrubben",), "outside": ("-kyrkan", "-*kyrka"), "online_place": ("hologram",)}
    places = Places(
        Organisation(name="Kungälvs kommun", domains=("kungalv.example",), sites=KUNGALV.sites, words=words)
    )
    assert places.read("Hologram").is_remote
    assert places.read("Skrubben Borås").where is Where.ROOM
    assert places.read("Kyrkan").where is not Where.OUTSIDE


@pytest.mark.parametrize("name", ["Strömmen", "Slussen"])
def test_a_room_of_ours_wins_over_a_namesake_far_away(name: str) -> None:
    organisation = replace(KUNGALV, sites=(replace(KUNGALV.sites[0], rooms=(name,)),))
    assert Places(organisation).read(name).where is not Where.OUTSIDE
