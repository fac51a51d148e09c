"""Signing in with Entra, over real HTTP against the sandbox: the whole way from a page to the page again."""

from urllib.parse import urlsplit

import pytest
import requests

from resfria_bot.sandbox.directory import Group
from tests.flow.world import ALICE, BOB
from tests.web.house import MANAGERS, PUBLIC, House

pytestmark = pytest.mark.filterwarnings("error")


def sign_in(house: House, who: str, onward: str = "/log") -> str:
    """Go through the sign-in as far as the way back to our pages, which it gives. Alice is a manager."""
    directory = house.world.tenant.directory
    alice = directory.user(ALICE)
    assert alice is not None
    directory.add_group(Group(id=MANAGERS, name="Chefer", members=[alice.id]))
    begun = house.browser.get(f"/sign-in?next={onward}")
    assert begun.status_code == 303
    chosen = requests.get(f"{begun.headers['location']}&login_hint={who}", allow_redirects=False, timeout=10)
    back = urlsplit(chosen.headers["Location"])
    assert f"{back.scheme}://{back.netloc}" == PUBLIC
    return f"{back.path}?{back.query}"


def test_a_manager_comes_back_as_one_and_to_the_page_they_wanted(calm: House) -> None:
    done = calm.browser.get(sign_in(calm, ALICE))
    assert (done.status_code, done.headers["location"]) == (303, "/log")
    cookie = next(c for c in done.headers.get_list("set-cookie") if c.startswith("__Host-resfria="))
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= {part.strip() for part in cookie.split(";")}
    assert _sees(calm, "/log")
    assert not _sees(calm, "/cycles")


def test_a_manager_in_very_many_groups_is_looked_up_in_the_directory(house: House) -> None:
    house.world.server.faults.most_groups(0)
    house.browser.get(sign_in(house, ALICE))
    assert _sees(house, "/log")


def test_an_employee_sees_their_own_page_and_not_the_log(calm: House) -> None:
    calm.browser.get(sign_in(calm, BOB))
    assert _sees(calm, "/mine")
    assert not _sees(calm, "/log")


def test_somebody_who_signs_in_with_another_name_than_their_mail_finds_their_own_page(house: House) -> None:
    user = house.world.tenant.directory.user(ALICE)
    assert user is not None
    user.principal_name = "apr01@kommun.example"
    house.world.tenant.directory.add_user(user)
    house.browser.get(sign_in(house, "apr01@kommun.example"))
    assert ALICE in house.browser.get("/mine").text


def test_whoever_is_sent_to_sign_in_comes_back_to_the_very_page(calm: House) -> None:
    away = calm.browser.get("/log?from=2027-01&by=place")
    onward = away.headers["location"].partition("?next=")[2]
    done = calm.browser.get(sign_in(calm, ALICE, onward))
    assert done.headers["location"] == "/log?from=2027-01&by=place"


def test_an_answer_that_belongs_to_another_sign_in_is_refused(calm: House) -> None:
    back = sign_in(calm, ALICE)
    calm.browser.cookies.clear()
    calm.browser.get("/sign-in")
    refused = calm.browser.get(back)
    assert refused.status_code == 403
    assert calm.browser.get("/mine").status_code == 303


def test_an_answer_without_a_beginning_is_refused(calm: House) -> None:
    back = sign_in(calm, ALICE)
    calm.browser.cookies.clear()
    assert calm.browser.get(back).status_code == 400


@pytest.mark.parametrize("onward", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_sent_elsewhere_after_signing_in(calm: House, onward: str) -> None:
    done = calm.browser.get(sign_in(calm, ALICE, onward))
    assert done.headers["location"] == "/"


def test_a_sign_in_service_that_does_not_answer_is_no_fault_of_the_person(house: House) -> None:
    house.world.server.close()
    refused = house.browser.get("/sign-in")
    assert refused.status_code == 503
    assert "Försök igen" in refused.text or "försök igen" in refused.text


def test_signing_out_ends_it(calm: House) -> None:
    calm.browser.get(sign_in(calm, ALICE))
    assert calm.browser.post("/sign-out").status_code == 303
    assert calm.browser.get("/mine").status_code == 303


def test_a_local_link_works_once_and_not_for_long(house: House) -> None:
    link = house.links.make()
    assert house.browser.get(f"/local/{link}").status_code == 303
    assert house.browser.get("/cycles").status_code == 200
    assert house.browser.get(f"/local/{link}").status_code == 410
    late = house.links.make()
    house.world.pass_time(house.world.later(minutes=6))
    assert house.browser.get(f"/local/{late}").status_code == 410


def _sees(house: House, path: str) -> bool:
    """Is this person let in? So few people are in the small tenant that the log itself has nothing to show."""
    return house.browser.get(path).status_code not in (303, 401, 403)
