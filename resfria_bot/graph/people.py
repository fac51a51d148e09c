"""People: who takes part, and how their mailboxes are set."""

from collections.abc import Iterable, Iterator

import msgspec
import structlog

from resfria_bot.core.types import MailboxSettings, Person
from resfria_bot.errors import GraphError, NotFound
from resfria_bot.graph import profile
from resfria_bot.graph.client import Client
from resfria_bot.graph.page import Page, decoded
from resfria_bot.graph.request import Request, Response, user_path
from resfria_bot.logbook import Entry

PAGE_SIZE = 999

log = structlog.get_logger("graph")


class People:
    """Reads the directory and mailbox settings. `time_zone` (IANA) holds where a mailbox names none that is usable."""

    def __init__(self, client: Client, time_zone: str = "Europe/Stockholm") -> None:
        self._client = client
        self._time_zone = time_zone

    def members(self, group_id: str, key: str = "scope.group_id") -> list[Person]:
        """Everybody in the group and the groups in it, but guests, blocked accounts and those without mail.

        Raises `NotFound`, naming the `key` of the configuration, when there is no such group.
        """
        found: dict[str, Person] = {}
        path = f"/groups/{group_id}/transitiveMembers/microsoft.graph.user"
        link: str | None = f"{path}?$select={profile.USER_PROPERTIES}&$count=true&$top={PAGE_SIZE}"
        while link:
            page = self._member_page(group_id, link, key)
            found.update((user.id, profile.person(user)) for user in _users(page) if user.takes_part)
            link = self._client.relative(page.next_link) if page.next_link else None
        return list(found.values())

    def some(self) -> list[Person]:
        """The first page of the directory: some of those who have an account and mail, in the group or not."""
        request = Request(
            path=f"/users?$select={profile.USER_PROPERTIES}&$top={PAGE_SIZE}",
            deed="read some of the directory",
            permission="User.Read.All",
        )
        page = decoded(self._client.send(request), Page, request)
        return [profile.person(user) for user in _users(page) if user.takes_part]

    def person(self, address: str) -> Person:
        """One person by address or id; `NotFound` when there is none."""
        request = Request(
            path=f"{user_path(address)}?$select={profile.USER_PROPERTIES}",
            deed=f"look up {address} in the directory",
            permission="User.Read.All",
        )
        return profile.person(decoded(self._client.send(request), profile.UserWire, request))

    def settings(self, addresses: Iterable[str]) -> Iterator[tuple[str, MailboxSettings | Exception]]:
        """Working hours, language and out of office of each mailbox, in the order in which they arrive."""
        for request, result in self._client.batch(_settings_request(address) for address in addresses):
            yield request.mailbox, self._settings(request, result)

    def _settings(self, request: Request, result: Response | Exception) -> MailboxSettings | Exception:
        if isinstance(result, Exception):
            return result
        try:
            return profile.settings(decoded(result, profile.SettingsWire, request), self._time_zone)
        except GraphError as error:
            return error

    def _member_page(self, group_id: str, link: str, key: str) -> Page:
        request = Request(
            path=link,
            deed=f"read the members of the group {group_id}",
            # A cast to users is an advanced query, which Graph answers only with this header, on every page.
            headers={"ConsistencyLevel": "eventual"},
            permission="GroupMember.Read.All and User.Read.All",
        )
        try:
            return decoded(self._client.send(request), Page, request)
        except NotFound as error:
            raise NotFound(f"the group {group_id!r} in {key} does not exist in the tenant") from error
        except GraphError as error:
            if error.status != 400:
                raise
            raise NotFound(f"{key} should be the object id of a group, not {group_id!r}") from error


def _settings_request(address: str) -> Request:
    return Request(
        path=user_path(address, "mailboxSettings"),
        deed=f"read the mailbox settings of {address}",
        mailbox=address,
        permission="MailboxSettings.Read",
    )


def _users(page: Page) -> Iterator[profile.UserWire]:
    for raw in page.value:
        try:
            yield msgspec.json.decode(raw, type=profile.UserWire)
        except msgspec.ValidationError as error:
            log.warning(Entry.MEMBER_UNREADABLE, reason=str(error))
