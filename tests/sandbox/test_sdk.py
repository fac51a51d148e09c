"""Strangers at the door: Microsoft's Python SDK and the O365 package list a view, page a delta and create an event.

Both packages are imported by name: their generated code is far too large for a type checker to read at every run.
"""

import asyncio
import warnings
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from resfria_bot.sandbox.server import Server

from .office import ANNA, BO, WEEKLY, WINDOW, Caller, LoopbackSession, answered, msal_application, token_of

#: What the packages themselves warn of is not our affair; warnings raised from anywhere else still are errors.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:msgraph"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:kiota_abstractions"),
]

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    azure = import_module("azure.core.credentials")
    httpx = import_module("httpx")
    kiota = import_module("kiota_authentication_azure.azure_identity_authentication_provider")
    configuration = import_module("kiota_abstractions.base_request_configuration")
    msgraph = import_module("msgraph")
    core = import_module("msgraph_core")
    models = import_module("msgraph.generated.models")
    view_builder = import_module("msgraph.generated.users.item.calendar_view.calendar_view_request_builder")
    delta_builder = import_module("msgraph.generated.users.item.calendar_view.delta.delta_request_builder")
    o365 = import_module("O365")

Work = Callable[[Any], Awaitable[None]]


class Pass:
    """A credential that has its token already."""

    def __init__(self, token: str) -> None:
        self._token = token

    def get_token(self, *scopes: str, **_: Any) -> Any:
        """Whatever the scope, the same token."""
        assert scopes == ("http://127.0.0.1/.default",)
        return azure.AccessToken(self._token, 2**31)


def with_sdk(server: Server, work: Work) -> None:
    """Do some work with Microsoft's SDK, told of the sandbox's address over plain HTTP on loopback."""
    token = answered(token_of(server), 200)["access_token"]

    async def run() -> None:
        # The SDK's middleware forgets to close the transport below it.
        async with httpx.AsyncHTTPTransport() as transport:
            client = httpx.AsyncClient(transport=transport, timeout=10)
            http = core.GraphClientFactory.create_with_default_middleware(client=client)
            provider = kiota.AzureIdentityAuthenticationProvider(Pass(token))
            adapter = msgraph.GraphRequestAdapter(provider, client=http)
            adapter.base_url = server.base_url
            await work(msgraph.GraphServiceClient(request_adapter=adapter))

    asyncio.run(run())


def query(builder: Any, **more: Any) -> Any:
    """The window as the SDK takes it."""
    parameters = builder(start_date_time=WINDOW["startDateTime"], end_date_time=WINDOW["endDateTime"], **more)
    return configuration.RequestConfiguration(query_parameters=parameters)


def zoned(text: str) -> Any:
    return model("date_time_time_zone.DateTimeTimeZone")(date_time=text, time_zone="W. Europe Standard Time")


def model(path: str) -> Any:
    """A model of the SDK."""
    module, _, name = path.rpartition(".")
    return getattr(import_module(f"msgraph.generated.models.{module}"), name)


def test_the_sdk_lists_a_calendar_view_page_by_page(caller: Caller, server: Server) -> None:
    caller.plan(recurrence=WEEKLY)
    parameters = view_builder.CalendarViewRequestBuilder.CalendarViewRequestBuilderGetQueryParameters

    async def work(graph: Any) -> None:
        view = graph.users.by_user_id(ANNA).calendar_view
        page = await view.get(request_configuration=query(parameters, top=3))
        found = list(page.value)
        while page.odata_next_link:
            page = await view.with_url(page.odata_next_link).get()
            found += page.value
        assert [event.start.date_time[8:10] for event in found] == ["12", "19", "26", "02", "09"]
        assert {event.type.value for event in found} == {"occurrence"}
        assert found[0].attendees[0].email_address.address == BO

    with_sdk(server, work)


def test_the_sdk_pages_a_delta_and_follows_its_link(caller: Caller, server: Server) -> None:
    for number in range(12):
        caller.plan(subject=f"Möte {number}")
    parameters = delta_builder.DeltaRequestBuilder.DeltaRequestBuilderGetQueryParameters

    async def work(graph: Any) -> None:
        delta = graph.users.by_user_id(ANNA).calendar_view.delta
        page = await delta.get(request_configuration=query(parameters))
        found = list(page.value)
        while page.odata_next_link:
            page = await delta.with_url(page.odata_next_link).get()
            found += page.value
        assert {event.subject for event in found} == {f"Möte {number}" for number in range(12)}
        await asyncio.to_thread(caller.plan, subject="Nytt")
        page = await delta.with_url(page.odata_delta_link).get()
        assert [event.subject for event in page.value] == ["Nytt"]

    with_sdk(server, work)


def test_the_sdk_creates_an_event_that_lands_with_the_attendee(caller: Caller, server: Server) -> None:
    async def work(graph: Any) -> None:
        attendee = model("attendee.Attendee")(email_address=model("email_address.EmailAddress")(address=BO))
        event = model("event.Event")(
            subject="Från SDK",
            start=zoned("2027-01-12T09:00:00"),
            end=zoned("2027-01-12T10:00:00"),
            attendees=[attendee],
            is_online_meeting=True,
        )
        made = await graph.users.by_user_id(ANNA).events.post(event)
        assert made.online_meeting.join_url.startswith("https://teams.microsoft.com/")
        assert made.response_status.response.value == "organizer"

    with_sdk(server, work)
    (copy,) = caller.view(BO)
    assert (copy["subject"], copy["start"]["dateTime"]) == ("Från SDK", "2027-01-12T08:00:00.0000000")


def test_the_sdk_reads_an_error_as_graphs(server: Server) -> None:
    async def work(graph: Any) -> None:
        with pytest.raises(model("o_data_errors.o_data_error.ODataError")) as caught:
            await graph.users.by_user_id("nobody@kontor.example").get()
        assert caught.value.error.code == "Request_ResourceNotFound"

    with_sdk(server, work)


@pytest.fixture
def schedule(server: Server) -> Iterator[Any]:
    """Anna's schedule in the O365 package, signed in through msal."""
    address = f"{server.authority}/"

    class Protocol(o365.MSGraphProtocol):  # type: ignore[misc, name-defined]
        _protocol_url = address

    tenant = server.tenant
    account = o365.Account(
        (tenant.client_id, tenant.client_secret),
        auth_flow_type="credentials",
        tenant_id=tenant.tenant_id,
        protocol=Protocol(timezone=ZoneInfo("Europe/Stockholm")),
        token_backend=import_module("O365.utils.token").MemoryTokenBackend(),
    )
    with LoopbackSession() as session:
        # The package always signs in at Microsoft; here it is handed an application that knows the sandbox.
        account.con._msal_client = msal_application(server, session, token_cache=account.con.token_backend)
        assert account.authenticate(requested_scopes=["https://graph.microsoft.com/.default"])
        yield account.schedule(resource=ANNA)
        if account.con.session:
            account.con.session.close()


def local(day: int, hour: int) -> datetime:
    return datetime(2027, 1, day, hour, tzinfo=ZoneInfo("Europe/Stockholm"))


def test_o365_lists_a_calendar_view_page_by_page(caller: Caller, schedule: Any) -> None:
    caller.plan(recurrence=WEEKLY)
    found = list(schedule.get_events(limit=100, batch=2, start_recurring=local(11, 0), end_recurring=local(31, 0)))
    assert [event.start for event in found] == [local(12, 9), local(19, 9), local(26, 9)]
    assert found[0].location["displayName"] == "Stadshuset, Skövde"


def test_o365_pages_a_delta_and_follows_its_link(caller: Caller, schedule: Any) -> None:
    for number in range(12):
        caller.plan(subject=f"Möte {number}")
    address = schedule.build_url("/calendarView/delta")
    first = schedule.con.get(address, params=WINDOW).json()
    pagination = import_module("O365.utils").Pagination
    pages = pagination(parent=schedule, data=first["value"], next_link=first["@odata.nextLink"], limit=100)
    assert {event["subject"] for event in pages} == {f"Möte {number}" for number in range(12)}
    last = schedule.con.get(first["@odata.nextLink"]).json()
    caller.plan(subject="Nytt")
    assert [event["subject"] for event in schedule.con.get(last["@odata.deltaLink"]).json()["value"]] == ["Nytt"]


def test_o365_creates_an_event_that_lands_with_the_attendee(caller: Caller, schedule: Any) -> None:
    event = schedule.new_event(subject="Från O365")
    event.start, event.end = local(12, 9), local(12, 10)
    event.location = "Borås"
    event.attendees.add(BO)
    assert event.save()
    assert event.object_id
    (copy,) = caller.view(BO)
    assert (copy["subject"], copy["location"]["displayName"]) == ("Från O365", "Borås")
    assert copy["start"]["dateTime"] == "2027-01-12T08:00:00.0000000"
