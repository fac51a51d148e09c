"""People who answer in character."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from resfria_bot.sandbox import invitations, replies
from resfria_bot.sandbox.characters import Character, Deed, answer_questions, character_of
from resfria_bot.sandbox.meetings import Meeting
from resfria_bot.sandbox.moments import zone, zoned
from resfria_bot.sandbox.municipality import build
from resfria_bot.sandbox.replies import Reply
from resfria_bot.sandbox.tenant import Tenant


def ask_everybody(tenant: Tenant) -> dict[str, Meeting]:
    """One question to everybody, by address."""
    bot = tenant.mailbox(tenant.bot_address)
    slot = {"start": zoned(tenant.now, "UTC"), "end": zoned(tenant.now + timedelta(minutes=15), "UTC")}
    asked = {}
    for box in tenant.mailboxes():
        if box is not bot:
            attendee = {"emailAddress": {"address": box.address}}
            body = {"subject": "Kan vi ses online?", **slot, "attendees": [attendee], "transactionId": box.address}
            asked[box.address] = invitations.create(tenant, bot, body).meeting
    return asked


@pytest.fixture
def tenant() -> Tenant:
    return build(seed=1)


@pytest.fixture
def live(tenant: Tenant) -> Callable[..., list[Deed]]:
    """Let so much time pass."""
    return lambda **span: answer_questions(tenant, tenant.now + timedelta(**span))


def answers(asked: dict[str, Meeting], of: Callable[[str], bool] = lambda _: True) -> Counter[str]:
    return Counter(meeting.attendees[0].response for address, meeting in asked.items() if of(address))


def test_every_character_is_among_the_people(tenant: Tenant) -> None:
    found = Counter(character_of(tenant, box.address) for box in tenant.mailboxes())
    assert 0 < found[Character.FED_UP] < found.total() / 20
    assert all(found[character] > 10 for character in Character if character is not Character.FED_UP)


def test_the_willing_answer_within_a_day_and_mostly_accept(tenant: Tenant, live: Callable[..., list[Deed]]) -> None:
    asked = ask_everybody(tenant)
    live(days=1)
    found = answers(asked, lambda address: character_of(tenant, address) is Character.WILLING)
    assert found["accepted"] > found.total() / 2
    assert found["none"] < found.total() / 10


def test_the_busy_take_their_days_and_some_never_answer(tenant: Tenant, live: Callable[..., list[Deed]]) -> None:
    asked = ask_everybody(tenant)

    def is_busy(address: str) -> bool:
        return character_of(tenant, address) is Character.BUSY

    live(hours=20)
    assert answers(asked, is_busy).keys() == {"none"}
    live(days=14)
    found = answers(asked, is_busy)
    assert found["accepted"] > found["declined"] > 0
    assert found["none"] > 0


def test_the_sceptical_mostly_refuse_and_some_change_their_mind(
    tenant: Tenant, live: Callable[..., list[Deed]]
) -> None:
    asked = ask_everybody(tenant)

    def is_sceptical(address: str) -> bool:
        return character_of(tenant, address) is Character.SCEPTICAL

    live(days=2)
    first = answers(asked, is_sceptical)
    live(days=21)
    later = answers(asked, is_sceptical)
    assert first["declined"] > first["accepted"]
    assert later["accepted"] > first["accepted"]


def test_some_never_answer(tenant: Tenant, live: Callable[..., list[Deed]]) -> None:
    asked = ask_everybody(tenant)
    live(days=60)
    assert answers(asked, lambda address: character_of(tenant, address) is Character.NEVER).keys() == {"none"}


def test_the_fed_up_decline_and_write_stopp(tenant: Tenant, live: Callable[..., list[Deed]]) -> None:
    asked = ask_everybody(tenant)
    live(days=2)

    def is_fed_up(address: str) -> bool:
        return character_of(tenant, address) is Character.FED_UP

    assert answers(asked, is_fed_up).keys() == {"declined"}
    written = [letter for letter in tenant.mailbox(tenant.bot_address).post.inbox if letter.own_text == "STOPP"]
    assert {letter.sender.key for letter in written} == {address for address in asked if is_fed_up(address)}


def test_answers_come_in_working_hours_and_never_before_the_question(
    tenant: Tenant, live: Callable[..., list[Deed]]
) -> None:
    asked = ask_everybody(tenant)
    live(days=14)
    times = [m.attendees[0].responded_at for m in asked.values() if m.attendees[0].responded_at]
    assert len(times) > 100
    for at in times:
        local = at.astimezone(zone("Europe/Stockholm"))
        assert local.weekday() < 5
        assert 7 <= local.hour < 18
        assert at > min(m.created_at for m in asked.values())


def outcome(seed: int, steps: int) -> list[tuple[str, str, datetime | None]]:
    """What everybody answered in ten days, gone through in so many steps."""
    tenant = build(seed)
    asked = ask_everybody(tenant)
    begin = tenant.now
    for step in range(1, steps + 1):
        tenant.advance_to(begin + timedelta(days=10) * step / steps)
        answer_questions(tenant, tenant.now)
    return [(a, m.attendees[0].response, m.attendees[0].responded_at) for a, m in asked.items()]


def test_the_same_seed_answers_the_same_however_often_one_looks() -> None:
    assert outcome(1, steps=1) == outcome(1, steps=20)


def test_an_answer_given_by_hand_stands(tenant: Tenant, live: Callable[..., list[Deed]]) -> None:
    asked = ask_everybody(tenant)
    for address in asked:
        box = tenant.mailbox(address)
        (item,) = [item for item in tenant.entries(box) if item.uid == asked[address].uid]
        replies.respond(tenant, box, item, Reply("accepted", tenant.now))
    live(days=30)
    assert answers(asked).keys() == {"accepted"}


def test_a_withdrawn_question_is_not_answered(tenant: Tenant, live: Callable[..., list[Deed]]) -> None:
    asked = ask_everybody(tenant)
    bot = tenant.mailbox(tenant.bot_address)
    for item in tenant.entries(bot):
        replies.cancel(tenant, bot, item)
    live(days=30)
    assert answers(asked).keys() == {"none"}


def test_organisers_now_and_then_go_online_move_or_cancel_by_themselves(
    tenant: Tenant, live: Callable[..., list[Deed]]
) -> None:
    before = {m.uid: (m.online is not None, m.start, m.is_cancelled) for m in tenant.meetings()}
    deeds = live(days=42)
    after = {m.uid: (m.online is not None, m.start, m.is_cancelled) for m in tenant.meetings()}
    changed = [(before[uid], now) for uid, now in after.items() if before[uid] != now]
    assert len(deeds) == len(changed) < len(before) / 15
    assert {deed.what for deed in deeds} == {"online", "move", "cancel"}
    assert any(now[0] and not was[0] for was, now in changed)
    assert any(now[1] > was[1] for was, now in changed)
    assert any(now[2] and not was[2] for was, now in changed)


def test_looking_twice_does_nothing_twice(tenant: Tenant, live: Callable[..., list[Deed]]) -> None:
    ask_everybody(tenant)
    assert live(days=5)
    assert live(days=0) == []


def test_what_happened_is_told_in_order_with_person_and_time(tenant: Tenant, live: Callable[..., list[Deed]]) -> None:
    began = tenant.now
    asked = ask_everybody(tenant)
    deeds = live(days=5)
    replied = [deed for deed in deeds if deed.what not in ("online", "move", "cancel")]
    names = {user.name for user in tenant.directory.users.values()}
    assert [deed.when for deed in deeds] == sorted(deed.when for deed in deeds)
    assert all(began < deed.when <= tenant.now and deed.person in names for deed in deeds)
    assert {deed.what for deed in replied} == answers(asked).keys() - {"none"}
