"""Subscriptions to changes in members' calendars, and which calendars have changed since they were last read."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from resfria_bot.core.types import Subscription
from resfria_bot.store import addresses, sealing
from resfria_bot.store.tables import subscriptions
from resfria_bot.store.upsert import upsert

_NAME = "notifications"


def client_states(tx: Connection) -> Callable[[str], str]:
    """Makes of an address the word by which a notification shows that it comes from whom we asked: 64 hex digits."""
    secret = sealing.secret(tx, _NAME)
    return lambda address: hmac.new(secret, address.lower().encode(), hashlib.sha256).hexdigest()


def all_subscriptions(tx: Connection) -> list[Subscription]:
    """Every subscription that we know of, dead ones too."""
    found = tx.execute(select(subscriptions).order_by(subscriptions.c.address)).mappings()
    return [Subscription(**{**row, "address": addresses.readable(tx, row["address"])}) for row in found]


def get(tx: Connection, subscription_id: str) -> Subscription | None:
    """One subscription by Graph's id, or None."""
    row = tx.execute(select(subscriptions).where(subscriptions.c.id == subscription_id)).mappings().one_or_none()
    return Subscription(**{**row, "address": addresses.readable(tx, row["address"])}) if row else None


def save(tx: Connection, subscription: Subscription) -> None:
    """Keep the subscription as it is now; what was told of changes stays."""
    upsert(
        tx,
        subscriptions,
        {
            "address": addresses.enter(tx, subscription.address),
            "id": subscription.id,
            "expires_at": subscription.expires_at,
            "renew_at": subscription.renew_at,
        },
    )


def drop(tx: Connection, subscription_id: str) -> None:
    """It is no more."""
    tx.execute(delete(subscriptions).where(subscriptions.c.id == subscription_id))


def renew_soon(tx: Connection, subscription_id: str, now: datetime) -> None:
    """The next cycle renews it."""
    tx.execute(update(subscriptions).where(subscriptions.c.id == subscription_id).values(renew_at=now))


def note_change(tx: Connection, subscription_id: str, now: datetime) -> None:
    """The calendar has changed; the next cycle reads it."""
    tx.execute(update(subscriptions).where(subscriptions.c.id == subscription_id).values(changed_at=now))


def seen(tx: Connection, address: str, changed_at: datetime) -> None:
    """The calendar was read after it had changed then; a change that was told of meanwhile stays to be read."""
    tx.execute(
        update(subscriptions)
        .where(subscriptions.c.address == addresses.key(tx, address), subscriptions.c.changed_at == changed_at)
        .values(changed_at=None)
    )
