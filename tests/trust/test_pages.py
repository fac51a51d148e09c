"""Nonsense sent to every page: the right kind of status and a sentence, never a fault of ours."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resfria_bot.core.tickets import Purpose
from resfria_bot.web.defence import Budget
from resfria_bot.web.identity import Role
from tests.web.house import House, standing

TEXT = st.text(max_size=30) | st.sampled_from(
    [
        *("0", "-1", "9" * 24, "2027-02-30", "2027-13", "9999-12"),
        *("'; DROP TABLE cases;--", "\x00", "../../etc", "%", "{0}", "<script>"),
    ]
)
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain", "application/json", "")
NAMES = st.sampled_from(
    ["from", "to", "department", "place", "system", "sort", "order", "page", "lang", "next", "code", "state", "error",
     "answer", "do", "weeks", "until", "item", "sure"]
) | st.text(max_size=8)  # fmt: skip
FIELDS = st.dictionaries(NAMES, TEXT, max_size=5)
MANY = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The pages of the small tenant, for somebody who may see everything."""
    with pytest.MonkeyPatch.context() as patch, standing(tmp_path_factory.mktemp("fuzzed")) as made:
        patch.setattr(Budget, "takes", lambda *_: True)  # else the first hundred are all that is answered
        made.enter(*Role, departments=("Skola",))
        yield made


@MANY
@given(data=st.data(), query=FIELDS, form=FIELDS)
def test_no_page_breaks_over_what_is_sent_to_it(
    house: House, data: st.DataObject, query: dict[str, str], form: dict[str, str]
) -> None:
    page = data.draw(st.sampled_from([p for p in house.pages if p.path not in ("/mine/erase", "/sign-out")]))
    path = page.path
    if "{ticket}" in path and data.draw(st.booleans()):
        path = path.replace("{ticket}", house.ticket(data.draw(st.sampled_from(list(Purpose)))))
    path = re.sub(r"\{\w+\}", lambda _: quote(data.draw(TEXT), safe="") or "x", path)
    answer = house.browser.request(page.method, path, params=query, data=form if page.method == "POST" else None)
    assert answer.status_code < 500 or answer.status_code == 503
    assert "Traceback" not in answer.text


@MANY
@given(method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"]), path=st.text(max_size=40))
def test_no_address_breaks_the_pages(house: House, method: str, path: str) -> None:
    answer = house.browser.request(method, f"/{quote(path)}")
    assert answer.status_code < 500


@MANY
@given(body=st.binary(max_size=300), kind=st.sampled_from(KINDS))
def test_no_form_breaks_the_pages(house: House, body: bytes, kind: str) -> None:
    answer = house.browser.post(f"/a/{house.ticket()}", content=body, headers={"Content-Type": kind} if kind else {})
    assert answer.status_code in (303, 400, 409)
