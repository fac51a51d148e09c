"""What stands before every page: headers, posts from other sites, too many requests, nonsense."""

from dataclasses import replace

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from resfria_bot.core.tickets import Purpose
from resfria_bot.graph.visitors import Visitors
from resfria_bot.settings import Settings
from resfria_bot.web.defence import BURST, Budget, Defence
from resfria_bot.web.identity import Role
from resfria_bot.web.signin import SignIn
from tests.web.house import House


@pytest.mark.parametrize("path", ["/", "/mine", "/no-such-page", "/static/style.css", "/a/forged", "/healthz"])
def test_every_answer_has_its_shield(calm: House, path: str) -> None:
    headers = calm.browser.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["strict-transport-security"]


def test_personal_pages_are_kept_nowhere(calm: House) -> None:
    calm.enter(Role.EMPLOYEE)
    for path in ("/mine", "/mine/data", f"/a/{calm.ticket()}"):
        assert calm.browser.get(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_from_another_site_is_refused(calm: House, headers: dict[str, str]) -> None:
    calm.enter(Role.EMPLOYEE)
    refused = calm.browser.post("/mine", data={"do": "stop"}, headers=headers)
    assert refused.status_code == 403
    assert '<html lang="sv">' in refused.text
    assert calm.mailbox().stopped_at is None


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "https://resfritt.kommun.example"}])
def test_a_form_of_our_own_is_taken(house: House, headers: dict[str, str]) -> None:
    house.enter(Role.EMPLOYEE)
    assert house.browser.post("/mine", data={"do": "stop"}, headers=headers).status_code == 303
    assert house.mailbox().stopped_at is not None


def test_who_asks_too_often_waits_and_nobody_else_does() -> None:
    time = [0.0]
    budget = Budget(burst=3, per_second=1, clock=lambda: time[0])
    assert [budget.takes("a") for _ in range(4)] == [True, True, True, False]
    assert budget.takes("b")
    time[0] = 1.0
    assert [budget.takes("a") for _ in range(2)] == [True, False]


def test_guessing_links_ends_soon(calm: House) -> None:
    statuses = [calm.browser.get(f"/a/guess{number}").status_code for number in range(BURST + 20)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    refused = calm.browser.get("/")
    assert refused.headers["retry-after"] == "60"
    assert "vänta en minut" in refused.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/guide/unknown", 404),
        ("POST", "/guide/it", 405),
        ("GET", "/static/../site.py", 404),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/a/" + "x" * 5000, 404),
        ("GET", "/s/%00", 404),
    ],
)
def test_nonsense_gets_the_right_status_and_a_page(calm: House, method: str, path: str, status: int) -> None:
    response = calm.browser.request(method, path)
    assert response.status_code == status
    assert '<html lang="sv">' in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"x" * 100_000, "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b'{"do": "stop"}', "application/json"),
        (b"", ""),
    ],
)
def test_a_form_that_is_none_is_refused(calm: House, content: bytes, kind: str) -> None:
    calm.enter(Role.EMPLOYEE)
    response = calm.browser.post("/mine", content=content, headers={"Content-Type": kind} if kind else {})
    assert response.status_code == 400
    assert calm.mailbox().stopped_at is None


def test_pages_are_light_and_lead_nowhere_else(calm: House) -> None:
    calm.enter(*Role)
    weight = sum(len(calm.browser.get(f"/static/{name}").content) for name in ("style.css", "log.css"))
    for path in ("/", "/mine", "/log", "/cycles", "/guide/employees", f"/s/{calm.ticket(Purpose.STOP)}"):
        page = calm.browser.get(path)
        assert weight + len(page.content) < 150_000
        assert 'src="http' not in page.text
        assert "<script" not in page.text
        assert 'style="' not in page.text


def _asks(proxies: tuple[str, ...], forwarded: str) -> int:
    """Status for somebody behind the address `testclient`, which may make one request an hour."""
    budget = Budget(burst=1, per_second=0, clock=lambda: 0.0)
    shield = Defence(
        PlainTextResponse("page"),
        lambda _, status, sentence: PlainTextResponse(sentence, status),
        is_https=False,
        proxies=proxies,
        budget=budget,
    )
    browser = TestClient(shield)
    browser.get("/", headers={"X-Forwarded-For": "192.0.2.1"})
    return browser.get("/", headers={"X-Forwarded-For": forwarded}).status_code


def test_people_behind_a_proxy_of_ours_are_told_apart() -> None:
    assert _asks(("testclient",), "192.0.2.2") == 200
    assert _asks(("testclient",), "192.0.2.1") == 429


def test_nobody_chooses_their_own_address() -> None:
    assert _asks((), "192.0.2.2") == 429
    assert _asks(("testclient",), "192.0.2.2, 192.0.2.1") == 429


def test_styles_are_kept_by_the_browser_and_asked_for_again(calm: House) -> None:
    first = calm.browser.get("/static/style.css")
    assert first.headers["cache-control"] == "no-cache"
    again = calm.browser.get("/static/style.css", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_without_its_database_a_page_says_to_come_back_and_the_log_says_why(house: House) -> None:
    house.enter(Role.EMPLOYEE)
    (house.world.folder / "resfria.db").rename(house.world.folder / "elsewhere.db")
    with capture_logs() as lines:
        response = house.browser.get("/mine")
    assert response.status_code == 503
    assert "når inte sin databas" in response.text
    assert ("/mine", True) in [(line.get("page"), "is gone" in line.get("reason", "")) for line in lines]


def test_a_credential_that_cannot_sign_people_in_is_said_to_it_and_not_to_the_person(house: House) -> None:
    settings = replace(house.settings, graph=replace(house.settings.graph, client_secret_env="", managed_identity=True))
    people = House(house.world, settings, house.database, house.links, SignIn(_visitors(house, settings), house.links))
    with capture_logs() as lines:
        response = people.browser.get("/sign-in")
    assert response.status_code == 403
    assert "a secret or a certificate" in lines[-1]["reason"]
    assert "certificate" not in response.text


def _visitors(house: House, settings: Settings) -> Visitors:
    with house.world.opened() as opened:
        return Visitors(settings.credential(), opened.desk.people)
