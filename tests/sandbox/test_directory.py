"""Users, groups, rooms, calendars and mailbox settings."""

from datetime import time, timedelta

import pytest

from resfria_bot.sandbox.tenant import Tenant

from .office import ANNA, BO, CILLA, GROUP, INNER_GROUP, NOW, ROOM, Caller, refused

SELECT = {"$select": "id,mail,department,assignedPlans"}


def test_a_user_comes_with_default_properties_only(caller: Caller) -> None:
    user = caller.get(f"/users/{ANNA}")
    assert user["displayName"] == "Anna Prov"
    assert "department" not in user


def test_other_properties_come_when_selected(caller: Caller) -> None:
    user = caller.get(f"/users/{ANNA}", **SELECT)
    assert user["department"] == "Skola"
    assert {plan["service"] for plan in user["assignedPlans"]} == {"exchange", "TeamspaceAPI"}
    assert "displayName" not in user


def test_a_user_is_found_by_id_address_and_any_letter_case(caller: Caller) -> None:
    by_address = caller.get(f"/users/{ANNA.upper()}")
    assert caller.get(f"/users/{by_address['id']}")["mail"] == ANNA


def test_users_come_in_pages_with_links(caller: Caller) -> None:
    pages = list(caller.pages("/users", **{"$top": "3", "$count": "true"}))
    assert [len(page["value"]) for page in pages] == [3, 1]
    assert pages[0]["@odata.count"] == 4


def test_users_can_be_filtered(caller: Caller) -> None:
    found = caller.get("/users", **{"$filter": f"mail eq '{BO}' and accountEnabled eq true", "$select": "mail"})
    assert caller.get("/users", **{"$filter": "startswith(displayName,'cil')"})["value"][0]["mail"] == CILLA
    assert [user["mail"] for user in found["value"]] == [BO]


def test_a_filter_that_is_not_understood_is_refused(caller: Caller) -> None:
    assert refused(caller.send("GET", "/users", **{"$filter": "mail in ('a')"})) == (400, "BadRequest")


def test_members_of_nested_groups_come_once_and_the_groups_too(caller: Caller) -> None:
    found = caller.get(f"/groups/{GROUP}/transitiveMembers")["value"]
    kinds = [member["@odata.type"].rpartition(".")[2] for member in found]
    assert sorted(kinds) == ["group", "user", "user", "user"]
    assert INNER_GROUP in {member["id"] for member in found}


@pytest.mark.parametrize("cast", ["microsoft.graph.user", "graph.user"])
def test_only_users_come_by_a_cast_that_is_asked_for_as_an_advanced_query(caller: Caller, cast: str) -> None:
    path = f"/groups/{GROUP}/transitiveMembers/{cast}"
    assert refused(caller.send("GET", path)) == (400, "Request_UnsupportedQuery")
    caller.session.headers["ConsistencyLevel"] = "eventual"
    pages = list(caller.pages(path, **{"$count": "true", "$top": "2"}))
    assert [user["mail"] for page in pages for user in page["value"]] == [ANNA, BO, CILLA]


def test_unknown_people_and_groups_are_not_found(caller: Caller) -> None:
    unknown = GROUP.replace("1", "9")
    assert refused(caller.send("GET", "/users/nobody@kontor.example")) == (404, "Request_ResourceNotFound")
    assert refused(caller.send("GET", f"/groups/{unknown}/transitiveMembers")) == (404, "Request_ResourceNotFound")
    assert refused(caller.send("GET", "/groups/alla/transitiveMembers")) == (400, "Request_BadRequest")


def test_mailbox_settings_tell_hours_zone_and_language(caller: Caller, tenant: Tenant) -> None:
    user = tenant.directory.user(ANNA)
    assert user is not None
    user.works_from, user.weekdays, user.custom_bias_minutes = time(7, 30), (0, 1, 2), -60
    settings = caller.get(f"/users/{ANNA}/mailboxSettings")
    hours = settings["workingHours"]
    assert (settings["timeZone"], settings["language"]["locale"]) == ("W. Europe Standard Time", "sv-SE")
    assert (hours["startTime"], hours["daysOfWeek"]) == ("07:30:00.0000000", ["monday", "tuesday", "wednesday"])
    assert hours["timeZone"]["@odata.type"] == "#microsoft.graph.customTimeZone"


def test_automatic_replies_are_scheduled_until_the_person_is_back(caller: Caller, tenant: Tenant) -> None:
    user = tenant.directory.user(ANNA)
    assert user is not None
    user.away_from, user.away_until = NOW, NOW + timedelta(days=3)

    def status() -> str:
        return str(caller.get(f"/users/{ANNA}/mailboxSettings")["automaticRepliesSetting"]["status"])

    assert status() == "scheduled"
    tenant.advance_to(NOW + timedelta(days=4))
    assert status() == "disabled"
    user.away_until = None
    assert status() == "alwaysEnabled"


def test_a_calendar_tells_whether_teams_meetings_are_allowed(caller: Caller, tenant: Tenant) -> None:
    user = tenant.directory.user(BO)
    assert user is not None
    user.has_teams = False
    assert caller.get(f"/users/{ANNA}/calendar")["allowedOnlineMeetingProviders"] == ["teamsForBusiness"]
    assert caller.get(f"/users/{BO}/calendar")["allowedOnlineMeetingProviders"] == []


def test_rooms_come_without_a_next_link(caller: Caller) -> None:
    page = caller.get("/places/microsoft.graph.room", **{"$top": "1"})
    assert page["value"][0]["emailAddress"] == ROOM
    assert page["value"][0]["address"]["city"] == "Stenungsund"
    assert "@odata.nextLink" not in page


def test_a_missing_permission_denies_the_call(caller: Caller, tenant: Tenant) -> None:
    tenant.permissions -= {"Calendars.ReadWrite", "User.Read.All", "MailboxSettings.Read"}
    assert refused(caller.send("POST", f"/users/{ANNA}/events", {})) == (403, "ErrorAccessDenied")
    assert refused(caller.send("GET", f"/users/{ANNA}/mailboxSettings")) == (403, "ErrorAccessDenied")
    assert refused(caller.send("GET", "/users")) == (403, "Authorization_RequestDenied")


def test_a_path_or_method_that_does_not_exist_is_refused(caller: Caller) -> None:
    assert refused(caller.send("GET", "/nothing")) == (400, "BadRequest")
    assert caller.send("PATCH", f"/users/{ANNA}/calendarView", {}).status_code == 405
    assert refused(caller.send("POST", f"/users/{ANNA}/events", ["a list"])) == (400, "BadRequest")
