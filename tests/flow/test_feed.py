"""A line in the activity feed of Teams, for tenants that install the app."""

from resfria_bot.core.types import State
from tests.flow.world import ALICE, BOT, World

APP = "44444444-4444-4444-8444-444444444444"


def switch_on(world: World) -> None:
    world.configuration += f'\n[teams_app]\napp_id = "{APP}"\n'
    world.tenant.permissions.add("TeamsActivity.Send")


def test_whoever_is_asked_is_told_in_teams_without_the_subject_of_the_meeting(world: World) -> None:
    switch_on(world)
    world.plan()
    world.run()
    world.run()
    ((address, body),) = world.tenant.notifications
    assert (address, body["teamsAppId"], body["activityType"]) == (ALICE, APP, "systemDefault")
    assert "plats" in body["templateParameters"][0]["value"]
    assert "Styrgrupp" not in str(body)


def test_it_is_off_unless_an_app_is_named(world: World) -> None:
    world.tenant.permissions.add("TeamsActivity.Send")
    world.plan()
    world.run()
    assert world.tenant.notifications == []


def test_a_failure_is_one_note_and_never_repeated(world: World) -> None:
    switch_on(world)
    world.tenant.permissions.discard("TeamsActivity.Send")
    world.plan()
    report = world.run()
    world.run()
    assert [note.count("TeamsActivity.Send") for note in report.notes] == [1]
    assert (report.nudges["sent"], report.failures) == (1, [])
    assert len([r for r in world.server.requests if "sendactivitynotification" in r.path.lower()]) == 1
    assert world.ledger()[0].state is State.ASKED


def test_where_only_questions_are_asked_the_feed_tells_of_them_too(world: World) -> None:
    switch_on(world)
    world.mode = "suggest"
    world.plan()
    world.run()
    assert len(world.tenant.notifications) == 1
    assert {r.mailbox for r in world.writes(lambda r: "events" in r.path)} == {BOT}


def test_a_dry_run_tells_nobody(world: World) -> None:
    switch_on(world)
    world.plan()
    world.run(dry_run=True)
    assert world.tenant.notifications == []
