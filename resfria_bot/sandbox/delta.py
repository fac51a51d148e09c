"""Rounds of changes in one mailbox: a frozen window, opaque tokens, and what such rounds are known for in practice."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from resfria_bot.sandbox import ids
from resfria_bot.sandbox.meetings import Item, item_of
from resfria_bot.sandbox.refusal import Refusal
from resfria_bot.sandbox.tenant import Mailbox, Tenant

#: Rounds that a mailbox remembers; the tokens of older ones have expired.
REMEMBERED = 20

#: Version of a mailbox of which nothing is known yet.
NOTHING = -1

#: An item to tell, or the id of one that has left the window.
Entry = Item | str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a client knows of the window after a round: version by id, and the mailbox's version then."""

    start: datetime
    end: datetime
    seen: Mapping[str, int]
    version: int


@dataclass(slots=True)
class Page:
    """One page, and the token of the next one or, on the last, of the next round."""

    entries: list[Entry]
    skip_token: str = ""
    delta_token: str = ""


@dataclass(slots=True)
class _Round:
    number: int
    pages: list[list[Entry]]
    after: Snapshot
    delta_token: str = ""


@dataclass(slots=True)
class _Ledger:
    """The rounds of one mailbox, the oldest first."""

    rounds: list[_Round] = field(default_factory=list)
    count: int = 0


class Rounds:
    """Hands out rounds and remembers them by their tokens."""

    def __init__(self, tenant: Tenant) -> None:
        self._tenant = tenant
        self._ledgers: dict[str, _Ledger] = {}

    def begin(self, mailbox: Mailbox, start: datetime, end: datetime, page_size: int) -> Page:
        """The first page of a full round over a window."""
        return self._new_round(mailbox, Snapshot(start, end, {}, NOTHING), page_size)

    def resume(self, mailbox: Mailbox, token: str, page_size: int) -> Page:
        """The first page of what changed since the round that ended with this token."""
        ended = next((r for r in self._ledger(mailbox).rounds if r.delta_token == token), None)
        if ended is None:
            raise _expired()
        if ended.after.version == mailbox.version:
            return Page([], delta_token=token)
        return self._new_round(mailbox, ended.after, page_size)

    def page(self, mailbox: Mailbox, token: str) -> Page:
        """A later page; the same token gives the same page again."""
        for unfinished in self._ledger(mailbox).rounds:
            for index in range(1, len(unfinished.pages)):
                if token == self._skip_token(mailbox, unfinished, index):
                    return self._serve(mailbox, unfinished, index)
        raise _expired()

    def forget(self, address: str) -> None:
        """Let every token of a mailbox expire."""
        ledger = self._ledgers.get(address.lower())
        if ledger:
            ledger.rounds.clear()

    def _new_round(self, mailbox: Mailbox, known: Snapshot, page_size: int) -> Page:
        entries, seen = self._changes(mailbox, known)
        ledger = self._ledger(mailbox)
        ledger.count += 1
        new = _Round(
            number=ledger.count,
            pages=self._paged(mailbox, entries, page_size, ledger.count),
            after=Snapshot(known.start, known.end, seen, mailbox.version),
        )
        new.delta_token = self._token(mailbox, new.number, "delta")
        ledger.rounds.append(new)
        del ledger.rounds[:-REMEMBERED]
        return self._serve(mailbox, new, 0)

    def _changes(self, mailbox: Mailbox, known: Snapshot) -> tuple[list[Entry], dict[str, int]]:
        """What is new or different in the window, what has left it, and what is there now."""
        items = self._tenant.view(mailbox, known.start, known.end)
        masters: dict[str, Item] = {}
        for item in items:
            if item.master and item.master.uid not in masters:
                master = item_of(item.master, mailbox.address)
                if master:
                    masters[item.master.uid] = master
        present = {item.id: item for item in (*masters.values(), *items)}
        seen = {identity: item.copy.version for identity, item in present.items()}
        entries: list[Entry] = [
            item for identity, item in present.items() if known.seen.get(identity) != seen[identity]
        ]
        gone = [identity for identity in known.seen if identity not in seen]
        strayed = [
            identity
            for identity, version in mailbox.touched.items()
            if known.version != NOTHING
            and version > known.version
            and identity not in seen
            and identity not in known.seen
        ]
        return [*entries, *gone, *strayed], seen

    def _paged(self, mailbox: Mailbox, entries: list[Entry], page_size: int, number: int) -> list[list[Entry]]:
        """Pages with the quirks of the tenant: masters left out, items told twice, pages without items."""
        quirks = self._tenant.quirks
        kept = [e for e in entries if not (_is_master(e) and self._chance(mailbox, number, e) < quirks.absent_master)]
        if kept and self._chance(mailbox, number, "replay") < quirks.replay:
            kept.append(kept[0])
        pages = [kept[at : at + page_size] for at in range(0, len(kept), page_size)] or [[]]
        if entries and self._chance(mailbox, number, "empty") < quirks.empty_page:
            pages.insert(len(pages) // 2, [])
        return pages

    def _serve(self, mailbox: Mailbox, served: _Round, index: int) -> Page:
        page = Page(list(served.pages[index]))
        if index + 1 < len(served.pages):
            page.skip_token = self._skip_token(mailbox, served, index + 1)
        else:
            page.delta_token = served.delta_token
        return page

    def _ledger(self, mailbox: Mailbox) -> _Ledger:
        return self._ledgers.setdefault(mailbox.address, _Ledger())

    def _skip_token(self, mailbox: Mailbox, of: _Round, index: int) -> str:
        return self._token(mailbox, of.number, f"page {index}")

    def _token(self, mailbox: Mailbox, number: int, what: str) -> str:
        packed = ids.digest(str(self._tenant.seed), mailbox.address, str(number), what)
        return base64.urlsafe_b64encode(packed + ids.digest(packed.hex())).decode().rstrip("=")

    def _chance(self, mailbox: Mailbox, number: int, what: Entry) -> float:
        name = what if isinstance(what, str) else what.id
        return ids.share(str(self._tenant.seed), mailbox.address, str(number), name)


def _is_master(entry: Entry) -> bool:
    return isinstance(entry, Item) and entry.type == "seriesMaster"


def _expired() -> Refusal:
    text = "The sync state generation is not found. Please reset your sync state and start over."
    return Refusal(410, "SyncStateNotFound", text)
