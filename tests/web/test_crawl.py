"""Mail scanners and browsers follow links: whatever is only looked at changes nothing, anywhere."""

from urllib.parse import urljoin

import pytest

from resfria_bot.web.identity import Role
from tests.web.house import PUBLIC, House, links_of


@pytest.mark.filterwarnings("ignore:response_mode")
def test_following_every_link_of_every_letter_and_page_changes_nothing(house: House) -> None:
    letters = [item.meeting.body_html for item in house.world.questions()]
    waiting = {link for letter in letters for link in links_of(letter) if link.startswith(PUBLIC)}
    assert len(waiting) >= 4
    assert f"{PUBLIC}/guide/employees" in waiting
    waiting |= {f"{PUBLIC}/", f"{PUBLIC}/mine", f"{PUBLIC}/log", f"{PUBLIC}/support", f"{PUBLIC}/cycles"}
    rows, writes = house.rows(), len(house.world.writes())
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        house.enter(*Role)
        response = house.browser.get(address)
        assert response.status_code < 400, address
        if response.headers.get("content-type", "").startswith("text/html"):
            found = {urljoin(address, link) for link in links_of(response.text)}
            waiting |= {link for link in found if link.startswith(PUBLIC)} - seen - _without_tickets(found, seen)
        assert len(seen) < 300
    assert len(seen) > 15
    assert house.rows() == rows
    assert len(house.world.writes()) == writes


def _without_tickets(found: set[str], seen: set[str]) -> set[str]:
    """Links that differ only in a ticket written at another moment lead to the same page."""
    kinds = {link.split("/")[3] for link in seen if link.count("/") == 4 and "/s/" in link}
    return {link for link in found if "/s/" in link and "s" in kinds}
