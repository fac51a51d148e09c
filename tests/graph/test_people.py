"""Who takes part, and how their mailboxes are set."""

from datetime import UTC, datetime, time
from typing import Any

import pytest

from resfria_bot.core.types import MailboxSettings, Person, WorkingHours
from resfria_bot.errors import Denied, NotFound
from resfria_bot.graph.client import Client
from resfria_bot.graph.people import People

from .service import Reply, Service

ANNA = "anna@k.example"
MEMBERS = "/groups/G/transitiveMembers/microsoft.graph.user"
SETTINGS = f"/users/{ANNA}/mailboxSettings"
OFFICE_HOURS = {
    "daysOfWeek": ["monday", "tuesday", "Friday"],
    "startTime": "07:30:00.0000000",
    "endTime": "16:00:00.0000000",
    "timeZone": {"name": "W. Europe Standard Time"},
}


def user(name: str, **changed: Any) -> dict[str, Any]:
    return {
        "id": f"id-{name}",
        "displayName": name.title(),
        "mail": f"{name.title()}@K.example",
        "userType": "Member",
        "accountEnabled": True,
        **changed,
    }


def members(client: Client, service: Service, *users: Any) -> list[Person]:
    service.tell("GET", MEMBERS, Reply(200, {"value": list(users)}))
    return People(client).members("G")


def settings(client: Client, service: Service, **told: Any) -> MailboxSettings:
    service.tell("GET", SETTINGS, Reply(200, told))
    ((address, found),) = People(client).settings([ANNA])
    assert address == ANNA
    assert isinstance(found, MailboxSettings), found
    return found


def hours(client: Client, service: Service, **changed: Any) -> WorkingHours:
    return settings(client, service, workingHours={**OFFICE_HOURS, **changed}).working_hours


def test_a_member_is_read_with_department_office_city_and_language(client: Client, service: Service) -> None:
    told = user("anna", department="Bygg", officeLocation="Stadshuset", city="Kungälv", preferredLanguage="sv-SE")
    assert members(client, service, told) == [
        Person(
            id="id-anna",
            address=ANNA,
            name="Anna",
            department="Bygg",
            office="Stadshuset",
            city="Kungälv",
            language="sv-SE",
        )
    ]


def test_all_pages_are_read_each_with_the_header_that_the_query_needs(client: Client, service: Service) -> None:
    following = f"{service.base_url}{MEMBERS}?$skiptoken=2"
    service.tell(
        "GET",
        MEMBERS,
        Reply(200, {"value": [user("anna")], "@odata.nextLink": following}),
        Reply(200, {"value": [user("bo"), user("anna")]}),
    )
    assert [p.address for p in People(client).members("G")] == [ANNA, "bo@k.example"]
    assert [s.headers["ConsistencyLevel"] for s in service.seen] == ["eventual", "eventual"]
    assert "$count=true" in service.seen[0].path


@pytest.mark.parametrize("changed", [{"userType": "Guest"}, {"accountEnabled": False}, {"mail": None}, {"mail": ""}])
def test_guests_blocked_accounts_and_those_without_mail_do_not_take_part(
    client: Client, service: Service, changed: dict[str, Any]
) -> None:
    assert [p.id for p in members(client, service, user("bo", **changed), user("anna"))] == ["id-anna"]


@pytest.mark.parametrize("missing", ["userType", "accountEnabled"])
def test_what_the_tenant_does_not_tell_keeps_nobody_out(client: Client, service: Service, missing: str) -> None:
    assert len(members(client, service, user("anna", **{missing: None}))) == 1


def test_a_member_that_cannot_be_read_leaves_the_others(client: Client, service: Service) -> None:
    assert [p.address for p in members(client, service, 7, user("bo", city=["x"]), user("anna"))] == [ANNA]


def test_plans_tell_who_has_a_mailbox_and_teams(client: Client, service: Service) -> None:
    plans = [
        {"service": "exchange", "capabilityStatus": "Enabled"},
        {"service": "TeamspaceAPI", "capabilityStatus": "Suspended"},
        None,
    ]
    (person,) = members(client, service, user("anna", assignedPlans=plans))
    assert (person.has_exchange, person.has_teams) == (True, False)


def test_without_any_plan_there_is_neither_mailbox_nor_teams(client: Client, service: Service) -> None:
    (person,) = members(client, service, user("anna", assignedPlans=[]))
    assert (person.has_exchange, person.has_teams) == (False, False)


def test_an_unknown_group_is_named_by_its_key(client: Client) -> None:
    with pytest.raises(NotFound, match=r"'G' in scope\.group_id does not exist"):
        People(client).members("G")


def test_a_group_id_that_is_none_is_named_by_its_key(client: Client, service: Service) -> None:
    service.tell("GET", MEMBERS, Reply(400, {"error": {"code": "Request_BadRequest"}}))
    with pytest.raises(NotFound, match=r"scope\.group_id should be the object id"):
        People(client).members("G")


def test_a_missing_permission_is_named(client: Client, service: Service) -> None:
    service.tell("GET", MEMBERS, Reply(403, {"error": {"code": "Authorization_RequestDenied"}}))
    with pytest.raises(Denied, match=r"GroupMember\.Read\.All"):
        People(client).members("G")


def test_one_person_is_looked_up_by_address(client: Client, service: Service) -> None:
    service.tell("GET", f"/users/{ANNA}", Reply(200, user("anna")))
    assert People(client).person(ANNA).name == "Anna"


def test_a_person_who_is_not_there_is_not_found(client: Client) -> None:
    with pytest.raises(NotFound, match=ANNA):
        People(client).person(ANNA)


def test_settings_come_in_batches_and_trouble_is_a_value(client: Client, service: Service) -> None:
    names = [f"p{n}@k.example" for n in range(20)]
    for name in names[1:]:
        service.tell("GET", f"/users/{name}/mailboxSettings", Reply(200, {"language": {"locale": "sv-SE"}}))
    found = dict(People(client).settings(names))
    assert client.request_count == 1
    assert isinstance(found[names[0]], NotFound)
    assert sum(isinstance(s, MailboxSettings) and s.language == "sv-SE" for s in found.values()) == 19


def test_working_hours_are_read_with_their_windows_zone(client: Client, service: Service) -> None:
    assert hours(client, service) == WorkingHours(
        weekdays=frozenset({0, 1, 4}), start=time(7, 30), end=time(16), time_zone="Europe/Berlin"
    )


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ({"name": "Europe/Helsinki"}, "Europe/Helsinki"),
        (
            {"@odata.type": "#microsoft.graph.customTimeZone", "name": "Customized Time Zone", "bias": -60},
            "Europe/Stockholm",
        ),
        ({"@odata.type": "#microsoft.graph.customTimeZone", "name": "Customized Time Zone", "bias": 180}, "Etc/GMT-3"),
        ({"name": None}, "Europe/Stockholm"),
        (None, "Europe/Stockholm"),
    ],
)
def test_working_hours_may_have_an_iana_a_custom_or_no_zone(
    client: Client, service: Service, zone: Any, expected: str
) -> None:
    assert hours(client, service, timeZone=zone).time_zone == expected


def test_a_zone_of_the_mailbox_stands_in_for_one_of_the_hours(client: Client, service: Service) -> None:
    found = settings(client, service, timeZone="FLE Standard Time", workingHours={**OFFICE_HOURS, "timeZone": None})
    assert found.working_hours.time_zone == "Europe/Kiev"


@pytest.mark.parametrize(
    "changed",
    [
        {"daysOfWeek": []},
        {"daysOfWeek": None},
        {"daysOfWeek": [None, "someday"]},
        {"startTime": "22:00:00.0000000", "endTime": "06:00:00.0000000"},
        {"startTime": "early"},
        {"endTime": None},
    ],
)
def test_hours_in_which_nobody_could_be_asked_become_office_hours(
    client: Client, service: Service, changed: dict[str, Any]
) -> None:
    found = hours(client, service, **changed)
    assert (found.weekdays, found.start, found.end) == (frozenset(range(5)), time(8), time(17))


def test_a_mailbox_that_says_nothing_has_office_hours_and_is_not_away(client: Client, service: Service) -> None:
    found = settings(client, service, workingHours=None, automaticRepliesSetting=None, language=None, timeZone=None)
    assert found == MailboxSettings()


def test_the_zone_of_the_organisation_holds_where_a_mailbox_names_none(client: Client, service: Service) -> None:
    service.tell("GET", SETTINGS, Reply(200, {}))
    ((_, found),) = People(client, "Europe/Oslo").settings([ANNA])
    assert isinstance(found, MailboxSettings)
    assert found.working_hours.time_zone == "Europe/Oslo"


@pytest.mark.parametrize("status", ["disabled", None, "unknownFutureValue"])
def test_replies_that_are_off_are_not_away(client: Client, service: Service, status: str | None) -> None:
    found = settings(client, service, automaticRepliesSetting={"status": status})
    assert (found.away_from, found.away_until) == (None, None)


def test_replies_that_are_always_on_are_away_until_further_notice(client: Client, service: Service) -> None:
    found = settings(client, service, automaticRepliesSetting={"status": "alwaysEnabled"})
    assert found.away_from is not None
    assert found.away_from < datetime(2000, 1, 1, tzinfo=UTC)
    assert found.away_until is None


def test_scheduled_replies_are_away_between_their_times(client: Client, service: Service) -> None:
    replies = {
        "status": "scheduled",
        "scheduledStartDateTime": {"dateTime": "2026-12-20T00:00:00.0000000", "timeZone": "UTC"},
        "scheduledEndDateTime": {"dateTime": "2027-01-07T07:00:00.0000000", "timeZone": "W. Europe Standard Time"},
    }
    found = settings(client, service, automaticRepliesSetting=replies)
    assert found.away_from == datetime(2026, 12, 20, tzinfo=UTC)
    assert found.away_until == datetime(2027, 1, 7, 6, tzinfo=UTC)


def test_settings_of_an_unknown_shape_are_a_value_too(client: Client, service: Service) -> None:
    service.tell("GET", SETTINGS, Reply(200, {"workingHours": "always"}))
    ((_, found),) = People(client).settings([ANNA])
    assert "read the mailbox settings of anna@k.example" in str(found)
