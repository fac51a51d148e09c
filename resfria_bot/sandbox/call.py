"""One request and its answer, however they travel: alone or inside a batch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from resfria_bot.sandbox import payloads, profiles
from resfria_bot.sandbox.delta import Rounds
from resfria_bot.sandbox.meetings import Item
from resfria_bot.sandbox.query import MOST, Options, Payload, Prefer, matching, ordered, selected
from resfria_bot.sandbox.refusal import Refusal
from resfria_bot.sandbox.tenant import Mailbox, Tenant

#: Items on a page of events, unless another number is asked for.
DEFAULT_PAGE = 10


@dataclass(slots=True, kw_only=True)
class Call:
    """A request, read. `address` is the absolute address without the query; `words` are the variable path segments."""

    tenant: Tenant
    rounds: Rounds
    method: str
    address: str
    root: str  #: the absolute address of the service
    options: Options
    prefer: Prefer
    headers: Mapping[str, str]  #: by lower-case name
    body: Mapping[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    @property
    def mailbox(self) -> Mailbox:
        """The mailbox that the path names."""
        return self.tenant.mailbox(self.words[0])

    @property
    def view(self) -> payloads.View:
        """How events are to be shown to this caller."""
        basic_only = not self.tenant.permissions & {"Calendars.Read", "Calendars.ReadWrite"}
        return payloads.View(
            zone=self.prefer.zone or "UTC",
            is_text=self.prefer.is_text,
            is_immutable=self.prefer.is_immutable,
            has_body=not basic_only,
        )

    def item(self) -> Item:
        """The event that the path names."""
        return self.tenant.item(self.mailbox, self.words[1])

    def context(self, what: str) -> str:
        """The `@odata.context` of an answer."""
        return f"{self.root}/$metadata#{what}"


@dataclass(slots=True)
class Answer:
    """Status, JSON body (None: none) and headers; or, where a person looks at it, a page in place of the body."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    html: str = ""


Handler = Callable[[Call], Answer]


def single(call: Call, payload: Payload, context: str) -> Answer:
    """One entity, with the properties asked for."""
    return Answer(body={"@odata.context": call.context(context), **selected(payload, call.options.select)})


def collection(
    call: Call, rows: list[Any], show: Callable[[Any], Payload], context: str, default_size: int = DEFAULT_PAGE
) -> Answer:
    """One page of a collection, filtered and sorted as asked, with a link to the next."""
    options = call.options
    if options.get("$search"):
        raise Refusal(400, "BadRequest", "The sandbox does not know $search.")
    if options.get("$filter") or options.get("$orderby"):
        shown = [show(row) for row in rows]
        shown = matching(shown, options.get("$filter")) if options.get("$filter") else shown
        rows, show = ordered(shown, options.get("$orderby")) if options.get("$orderby") else shown, _as_it_is
    size = options.number("$top", call.prefer.page_size or default_size, MOST)
    skip = options.number("$skip", 0, len(rows))
    page = [selected(show(row), options.select) for row in rows[skip : skip + size]]
    body: Payload = {"@odata.context": call.context(context)}
    if options.get("$count").lower() == "true":
        body["@odata.count"] = len(rows)
    body["value"] = page
    if skip + size < len(rows):
        body["@odata.nextLink"] = options.link(call.address, skip=str(skip + size))
    return Answer(body=body)


def defaults(payload: Payload, call: Call) -> Payload:
    """A user with only the properties that come by themselves, unless some are asked for."""
    if call.options.select:
        return payload
    return {name: payload[name] for name in profiles.USER_DEFAULTS}


def _as_it_is(payload: Any) -> Payload:
    found: Payload = payload
    return found
