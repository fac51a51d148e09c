"""Who sees what: every route with every role, against one table."""

import pytest

from resfria_bot.core.tickets import Purpose
from resfria_bot.web.identity import Role
from tests.web.house import House

EVERYBODY = frozenset({None, *Role})
SIGNED_IN = frozenset(Role)
LOG = frozenset({Role.MANAGER, Role.ORGANISATION})
HELP = frozenset({Role.SUPPORT, Role.IT})
IT = frozenset({Role.IT})

#: Each route and who may use it; None is whoever has not signed in.
WHO = {
    "GET /": EVERYBODY,
    "GET /guide/{name}": EVERYBODY,
    "GET /accessibility": EVERYBODY,
    "GET /a/{ticket}": EVERYBODY,
    "POST /a/{ticket}": EVERYBODY,
    "GET /s/{ticket}": EVERYBODY,
    "POST /s/{ticket}": EVERYBODY,
    "GET /sign-in": EVERYBODY,
    "GET /sign-in/done": EVERYBODY,
    "GET /local/{link}": EVERYBODY,
    "POST /sign-out": EVERYBODY,
    "GET /mine": SIGNED_IN,
    "POST /mine": SIGNED_IN,
    "GET /mine/data": SIGNED_IN,
    "POST /mine/erase": SIGNED_IN,
    "GET /log": LOG,
    "GET /log.{format}": LOG,
    "GET /support": HELP,
    "POST /support": HELP,
    "GET /cycles": IT,
}


def test_the_table_names_every_route(calm: House) -> None:
    assert [f"{page.method} {page.path}" for page in calm.pages] == list(WHO)


@pytest.mark.filterwarnings("ignore:response_mode")
@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_gets_in_where_the_table_says_and_nowhere_else(calm: House, role: Role | None) -> None:
    answer, stop = calm.ticket(), calm.ticket(Purpose.STOP)
    for route, allowed in WHO.items():
        calm.enter(*([role, Role.EMPLOYEE] if role else []), departments=("Skola",))
        method, path = route.split(" ")
        ticket = stop if "/s/" in path else answer
        address = path.format(name="managers", ticket=ticket, link="unknown", format="csv")
        response = calm.browser.request(method, address)
        is_turned_away = response.status_code in (401, 403) or response.headers.get("location", "").startswith(
            "/sign-in?"
        )
        assert is_turned_away is (role not in allowed), (route, response.status_code)
        assert response.status_code < 500, route


def test_a_session_that_has_run_out_or_was_made_up_opens_nothing(house: House) -> None:
    house.enter(Role.IT)
    cookie = house.browser.cookies["__Host-resfria"]
    assert house.browser.get("/cycles").status_code == 200
    house.browser.cookies.set("__Host-resfria", cookie[:-2] + "xx")
    assert house.browser.get("/cycles").status_code == 303
    house.enter(Role.IT)
    house.world.pass_time(house.world.later(minutes=61))
    assert house.browser.get("/cycles").status_code == 303
