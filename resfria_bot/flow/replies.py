"""STOPP: what people write back to the bot is honoured before anything else, without any web server."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from resfria_bot.core import cases as case_rules
from resfria_bot.core import wishes as wish_rules
from resfria_bot.core.steps import Why
from resfria_bot.core.types import State, Suggestion
from resfria_bot.core.wishes import Wish, WishKind
from resfria_bot.errors import ResfriaError
from resfria_bot.flow.desk import Desk
from resfria_bot.flow.report import Report
from resfria_bot.graph.inbox import Letter
from resfria_bot.store import cases, conversions, mailboxes, marks, questions, wishes

#: Name of the mark that tells how far the inbox has been read.
INBOX = "inbox"


def hear(desk: Desk, now: datetime, report: Report) -> Desk:
    """Read what came into the bot's inbox and honour it; the desk then knows whether letters may offer STOPP.

    Without a mark everything is read, so that a new installation finds every STOPP that was ever sent. Only the wish is
    kept, of those who do not take part (yet) too; no text is stored or logged.
    """
    desk = _read(desk, now, report)
    with desk.database.transaction() as tx:
        for address, wish, said_at in wishes.waiting(tx):
            _honour(tx, address, wish, said_at)
            wishes.honoured(tx, address, now)
    return desk


def leave_alone(desk: Desk, now: datetime) -> None:
    """Do nothing any more for those who stopped, even where they said yes: the last word counts.

    What was begun before is finished: it may have been done already.
    """
    if not desk.bot.converts:
        return
    with desk.database.transaction() as tx:
        for case in cases.in_states(tx, (State.YES, State.HYBRID)):
            mailbox = mailboxes.get(tx, case.mailbox)
            if case.suggestion is not Suggestion.ONLINE or mailbox is None or mailbox.stopped_at is None:
                continue
            if conversions.get(tx, case.key) is None:
                cases.save(tx, replace(case, state=State.WITHDRAWN, state_reason=Why.OPTED_OUT.value), now)


def _read(desk: Desk, now: datetime, report: Report) -> Desk:
    with desk.database.transaction() as tx:
        link = marks.get(tx, INBOX)
        is_needed = desk.bot.asks or questions.any_sent(tx)
    if not desk.bot.reads_replies or not is_needed:
        return desk
    try:
        letters, following = desk.inbox.read(desk.bot.mailbox, link)
    except ResfriaError as error:
        report.note(f"The inbox of {desk.bot.mailbox} was not read, so letters do not offer STOPP: {error}.")
        return desk
    with desk.database.transaction() as tx:
        _note(tx, desk, letters)
        marks.put(tx, INBOX, following, now)
    return replace(desk, hears_replies=True)


def _note(tx: Connection, desk: Desk, letters: Iterable[Letter]) -> None:
    zone = desk.organisation.time_zone
    for letter in letters:
        wish = wish_rules.read(letter.text, letter.is_html, letter.received_at, zone)
        if wish is None and not wish_rules.says_something(letter.text, letter.is_html):
            wish = wish_rules.read(letter.subject, False, letter.received_at, zone)
        if wish is not None and _is_ours(tx, desk, letter.sender):
            wishes.note(tx, letter.sender, wish, letter.received_at)


def _is_ours(tx: Connection, desk: Desk, address: str) -> bool:
    if address == desk.bot.mailbox:
        return False
    return case_rules.is_own(address, desk.organisation) or mailboxes.get(tx, address) is not None


def _honour(tx: Connection, address: str, wish: Wish, said_at: datetime) -> None:
    if wish.kind is WishKind.STOP:
        mailboxes.stop(tx, address, said_at)
    elif wish.kind is WishKind.START:
        mailboxes.resume(tx, address)
    elif wish.until is not None:
        mailboxes.rest(tx, address, wish.until)
