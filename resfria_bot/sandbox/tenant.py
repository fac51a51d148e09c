"""The tenant: everything it holds, in memory, under one lock, with a clock of its own."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from resfria_bot.sandbox import ids
from resfria_bot.sandbox.directory import Directory, Site, User
from resfria_bot.sandbox.meetings import Copy, Item, Mail, Meeting, item_of, items_within, occurrence_of
from resfria_bot.sandbox.post import Letter, Post
from resfria_bot.sandbox.refusal import Refusal, no_such_item

#: Application permissions that the tenant's administrator has granted, unless `Tenant.permissions` says otherwise.
GRANTED = (
    "Calendars.Read",
    "Calendars.ReadWrite",
    "GroupMember.Read.All",
    "Mail.Read",
    "Mail.Send",
    "MailboxSettings.Read",
    "Place.Read.All",
    "User.Read.All",
)


@dataclass(slots=True)
class Mailbox:
    """What lies in one mailbox. `version` grows with every change to it; `touched` says when each id last did."""

    address: str
    meetings: dict[str, Meeting] = field(default_factory=dict)  #: single meetings and series, by `iCalUId`
    places: dict[str, tuple[str, date | None]] = field(default_factory=dict)  #: id → `iCalUId`, day of an exception
    touched: dict[str, int] = field(default_factory=dict)
    version: int = 0
    created_count: int = 0
    transactions: dict[str, tuple[str, bytes]] = field(default_factory=dict)  #: `transactionId` → `iCalUId`, request
    post: Post = field(default_factory=Post)


@dataclass(slots=True)
class Quirks:
    """How often delta rounds show what Graph's are known for, from 0 to 1."""

    replay: float = 0.15  #: a round tells an item twice
    empty_page: float = 0.1  #: a page has no items, and a link to the next
    absent_master: float = 0.1  #: the master of a series is left out of a round


class Tenant:
    """A Microsoft 365 tenant. Its time stands still until `advance_to`; hold `lock` to read or change it."""

    def __init__(self, *, seed: int, now: datetime, name: str, domains: tuple[str, ...]) -> None:
        self.lock = threading.RLock()
        self.seed = seed
        self.now = now
        self.opened_at = now
        self.name = name
        self.domains = domains
        self.tenant_id = ids.guid(name, "tenant", str(seed))
        self.client_id = ids.guid(name, "application", str(seed))
        self.client_secret = "sandbox-secret"  # noqa: S105 - opens nothing but the sandbox
        self.permissions: set[str] = set(GRANTED)
        self.scoped: dict[str, frozenset[str]] = {}  #: granted by Exchange: permission → mailboxes, not in the token
        self.quirks = Quirks()
        self.sites: tuple[Site, ...] = ()
        self.directory = Directory()
        self.scope_group_id = ""
        self.bot_address = ""
        self.support_address = ""
        self.notifications: list[tuple[str, dict[str, Any]]] = []  #: in the activity feed: address and request
        self.watchers: list[Callable[[str, str], None]] = []  #: called with address and event id of each change
        self.lived: set[str] = set()  #: what people have done of their own accord; see `characters`
        self._mailboxes: dict[str, Mailbox] = {}

    def advance_to(self, moment: datetime) -> None:
        """Let the tenant's time pass; it never goes back."""
        with self.lock:
            self.now = max(self.now, moment)

    def add_user(self, user: User) -> User:
        """Take in a person, and give them a mailbox unless they have none."""
        self.directory.add_user(user)
        if user.has_mailbox:
            self._mailboxes[user.key] = Mailbox(user.key)
        return user

    def rename_mailbox(self, old: str, new: str) -> None:
        """Let a mailbox be known by another address, and no longer by the old one."""
        box = self._mailboxes.pop(old)
        box.address = new
        self._mailboxes[new] = box

    def mailboxes(self) -> list[Mailbox]:
        """Every mailbox, in the order in which people came."""
        return list(self._mailboxes.values())

    def permissions_in(self, address: str) -> set[str]:
        """What the application may do in a mailbox; for no address, in the directory."""
        return self.permissions | {name for name, addresses in self.scoped.items() if address in addresses}

    def has_mailbox(self, address: str) -> bool:
        """Is there a mailbox of that address here?"""
        return address.lower() in self._mailboxes

    def mailbox(self, name: str) -> Mailbox:
        """The mailbox of a person, by any of their names."""
        user = self.directory.user(name)
        if user is None:
            raise Refusal(404, "ErrorInvalidUser", f"The requested user '{name}' is invalid.")
        if user.key not in self._mailboxes:
            message = "The mailbox is either inactive, soft-deleted, or is hosted on-premise."
            raise Refusal(404, "MailboxNotEnabledForRESTAPI", message)
        return self._mailboxes[user.key]

    def deliver(self, to: str, sender: Mail, **letter: Any) -> None:
        """Let a letter come into the inbox at this address, if there is one here."""
        box = self._mailboxes.get(to.lower())
        if box is None:
            return
        owner = self.directory.user(box.address)
        addressee = Mail(owner.address, owner.name) if owner else Mail(box.address)
        identity = ids.event_id(box.address, f"letter {len(box.post.inbox)}")
        box.post.inbox.append(Letter(id=identity, sender=sender, to=(addressee,), at=self.now, **letter))

    def view(self, mailbox: Mailbox, start: datetime, end: datetime) -> list[Item]:
        """The calendar view: what happens in the mailbox between two moments, in order of time."""
        found = [item for m in mailbox.meetings.values() for item in items_within(m, mailbox.address, start, end)]
        return sorted(found, key=lambda item: (item.start, item.id))

    def entries(self, mailbox: Mailbox) -> list[Item]:
        """Single instances and series masters, in order of time."""
        found = [item for m in mailbox.meetings.values() if (item := item_of(m, mailbox.address))]
        return sorted(found, key=lambda item: (item.start, item.id))

    def item(self, mailbox: Mailbox, event_id: str) -> Item:
        """The entry of that id in this mailbox; refuses one that is not there."""
        read = ids.read_event_id(event_id)
        if read is None:
            raise Refusal(400, "ErrorInvalidIdMalformed", "Id is malformed.")
        identity, day = read
        uid, own_day = mailbox.places.get(identity, ("", None))
        meeting = mailbox.meetings.get(uid)
        day = day or own_day
        if meeting is None:
            raise no_such_item()
        found = occurrence_of(meeting, mailbox.address, day) if day else item_of(meeting, mailbox.address)
        if found is None:
            raise no_such_item()
        return found

    def place(self, meeting: Meeting, address: str, response: str, *, series: Meeting | None = None) -> None:
        """Put a copy of the meeting into a mailbox, if there is one here and it has none; `series` of an exception."""
        box = self._mailboxes.get(address.lower())
        if box is None or box.address in meeting.copies:
            return
        identity = ids.event_id(box.address, meeting.uid)
        show_as = "busy" if response in ("organizer", "accepted") else "tentative"
        meeting.copies[box.address] = Copy(id=identity, mailbox=box.address, response=response, show_as=show_as)
        root = series or meeting
        box.meetings[root.uid] = root
        box.places[identity] = (root.uid, meeting.original_day)
        self._touch_copy(box, meeting.copies[box.address])

    def remove(self, meeting: Meeting, address: str) -> None:
        """Take a meeting out of a mailbox; a series goes with all its exceptions."""
        box = self._mailboxes[address]
        for member in meeting.family():
            copy = member.copies.pop(address, None)
            if copy is not None:
                self._touch_copy(box, copy)
        if meeting.original_day is None:
            box.meetings.pop(meeting.uid, None)

    def touch(self, meeting: Meeting, address: str | None = None) -> None:
        """Note a change to the meeting: in every mailbox that has a copy, or in one only."""
        for copy in meeting.copies.values():
            if address is None or copy.mailbox == address:
                self._touch_copy(self._mailboxes[copy.mailbox], copy)

    def meetings(self) -> Iterator[Meeting]:
        """Every meeting that somebody here has in their calendar, once."""
        seen: set[str] = set()
        for box in self._mailboxes.values():
            for meeting in list(box.meetings.values()):
                if meeting.uid not in seen:
                    seen.add(meeting.uid)
                    yield meeting

    def _touch_copy(self, box: Mailbox, copy: Copy) -> None:
        box.version += 1
        copy.version = box.version
        copy.changed_at = self.now
        box.touched[copy.id] = box.version
        for tell in self.watchers:
            tell(box.address, copy.id)
