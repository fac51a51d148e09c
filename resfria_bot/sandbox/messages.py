"""Answers about mail: what came into an inbox, and messages put among somebody's drafts."""

import base64
import re
from collections.abc import Mapping
from dataclasses import replace

from resfria_bot.sandbox import ids
from resfria_bot.sandbox.call import DEFAULT_PAGE, Answer, Call, collection, single
from resfria_bot.sandbox.meetings import Mail
from resfria_bot.sandbox.moments import invalid
from resfria_bot.sandbox.post import Letter
from resfria_bot.sandbox.post import payload as shown_letter
from resfria_bot.sandbox.query import Options, Payload, selected
from resfria_bot.sandbox.refusal import Refusal

_TAGGED = re.compile(
    r"^singleValueExtendedProperties/any\(\s*(\w+)\s*:\s*\1/id eq '([^']+)' and \1/value eq '([^']*)'\s*\)$",
    re.IGNORECASE,
)


def inbox_delta(call: Call) -> Answer:
    """GET what came into the inbox since a token; without one, everything. Newest first, as Graph may order it."""
    begun, upto, end, names = _position(call)
    size = call.prefer.page_size or DEFAULT_PAGE
    page = call.mailbox.post.inbox[max(begun, upto - size) : upto]
    body: Payload = {"@odata.context": call.context("Collection(message)")}
    body["value"] = [selected(_shown(call, letter, names), names) for letter in reversed(page)]
    left = upto - len(page)
    if left > begun:
        body["@odata.nextLink"] = f"{call.address}?$skiptoken={_token(call, (begun, left, end), names)}"
    else:
        body["@odata.deltaLink"] = f"{call.address}?$deltatoken={_token(call, (end, end, end), names)}"
    return Answer(body=body)


def entries(call: Call) -> Answer:
    """GET messages, those with an extended property if a filter names one."""
    post = call.mailbox.post
    found = [*post.drafts, *post.inbox]
    condition = call.options.get("$filter")
    if condition:
        tagged = _TAGGED.match(condition.strip())
        if tagged is None:
            raise Refusal(400, "BadRequest", "Invalid filter clause: the sandbox knows one extended property here.")
        found = [letter for letter in found if (tagged[2], tagged[3]) in letter.properties]
        rest = {name: given for name, given in call.options.given.items() if name != "$filter"}
        call = replace(call, options=Options(rest))
    names = call.options.select
    return collection(call, found, lambda letter: _shown(call, letter, names), f"users('{call.words[0]}')/messages")


def create(call: Call) -> Answer:
    """POST a message: it lies among the drafts and is sent to nobody."""
    body, owner = call.body, call.tenant.directory.user(call.mailbox.address)
    assert owner is not None  # noqa: S101 - a mailbox has an owner
    content = body.get("body")
    post = call.mailbox.post
    letter = Letter(
        id=ids.event_id(call.mailbox.address, f"draft {len(post.drafts)}"),
        sender=Mail(owner.address, owner.name),
        to=tuple(_mails(body.get("toRecipients"))),
        at=call.tenant.now,
        subject=str(body.get("subject") or ""),
        own_text=str(content.get("content") or "") if isinstance(content, Mapping) else "",
        is_draft=True,
        properties=tuple(_properties(body.get("singleValueExtendedProperties"))),
    )
    post.drafts.append(letter)
    answer = single(call, _shown(call, letter, ()), f"users('{call.words[0]}')/messages/$entity")
    answer.status = 201
    return answer


def _shown(call: Call, letter: Letter, names: tuple[str, ...]) -> Payload:
    prefer = call.prefer
    return shown_letter(letter, is_text=prefer.is_text, names=names, is_immutable=prefer.is_immutable)


def _position(call: Call) -> tuple[int, int, int, tuple[str, ...]]:
    """From which message to which, where the round ends, and the properties that it was begun with."""
    call.options.refuse("$search", "$expand")
    count = len(call.mailbox.post.inbox)
    if call.options.get("$skiptoken"):
        begun, upto, end, *names = _read_token(call, "$skiptoken")
        return int(begun), int(upto), int(end), tuple(names)
    if call.options.get("$deltatoken"):
        begun, _, _, *names = _read_token(call, "$deltatoken")
        return int(begun), count, count, tuple(names)
    return 0, count, count, call.options.select


def _token(call: Call, numbers: tuple[int, int, int], names: tuple[str, ...]) -> str:
    text = " ".join((_epoch(call), *map(str, numbers), *names))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_token(call: Call, name: str) -> list[str]:
    text = call.options.get(name)
    try:
        epoch, *parts = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split(" ")
    except ValueError:
        epoch, parts = "", []
    if epoch != _epoch(call):
        gone = "The sync state generation is not found. Please reset your sync state and start over."
        raise Refusal(410, "SyncStateNotFound", gone)
    return parts


def _epoch(call: Call) -> str:
    return f"{call.mailbox.address}/{call.mailbox.post.epoch}"


def _mails(recipients: object) -> list[Mail]:
    found = []
    for recipient in recipients if isinstance(recipients, list) else ():
        mail = recipient.get("emailAddress") if isinstance(recipient, Mapping) else None
        if not isinstance(mail, Mapping) or not mail.get("address"):
            raise invalid("A recipient needs an emailAddress with an address.")
        found.append(Mail(str(mail["address"]), str(mail.get("name") or "")))
    return found


def _properties(given: object) -> list[tuple[str, str]]:
    rows = given if isinstance(given, list) else []
    return [(str(row.get("id")), str(row.get("value"))) for row in rows if isinstance(row, Mapping)]
