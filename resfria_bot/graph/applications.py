"""The application's own entry in the directory: when its secrets expire, where that may be read."""

from datetime import datetime

import msgspec

from resfria_bot.graph.client import Client
from resfria_bot.graph.page import decoded
from resfria_bot.graph.request import Request


class _Credential(msgspec.Struct, rename="camel"):
    end_date_time: datetime | None = None


class _Application(msgspec.Struct, rename="camel"):
    password_credentials: list[_Credential] = []


class Applications:
    """Reads through one client. It takes Application.Read.All, which nothing else here needs: so it is often denied."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def secrets_expire_at(self, client_id: str) -> list[datetime]:
        """When each client secret expires, the last one first. Raises `Denied` where that may not be read."""
        request = Request(
            path=f"/applications(appId='{client_id}')?$select=passwordCredentials",
            deed="read when the application's secrets expire",
            permission="Application.Read.All",
        )
        found = decoded(self._client.send(request), _Application, request).password_credentials
        return sorted((each.end_date_time for each in found if each.end_date_time), reverse=True)
