"""Calendars: what changed in each mailbox, and the few writes that the bot makes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec

from resfria_bot.core.types import Address, Changes, Cursor, Event, Failure, Invitation, Kind, Window
from resfria_bot.errors import GraphError, NotFound, ResfriaError, StartOver
from resfria_bot.graph import payloads, wire
from resfria_bot.graph.client import Client
from resfria_bot.graph.page import Page, decoded
from resfria_bot.graph.request import Request, Response, user_path
from resfria_bot.graph.rounds import Round, in_series

#: Twenty mailboxes answer in one batch: larger pages cost memory, smaller ones time.
PAGE_SIZE = 50
#: `joinUrl` may lag behind `isOnlineMeeting`: read again this often, this long apart.
JOIN_URL_READS = 3
JOIN_URL_SECONDS = 1.0

READ, WRITE = "Calendars.Read", "Calendars.ReadWrite"


class _Tagged(msgspec.Struct, rename="camel"):
    transaction_id: str | None = None


class _Calendar(msgspec.Struct, rename="camel"):
    allowed_online_meeting_providers: list[str | None] | None = None


class Calendars:
    """Reads and writes calendars through one client; what may be written is the client's affair."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def changes(self, cursors: Sequence[Cursor]) -> Iterator[Changes | Failure]:
        """What changed in each mailbox since its cursor, each as soon as it is complete; trouble is a `Failure`.

        A cursor without link, with an expired one, or with a link to another service is read in full over its window.
        Raises only what stops every mailbox: no service, no valid token, a stop.
        """
        rounds: dict[str, Round] = {}
        queue = self._client.open_batch(self._begin(rounds, cursors))
        for request, result in queue:
            unfinished = rounds.get(request.mailbox)
            if unfinished is None:
                continue  # it has failed already, and this is a late answer
            try:
                more = self._advance(rounds, unfinished, request, result)
            except ResfriaError as error:
                del rounds[request.mailbox]
                yield Failure(request.mailbox, error)
                continue
            if more is None:
                yield rounds.pop(request.mailbox).finish()
            for following in more or ():
                queue.add(following)

    def event(self, mailbox: str, event_id: str) -> Event:
        """One event as it stands now, with the name of its series; `NotFound` when there is none."""
        event = self._read(mailbox, event_id)
        if not event.series_master_id:
            return event
        return in_series(self._read(mailbox, event.series_master_id), event)

    def views(self, mailboxes: Iterable[str], window: Window) -> Iterator[tuple[str, list[Event]] | Failure]:
        """What happens in each mailbox within a short window, such as a day; a `Failure` where it cannot be read.

        Only the first page is read, and events that do not fit are left out: it is company that is looked for.
        """
        path = f"calendarView?{_window(window.start, window.end)}&$top={PAGE_SIZE}"
        requests = (
            Request(
                path=f"{user_path(mailbox)}/{path}",
                deed=f"read a day in the calendar of {mailbox}",
                mailbox=mailbox,
                permission=READ,
            )
            for mailbox in mailboxes
        )
        for request, result in self._client.batch(requests):
            if isinstance(result, Exception):
                yield Failure(request.mailbox, result)
            else:
                yield request.mailbox, list(_readable(decoded(result, Page, request), request.mailbox))

    def invite(self, mailbox: str, invitation: Invitation) -> Event:
        """Send an invitation from `mailbox`. A repeat with the same `transactionId` sends nothing anew."""
        request = Request(
            method="POST",
            path=user_path(mailbox, "events"),
            deed=f"send an invitation from the mailbox {mailbox} to {invitation.attendee.address}",
            mailbox=mailbox,
            body=payloads.invitation(invitation),
            permission=WRITE,
        )
        try:
            return self._parse(self._client.send(request), mailbox)
        except GraphError as error:
            # What Graph answers to a duplicate is nowhere written: look whether it is there before giving up.
            sent = error.status == 409 and self.find_invited(
                mailbox, invitation.transaction_id, invitation.start, invitation.end
            )
            if sent:
                return sent
            raise

    def find_invited(self, mailbox: str, transaction_id: str, start: datetime, end: datetime) -> Event | None:
        """The invitation with this `transactionId` in the slot where it was meant to be sent, or None."""
        link: str | None = f"{user_path(mailbox, 'calendarView')}?{_window(start, end)}"
        while link:
            request = Request(
                path=link,
                deed=f"look for an invitation in the mailbox {mailbox}",
                mailbox=mailbox,
                page_size=PAGE_SIZE,
                permission=READ,
            )
            page = decoded(self._client.send(request), Page, request)
            for raw in page.value:
                if _transaction_id(raw) == transaction_id:
                    return wire.to_event(wire.decode(raw, mailbox), mailbox)
            link = self._client.relative(page.next_link) if page.next_link else None
        return None

    def amend(self, mailbox: str, event_id: str, subject: str, body_html: str) -> None:
        """Change the text of an invitation of the bot's own."""
        body = payloads.text(subject, body_html)
        self._patch(mailbox, event_id, body, f"change the text of an invitation from the mailbox {mailbox}")

    def bring_together(self, mailbox: str, event_id: str, guests: Sequence[Address], subject: str, body: str) -> None:
        """Make an invitation of the bot's own a meeting of these guests, with time set aside for it."""
        change = payloads.gathering(guests, subject, body)
        self._patch(mailbox, event_id, change, f"invite whoever helps to a meeting from the mailbox {mailbox}")

    def withdraw(self, mailbox: str, event_id: str, comment: str) -> None:
        """Cancel an invitation of the bot's own, with a comment to the person; well if it is gone already."""
        request = Request(
            method="POST",
            path=user_path(mailbox, "events", event_id, "cancel"),
            deed=f"withdraw an invitation from the mailbox {mailbox}",
            mailbox=mailbox,
            body={"comment": comment},
            permission=WRITE,
        )
        try:
            self._client.send(request)
        except NotFound:
            return

    def make_online(self, event: Event, kind: Kind, place_text: str) -> Event:
        """Make a meeting online with one PATCH, and return it as it then reads.

        Graph may answer well and still refuse: only `is_online` of what is returned counts. The body is never sent, as
        that would take the link away again, and the place is replaced only where nobody meets on site any more.
        """
        deed = f"make a meeting in the mailbox {event.mailbox} online"
        self._patch(event.mailbox, event.id, payloads.online(kind, place_text), deed)
        changed = self.event(event.mailbox, event.id)
        for _ in range(JOIN_URL_READS):
            if not changed.is_online or changed.join_url:
                break
            self._client.gate.pause(JOIN_URL_SECONDS)
            changed = self.event(event.mailbox, event.id)
        return changed

    def put_place_back(self, event: Event) -> None:
        """Give a meeting the places that it had when `event` was read, after a change that did not take."""
        deed = f"give a meeting in the mailbox {event.mailbox} its place back"
        self._patch(event.mailbox, event.id, payloads.places(event.locations), deed)

    def allows_teams(self, mailbox: str) -> bool:
        """May meetings in this calendar become Teams meetings?"""
        request = Request(
            path=f"{user_path(mailbox, 'calendar')}?$select=allowedOnlineMeetingProviders",
            deed=f"read the calendar of {mailbox}",
            mailbox=mailbox,
            permission=READ,
        )
        calendar = decoded(self._client.send(request), _Calendar, request)
        return payloads.TEAMS in (calendar.allowed_online_meeting_providers or ())

    # --- one round of changes ---

    def _begin(self, rounds: dict[str, Round], cursors: Iterable[Cursor]) -> Iterator[Request]:
        for cursor in cursors:
            path = self._stored_path(cursor)
            rounds[cursor.mailbox] = Round(cursor, is_full=path is None)
            yield _page(cursor.mailbox, path or _whole_window(cursor))

    def _stored_path(self, cursor: Cursor) -> str | None:
        try:
            return self._client.relative(cursor.delta_link) if cursor.delta_link else None
        except GraphError:
            return None  # a link to another service than the one configured now

    def _advance(
        self, rounds: dict[str, Round], unfinished: Round, request: Request, result: Response | Exception
    ) -> list[Request] | None:
        """What to ask next for this mailbox; an empty list when answers are still on their way, None when complete."""
        if request.key:
            unfinished.put_master(request.key, _master(request, result))
            return [] if unfinished.missing_masters() else None
        cursor = unfinished.cursor
        if isinstance(result, StartOver) and not unfinished.is_second_start:
            rounds[cursor.mailbox] = Round(cursor, is_full=True, is_second_start=True)
            return [_page(cursor.mailbox, _whole_window(cursor))]
        if isinstance(result, Exception):
            raise result
        link = unfinished.take(result.body)
        if link:
            return [_page(cursor.mailbox, self._client.relative(link))]
        masters = unfinished.missing_masters()
        return [_event_request(cursor.mailbox, master, key=master) for master in masters] or None

    # --- single events ---

    def _read(self, mailbox: str, event_id: str) -> Event:
        return self._parse(self._client.send(_event_request(mailbox, event_id)), mailbox)

    def _parse(self, response: Response, mailbox: str) -> Event:
        return wire.to_event(wire.decode(response.body, mailbox), mailbox)

    def _patch(self, mailbox: str, event_id: str, body: dict[str, object], deed: str) -> None:
        path = user_path(mailbox, "events", event_id)
        self._client.send(Request(method="PATCH", path=path, deed=deed, mailbox=mailbox, body=body, permission=WRITE))


def _page(mailbox: str, path: str) -> Request:
    deed = f"read the calendar of {mailbox}"
    return Request(path=path, deed=deed, mailbox=mailbox, page_size=PAGE_SIZE, permission=READ)


def _whole_window(cursor: Cursor) -> str:
    return f"{user_path(cursor.mailbox, 'calendarView', 'delta')}?{_window(cursor.window.start, cursor.window.end)}"


def _window(start: datetime, end: datetime) -> str:
    def text(moment: datetime) -> str:
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    return urlencode({"startDateTime": text(start), "endDateTime": text(end)})


def _readable(page: Page, mailbox: str) -> Iterator[Event]:
    for raw in page.value:
        try:
            yield wire.to_event(wire.decode(raw, mailbox), mailbox)
        except GraphError:
            continue


def _transaction_id(raw: msgspec.Raw) -> str | None:
    """None for other people's events, and for those of a shape that we cannot read."""
    try:
        return msgspec.json.decode(raw, type=_Tagged).transaction_id
    except msgspec.ValidationError:
        return None


def _event_request(mailbox: str, event_id: str, key: str = "") -> Request:
    path = user_path(mailbox, "events", event_id)
    deed = f"read an event in the mailbox {mailbox}"
    return Request(path=path, deed=deed, mailbox=mailbox, permission=READ, key=key)


def _master(request: Request, result: Response | Exception) -> Event | None:
    """The series master; None when it is gone or does not fit, which costs only its own occurrences."""
    if isinstance(result, NotFound):
        return None
    if isinstance(result, Exception):
        raise result
    try:
        event = wire.to_event(wire.decode(result.body, request.mailbox), request.mailbox)
    except GraphError:
        return None
    return event if event.ical_uid else None
