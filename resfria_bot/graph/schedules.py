"""When people and rooms are free, as far as the tenant tells everybody."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from resfria_bot.core.types import Window
from resfria_bot.graph.client import Client
from resfria_bot.graph.page import decoded
from resfria_bot.graph.request import Request, user_path

#: Most schedules in one request. Source: Graph's documentation of getSchedule.
SLICE = 20
FREE = "0"


class _Schedule(msgspec.Struct, rename="camel"):
    schedule_id: str | None = None
    availability_view: str | None = None


class _Schedules(msgspec.Struct):
    value: list[_Schedule] = msgspec.field(default_factory=list)


class Schedules:
    """Asks on behalf of the bot's mailbox."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def views(self, mailbox: str, addresses: Sequence[str], window: Window, minutes: int) -> Mapping[str, str]:
        """For each address, one digit for every so many minutes of the window: "0" is free, anything else is not.

        Addresses whose schedule is not told are left out.
        """
        found: dict[str, str] = {}
        for at in range(0, len(addresses), SLICE):
            found.update(self._slice(mailbox, addresses[at : at + SLICE], window, minutes))
        return found

    def _slice(self, mailbox: str, addresses: Sequence[str], window: Window, minutes: int) -> Iterator[tuple[str, str]]:
        request = Request(
            method="POST",
            path=user_path(mailbox, "calendar", "getSchedule"),
            deed="ask when somebody is free",
            mailbox=mailbox,
            body={
                "schedules": list(addresses),
                "startTime": _utc(window.start),
                "endTime": _utc(window.end),
                "availabilityViewInterval": minutes,
            },
            permission="Calendars.Read",
            is_query=True,
        )
        for schedule in decoded(self._client.send(request), _Schedules, request).value:
            if schedule.schedule_id and schedule.availability_view:
                yield schedule.schedule_id.lower(), schedule.availability_view


def _utc(moment: datetime) -> dict[str, str]:
    return {"dateTime": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}
