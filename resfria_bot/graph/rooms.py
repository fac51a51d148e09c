"""The rooms of the tenant, with the equipment that its administrators wrote down."""

from collections.abc import Iterator

import msgspec

from resfria_bot.core.types import Room
from resfria_bot.graph.client import Client
from resfria_bot.graph.page import Page, decoded
from resfria_bot.graph.request import Request

PAGE_SIZE = 100
#: A tenant that goes on for longer than this repeats itself.
MOST_PAGES = 100

_WITHOUT_TEAMS = frozenset({"", "disabled", "unknown"})


class _Street(msgspec.Struct):
    city: str | None = None


class _Room(msgspec.Struct, rename="camel"):
    email_address: str | None = None
    display_name: str | None = None
    building: str | None = None
    capacity: int | None = None
    address: _Street | None = None
    video_device_name: str | None = None
    display_device_name: str | None = None
    teams_enabled_state: str | None = None


class Rooms:
    """Reads the list of rooms, which has no links from page to page."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def all(self) -> list[Room]:
        """Every room that has a mail address."""
        found: dict[str, Room] = {}
        for number in range(MOST_PAGES):
            request = Request(
                path=f"/places/microsoft.graph.room?$top={PAGE_SIZE}&$skip={number * PAGE_SIZE}",
                deed="read the list of rooms",
                permission="Place.Read.All",
            )
            page = decoded(self._client.send(request), Page, request)
            found.update((room.address, room) for room in _rooms(page))
            if len(page.value) < PAGE_SIZE:
                break
        return list(found.values())


def _rooms(page: Page) -> Iterator[Room]:
    for raw in page.value:
        try:
            wire = msgspec.json.decode(raw, type=_Room)
        except msgspec.MsgspecError:
            continue
        if not wire.email_address or not wire.display_name:
            continue
        has_device = bool((wire.video_device_name or "").strip() or (wire.display_device_name or "").strip())
        yield Room(
            name=wire.display_name.strip(),
            address=wire.email_address.strip().lower(),
            building=(wire.building or "").strip(),
            town=((wire.address.city if wire.address else None) or "").strip(),
            capacity=wire.capacity or None,
            has_equipment=has_device or (wire.teams_enabled_state or "").lower() not in _WITHOUT_TEAMS,
        )
