"""Älvdala kommun: its people, houses and calendars."""

import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from resfria_bot.sandbox import payloads
from resfria_bot.sandbox.agenda import DEPARTMENTS, NO_WAY_IN, VENUES, WAYS_IN
from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.municipality import DOMAIN, SITES, build
from resfria_bot.sandbox.payloads import View
from resfria_bot.sandbox.tenant import Tenant


@pytest.fixture(scope="module")
def municipality() -> Tenant:
    """Only read here."""
    return build(seed=1)


def everything(tenant: Tenant) -> list[Any]:
    """Everybody, and everything that lies in their calendars."""
    directory = tenant.directory
    people = [*directory.users.values(), *directory.groups.values(), *directory.rooms.values()]
    events = [payloads.event(item, View()) for box in tenant.mailboxes() for item in tenant.entries(box)]
    ahead = tenant.now + timedelta(weeks=14)
    views = [payloads.stub(i, View()) for box in tenant.mailboxes() for i in tenant.view(box, tenant.now, ahead)]
    return [*people, *events, *views]


def scope(tenant: Tenant) -> list[User]:
    """The people in the scope group and the groups in it."""
    group = tenant.directory.groups[tenant.scope_group_id]
    return [member for member in tenant.directory.members(group) if isinstance(member, User)]


def test_two_builds_with_the_same_seed_are_equal() -> None:
    assert everything(build(seed=5)) == everything(build(seed=5))


def test_another_seed_builds_another_municipality(municipality: Tenant) -> None:
    assert {u.address for u in build(seed=2).directory.users.values()} != {
        u.address for u in municipality.directory.users.values()
    }


def test_it_is_built_within_three_seconds() -> None:
    began = time.perf_counter()
    build(seed=4)
    assert time.perf_counter() - began < 3


def test_more_than_two_hundred_people_sit_in_five_towns_and_eight_departments(municipality: Tenant) -> None:
    people = [user for user in scope(municipality) if user.has_mailbox and user.is_enabled]
    assert len(people) >= 200
    assert len({user.department for user in people}) == len(DEPARTMENTS) == 8
    assert {(user.office, user.city) for user in people if user.office} == {(site.name, site.town) for site in SITES}
    assert len({site.town for site in SITES}) == 5


def test_the_scope_is_made_of_groups_in_a_group(municipality: Tenant) -> None:
    directory = municipality.directory
    nested = directory.groups[municipality.scope_group_id].members
    assert sum(identity in directory.groups for identity in nested) == 8


def test_the_scope_holds_some_who_cannot_take_part(municipality: Tenant) -> None:
    members = scope(municipality)
    assert any(user.is_guest for user in members)
    assert any(not user.is_enabled for user in members)
    assert any(not user.has_mailbox and not user.is_guest for user in members)
    assert any(user.teams_refused for user in members)


def test_the_bot_has_a_mailbox_of_its_own_outside_the_scope(municipality: Tenant) -> None:
    assert municipality.bot_address == f"resfritt@{DOMAIN}"
    assert municipality.has_mailbox(municipality.bot_address)
    assert municipality.bot_address not in {user.address for user in scope(municipality)}
    assert municipality.support_address in {user.address for user in scope(municipality)}


def test_no_two_people_share_an_address_or_an_id(municipality: Tenant) -> None:
    users = municipality.directory.users.values()
    assert len({user.key for user in users}) == len({user.id for user in users}) == len(users)


def test_calendars_hold_every_kind_of_entry(municipality: Tenant) -> None:
    meetings = list(municipality.meetings())
    exceptions = [exception for meeting in meetings for exception in meeting.exceptions.values()]
    outside = [m for m in meetings if not municipality.has_mailbox(m.organiser.address)]
    assert 1000 < len(meetings) < 5000
    assert sum(bool(m.recurrence) for m in meetings) > 60
    assert any(e.is_cancelled for e in exceptions)
    assert any("locations" in e.own_fields for e in exceptions)
    assert any("start" in e.own_fields for e in exceptions)
    assert len(outside) > 50
    assert sum(m.online is not None for m in meetings) > 100
    assert {m.sensitivity for m in meetings} >= {"normal", "private", "confidential"}
    assert any(m.is_all_day for m in meetings)
    assert any(m.is_cancelled for m in meetings)


def test_dozens_of_our_own_meetings_are_held_in_other_towns(municipality: Tenant) -> None:
    hosted = {subject for department in DEPARTMENTS for subject in department.hosted}
    ahead = municipality.now, municipality.now + timedelta(days=60)
    found = Counter(
        item.meeting.organiser.key
        for box in municipality.mailboxes()
        for item in municipality.view(box, *ahead)
        if item.is_organiser and item.meeting.subject in hosted and not item.meeting.online
    )
    assert found.total() > 60
    assert len(found) > 40


def test_travellers_come_from_several_houses(municipality: Tenant) -> None:
    people = {user.key: user for user in municipality.directory.users.values()}
    hosted = {subject for department in DEPARTMENTS for subject in department.hosted}
    own = [m for m in municipality.meetings() if m.subject in hosted and m.organiser.key in people]
    travellers = [[people[a.mail.key] for a in m.attendees if a.mail.key in people] for m in own]
    assert all(2 <= len(found) <= 8 for found in travellers)
    houses = [
        {user.office for user in found} | {people[m.organiser.key].office}
        for m, found in zip(own, travellers, strict=True)
    ]
    assert all(len(found) > 1 for found in houses)


def test_some_meetings_in_other_towns_have_a_way_in_already_and_some_shall_have_none(municipality: Tenant) -> None:
    towns = {venue.text for venue in VENUES}
    there = [m for m in municipality.meetings() if m.locations and m.locations[0]["displayName"] in towns]
    assert sum(m.online is not None for m in there) >= 10
    assert sum(any(text in m.body_html for text in WAYS_IN) for m in there) >= 10
    assert sum(any(text in m.body_html for text in NO_WAY_IN) for m in there) >= 10


def test_nothing_was_made_after_the_beginning(municipality: Tenant) -> None:
    assert max(meeting.created_at for meeting in municipality.meetings()) < municipality.now
    assert all(m.created_at < m.start for m in municipality.meetings())
