"""Answers about one mailbox: its calendar, events, changes and settings."""

from datetime import datetime, timedelta

from resfria_bot.sandbox import changes, invitations, moments, payloads, profiles, replies, schedules
from resfria_bot.sandbox.call import DEFAULT_PAGE, Answer, Call, Handler, collection, single
from resfria_bot.sandbox.delta import Entry, Page
from resfria_bot.sandbox.directory import User
from resfria_bot.sandbox.meetings import Item, items_within
from resfria_bot.sandbox.moments import invalid
from resfria_bot.sandbox.query import Payload
from resfria_bot.sandbox.refusal import Refusal
from resfria_bot.sandbox.tenant import Mailbox

LONGEST_DAYS = 1825


def calendar(call: Call) -> Answer:
    """GET a calendar: there is one."""
    return single(call, profiles.calendar(_owner(call)), f"users('{call.words[0]}')/calendar/$entity")


def all_calendars(call: Call) -> Answer:
    """GET the list of calendars."""
    return collection(call, [_owner(call)], profiles.calendar, f"users('{call.words[0]}')/calendars")


def settings(call: Call) -> Answer:
    """GET the mailbox settings."""
    payload = profiles.settings(_owner(call), call.tenant.now)
    return single(call, payload, f"users('{call.words[0]}')/mailboxSettings")


def view(call: Call) -> Answer:
    """GET what happens between two moments: occurrences, exceptions and single instances."""
    found = call.tenant.view(call.mailbox, *_window(call))
    return _events(call, found, "calendarView")


def delta(call: Call) -> Answer:
    """GET what changed: a full round, a later page, or the next round."""
    mailbox, options = call.mailbox, call.options
    options.refuse("$orderby", "$filter", "$select", "$expand", "$search")
    size = call.prefer.page_size or DEFAULT_PAGE
    if token := options.get("$skiptoken"):
        page = call.rounds.page(mailbox, token)
    elif token := options.get("$deltatoken"):
        page = call.rounds.resume(mailbox, token, size)
    else:
        page = call.rounds.begin(mailbox, *_window(call), size)
    return Answer(body=_delta_body(call, page))


def entries(call: Call) -> Answer:
    """GET single instances and series masters."""
    return _events(call, call.tenant.entries(call.mailbox), "events")


def create(call: Call) -> Answer:
    """POST an event."""
    item = invitations.create(call.tenant, call.mailbox, call.body)
    answer = _event(call, item)
    answer.status = 201
    answer.headers["Location"] = f"{call.root}/users/{call.words[0]}/events/{answer.body['id']}"
    return answer


def event(call: Call) -> Answer:
    """GET one event."""
    return _event(call, call.item())


def change(call: Call) -> Answer:
    """PATCH one event."""
    return _event(call, changes.change(call.tenant, call.mailbox, call.item(), call.body))


def delete(call: Call) -> Answer:
    """DELETE one event."""
    replies.delete(call.tenant, call.mailbox, call.item())
    return Answer(204)


def instances(call: Call) -> Answer:
    """GET the occurrences and exceptions of a series between two moments."""
    item = call.item()
    if item.type != "seriesMaster":
        raise invalid("The event is not the master of a series.")
    start, end = _window(call)
    return _events(call, list(items_within(item.meeting, call.mailbox.address, start, end)), "instances")


def reply(response: str) -> Handler:
    """A handler of POST …/accept and its like."""

    def handler(call: Call) -> Answer:
        is_sent = _argument(call, "sendResponse") is not False
        comment = str(_argument(call, "comment") or "")
        given = replies.Reply(response, call.tenant.now, is_sent=is_sent, comment=comment)
        replies.respond(call.tenant, call.mailbox, call.item(), given)
        return Answer(202)

    return handler


def cancel(call: Call) -> Answer:
    """POST …/cancel."""
    replies.cancel(call.tenant, call.mailbox, call.item(), str(_argument(call, "comment") or ""))
    return Answer(202)


def schedule(call: Call) -> Answer:
    """POST …/getSchedule: free and busy times of several people."""
    wanted = _argument(call, "schedules")
    start, _ = moments.read_zoned(_argument(call, "startTime"), "startTime")
    end, _ = moments.read_zoned(_argument(call, "endTime"), "endTime")
    minutes = _argument(call, "availabilityViewInterval")
    asked = schedules.Asked(start, end, 30 if minutes is None else minutes, call.view.zone)
    context = "Collection(microsoft.graph.scheduleInformation)"
    return Answer(body={"@odata.context": call.context(context), "value": schedules.read(call.tenant, wanted, asked)})


def _events(call: Call, items: list[Item], what: str) -> Answer:
    shown = call.view
    return collection(call, items, lambda item: payloads.event(item, shown), f"users('{call.words[0]}')/{what}")


def _event(call: Call, item: Item) -> Answer:
    return single(call, payloads.event(item, call.view), f"users('{call.words[0]}')/events/$entity")


def _delta_body(call: Call, page: Page) -> Payload:
    shown = call.view
    body: Payload = {"@odata.context": call.context("Collection(event)")}
    body["value"] = [_changed(entry, call.mailbox, shown) for entry in page.entries]
    if page.skip_token:
        body["@odata.nextLink"] = f"{call.address}?$skiptoken={page.skip_token}"
    else:
        body["@odata.deltaLink"] = f"{call.address}?$deltatoken={page.delta_token}"
    return body


def _changed(entry: Entry, mailbox: Mailbox, shown: payloads.View) -> Payload:
    if isinstance(entry, str):
        return payloads.removed(entry, shown)
    if mailbox.address not in entry.meeting.copies:
        # It has left the mailbox since the round began.
        return payloads.removed(entry.id, shown)
    if entry.type == "occurrence":
        return payloads.stub(entry, shown)
    return {"@odata.type": "#microsoft.graph.event", **payloads.event(entry, shown)}


def _window(call: Call) -> tuple[datetime, datetime]:
    start_text, end_text = call.options.get("startDateTime"), call.options.get("endDateTime")
    if not start_text or not end_text:
        text = "This request requires a time window specified by the query string parameters StartDateTime and "
        raise Refusal(400, "ErrorInvalidParameter", f"{text}EndDateTime.")
    start = moments.read_bound(start_text, "startDateTime")
    end = moments.read_bound(end_text, "endDateTime")
    if end < start:
        raise Refusal(400, "ErrorInvalidParameter", "The end of the time window is before its start.")
    if end - start > timedelta(days=LONGEST_DAYS):
        raise invalid(f"The requested time duration specified for the view is too long: at most {LONGEST_DAYS} days.")
    return start, end


def _argument(call: Call, name: str) -> object:
    """An argument of an action; its first letter may be of either case."""
    return next((value for key, value in call.body.items() if key.lower() == name.lower()), None)


def _owner(call: Call) -> User:
    owner = call.tenant.directory.user(call.mailbox.address)
    assert owner is not None  # noqa: S101 - a mailbox has an owner
    return owner
