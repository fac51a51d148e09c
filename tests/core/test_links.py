"""Join links: the host decides, then the path; closed services let nobody in."""

import time
from urllib.parse import quote

import pytest

from resfria_bot.core.links import find_link, title

LIVE = [
    ("teams", "https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%7d"),
    ("teams", "https://teams.microsoft.com/meet/3607109787962?p=E1ByUKTqIFFO"),
    ("teams", "https://teams.live.com/meet/9312345678901"),
    ("teams", "https://teams.cloud.microsoft/l/meetup-join/19%3ameeting_x"),
    ("teams", "https://gov.teams.microsoft.us/l/meetup-join/19%3ameeting_x"),
    ("teams", "https://teams.microsoft.com/v2/?meetingjoin=true#/meet/123456789"),
    ("teams", "https://teams.microsoft.com/dl/launcher/launcher.html?url=%2F_%23%2Fl%2Fmeetup-join%2F19"),
    ("teams", "https://teams.microsoft.com/dl/launcher/launcher.html?url=/_#/l/meetup-join/19:meeting"),
    ("teams", "https://teams.microsoft.com/light-meetings/launch?agent=web&coords=abc"),
    ("teams", "msteams:/l/meetup-join/19%3ameeting_x"),
    ("teams", "HTTPS://TEAMS.MICROSOFT.COM/MEET/123456789?P=X"),
    ("zoom", "https://zoom.us/j/91234567890"),
    ("zoom", "https://kungalv-se.zoom.us/j/91234567890?pwd=abc"),
    ("zoom", "https://us02web.zoom.us/w/91234567890"),
    ("zoom", "https://zoom.us/my/anna.andersson"),
    ("zoom", "https://zoom.us/webinar/register/WN_abcdef"),
    ("zoom", "https://zoom.us/join?confno=91234567890"),
    ("zoom", "https://events.zoom.us/ejl/abc"),
    ("zoom", "zoommtg://zoom.us/join?confno=1"),
    ("meet", "https://meet.google.com/abc-defg-hij"),
    ("meet", "meet.google.com/abc-defg-hij"),
    ("meet", "https://meet.google.com/lookup/abcdef"),
    ("webex", "https://kommun.webex.com/kommun/j.php?MTID=m1234"),
    ("webex", "https://kommun.webex.com/meet/anna"),
    ("webex", "https://meetings.webex.com/collabs/meetings/join?uuid=1"),
    ("cisco", "https://bridge.region.example/invited.sf?secret=abc&id=12345"),
    ("pexip", "https://video.region.example/webapp/conference/mote"),
    ("adobe_connect", "https://kommun.adobeconnect.com/r3abcd/"),
    ("adobe_connect", "https://connect.sunet.se/kurs"),
    ("lifesize", "https://call.lifesizecloud.com/123456"),
    ("globalmeet", "https://kommun.globalmeet.com/Anna"),
    ("jitsi", "https://meet.jit.si/Kommunmote"),
    ("whereby", "https://whereby.com/rum1"),
    ("goto", "https://meet.goto.com/123456789"),
    ("goto", "https://global.gotomeeting.com/join/123456789"),
    ("starleaf", "https://meet.starleaf.com/4123456789"),
    ("chime", "https://chime.aws/1234567890"),
    ("nextcloud", "https://moln.kommun.example/index.php/call/abcd1234"),
    ("bigbluebutton", "https://bbb.skola.example/b/abc-def-ghi"),
    ("livestream", "https://www.youtube.com/live/abcdef"),
    ("video_address", "sip:123456@video.kommun.example"),
    ("video_address", "123456@video.region.example"),
]
NO_WAY_IN = [
    "https://teams.microsoft.com/l/channel/19%3aabc",
    "https://teams.microsoft.com/l/chat/0/0?users=a",
    "https://teams.microsoft.com/l/file/abc",
    "https://teams.microsoft.com/l/meeting/new?subject=x",
    "https://teams.microsoft.com/meetingOptions/?language=sv-SE",
    "https://teams.microsoft.com/meet/now",
    "https://dialin.teams.microsoft.com/abc?id=1",
    "https://aka.ms/JoinTeamsMeeting?omkt=sv-SE",
    "https://zoom.us/pricing",
    "https://zoom.us/download",
    "https://zoom.us/rec/share/abc",
    "https://zoom.us/j/abcdefghij",
    "https://events.zoom.us/ev/abc",
    "https://zoom.us.evil.example/j/91234567890",
    "https://notzoom.us/j/91234567890",
    "https://evil.example/zoom.us/j/91234567890",
    "https://evil.example/?next=https://zoom.us/j/91234567890",
    "https://evil.example/#https://zoom.us/j/91234567890",
    "https://meet.google.com@evil.example/abc-defg-hij",
    "https://meet.google.com/new",
    "https://meet.google.com/landing",
    "https://kommun.webex.com/kommun/ldr.php?RCID=1",
    "https://help.webex.com/article/1",
    "https://whereby.com/blog/nyheter",
    "https://kommun.adobeconnect.com/p12abcdefg/",
    "https://www.globalmeet.com/Anna",
    "https://www.youtube.com/watch?v=abcdef",
    "https://kommun.sharepoint.com/sites/projekt/protokoll.docx",
    "https://www.mentimeter.com/app/presentation/x1",
    "https://www.hitta.se/vagbeskrivning",
    "https://goo.gl/maps/abc",
    "https://forms.office.com/r/abc",
    "https://outlook.office365.com/owa/calendar/bokning",
    "www.kungalv.se/kontakt",
    "info@kungalv.example",
    "anna@meetup.example",
    "mötet 4/15 och 4/16",
]
RETIRED = [
    ("skype", "https://meet.lync.com/kommun/anna/VW8NKWEG"),
    ("skype", "https://join.skype.com/abcdEFGH"),
    ("skype", "https://meet.kommun.example/anna/AB12CD34"),
    ("hangouts", "https://hangouts.google.com/hangouts/_/calendar/abc"),
    ("bluejeans", "https://bluejeans.com/123456789"),
    ("workplace", "https://kommun.workplace.com/groupcall/LINK"),
]
ZOOM = "https://zoom.us/j/91234567890?pwd=abc"
SAFE_LINK = f"https://eur01.safelinks.protection.outlook.com/?url={quote(ZOOM, safe='')}&data=05"


@pytest.mark.parametrize(("system", "address"), LIVE)
def test_a_way_into_a_meeting_is_found(system: str, address: str) -> None:
    link = find_link(f"Anslut här: <{address}>.")
    assert link is not None
    assert (link.system, link.live) == (system, True)


@pytest.mark.parametrize("address", NO_WAY_IN)
def test_other_addresses_are_no_way_in(address: str) -> None:
    assert find_link(f"Se {address} för mer.") is None


@pytest.mark.parametrize(("system", "address"), RETIRED)
def test_closed_services_are_known_and_dead(system: str, address: str) -> None:
    link = find_link(f"Anslut: {address}")
    assert link is not None
    assert (link.system, link.live) == (system, False)


@pytest.mark.parametrize(
    "wrapped",
    [
        SAFE_LINK,
        f"https://eur01.safelinks.protection.outlook.com/ap/t-1/?url={quote(quote(ZOOM, safe=''), safe='')}&data=05",
        f"https://www.google.com/url?q={quote(ZOOM, safe='')}&sa=D",
        f"https://urldefense.com/v3/__{ZOOM}__;!!abc",
        f"https://www.google.com/url?q={quote(SAFE_LINK, safe='')}",
    ],
)
def test_redirectors_are_unwrapped(wrapped: str) -> None:
    link = find_link(wrapped)
    assert link is not None
    assert link.system == "zoom"


def test_a_broken_redirector_ends_the_search() -> None:
    assert find_link("https://eur01.safelinks.protection.outlook.com/?url=%zz%%3a%2&data=") is None


def test_entities_in_an_address_are_read() -> None:
    link = find_link('<a href="https://zoom.us/j/91234567890?x=1&amp;pwd=abc">här</a>')
    assert link is not None
    assert link.url.endswith("x=1&pwd=abc")


def test_a_live_link_wins_over_a_retired_one() -> None:
    link = find_link(f"https://meet.lync.com/a/b/VW8NKWEG eller {ZOOM}")
    assert link is not None
    assert link.system == "zoom"


def test_the_longest_form_of_a_link_wins() -> None:
    link = find_link(f"https://zoom.us/j/91234567890 … {ZOOM}")
    assert link is not None
    assert link.url == ZOOM


def test_the_organisations_own_host_counts_only_when_configured() -> None:
    address = "https://moten.kommun.example/anna"
    assert find_link(address) is None
    link = find_link(address, ("moten.kommun.example",))
    assert link is not None
    assert link.system == "own_host"


@pytest.mark.parametrize("path", ["", "/", "/login", "/help/start"])
def test_the_door_of_the_own_host_is_no_meeting(path: str) -> None:
    assert find_link(f"https://moten.kommun.example{path}", ("moten.kommun.example",)) is None


def test_a_configured_host_makes_the_own_skype_server_live() -> None:
    link = find_link("https://meet.kommun.example/anna/AB12CD34", ("meet.kommun.example",))
    assert link is not None
    assert link.live


def test_systems_have_names_that_people_know() -> None:
    assert title("teams") == "Microsoft Teams"


@pytest.mark.parametrize(
    "text",
    [
        "http://" * 20_000,
        "a." * 50_000 + "/",
        "x@" * 50_000,
        "https://zoom.us/" + "%25" * 30_000,
        "<" * 100_000,
        "@video." * 15_000,
        "https://a.example/x " * 5_000,
        "\x00" * 100_000,
    ],
    ids=lambda text: text[:12].strip("\x00") or "nulls",
)
def test_no_text_takes_long(text: str) -> None:
    find_link(text[:100])
    started = time.process_time()
    find_link(text)
    assert time.process_time() - started < 0.05
