"""Every event that is logged by name: whoever watches the logs may rely on these names and keys.

Each line also has `timestamp` (UTC), `level`, `logger`, and, within a cycle, `run_id`. `reason` is one sentence.
"""

from collections.abc import Mapping
from enum import StrEnum


class Entry(StrEnum):
    """The value of `event`."""

    DAEMON_READY = "daemon_ready"
    DAEMON_STOPPED = "daemon_stopped"
    DAEMON_CUT_SHORT = "daemon_cut_short"
    STANDING_BY = "standing_by"
    TAKEN_OVER = "taken_over"
    RELOADED = "reloaded"
    RELOAD_REFUSED = "reload_refused"
    CYCLE_DONE = "cycle_done"
    CYCLE_FAILED = "cycle_failed"
    CYCLE_WAITS = "cycle_waits"
    CYCLE_STOPPED = "cycle_stopped"
    CYCLE_HANGS = "cycle_hangs"
    PREVIEW = "preview"
    PREVIEW_BEGINS = "preview_begins"
    PREVIEW_ENDS = "preview_ends"
    ALERT_RAISED = "alert_raised"
    ALERT_OVER = "alert_over"
    MAIL_NOT_SENT = "mail_not_sent"
    WORKER_READY = "worker_ready"
    WORKER_STOPPED = "worker_stopped"
    WORKER_CUT_SHORT = "worker_cut_short"
    QUEUE_LOST = "queue_lost"
    SLICE_READ = "slice_read"
    SLICE_FAILED = "slice_failed"
    MEMBER_UNREADABLE = "member_unreadable"
    MORE_RIGHTS = "more_rights"
    PAGE_FAILED = "page_failed"
    SIGN_IN_FAILED = "sign_in_failed"


#: What each event means, and its keys beside those that every line has.
MEANINGS: Mapping[Entry, tuple[str, tuple[str, ...]]] = {
    Entry.DAEMON_READY: ("the daemon works on its database", ("every_minutes",)),
    Entry.DAEMON_STOPPED: ("the daemon has ended, with nothing left in hand", ()),
    Entry.DAEMON_CUT_SHORT: ("the daemon ended within a request that took too long; the next start settles it", ()),
    Entry.STANDING_BY: ("another daemon works on the database; said once", ("reason",)),
    Entry.TAKEN_OVER: ("that daemon has ended, and this one works", ()),
    Entry.RELOADED: ("the configuration was read again and holds", ()),
    Entry.RELOAD_REFUSED: (
        "the new configuration has this fault, and the old one holds; one line for each",
        ("reason",),
    ),
    Entry.CYCLE_DONE: ("a cycle was completed", ("the object of `run --json`",)),
    Entry.CYCLE_FAILED: ("a cycle did not come to its end, or every mailbox was refused", ("reason",)),
    Entry.CYCLE_WAITS: ("a cycle by hand is running; said once", ("reason",)),
    Entry.CYCLE_STOPPED: ("the stop came within a cycle; the next start goes on from there", ()),
    Entry.CYCLE_HANGS: ("a cycle has asked nothing for long; systemd is told no more that there is life", ("where",)),
    Entry.PREVIEW: ("what would have been asked today", ("questions", "places", "departments")),
    Entry.PREVIEW_BEGINS: ("nobody is asked in the first days", ("until",)),
    Entry.PREVIEW_ENDS: ("the first days are over: the mode of the configuration holds", ()),
    Entry.ALERT_RAISED: ("IT was told that something is wrong", ("alert", "reason")),
    Entry.ALERT_OVER: ("IT was told that it is over", ("alert",)),
    Entry.MAIL_NOT_SENT: ("a mail to IT could not be sent; it is tried again in the next cycle", ("reason",)),
    Entry.PAGE_FAILED: ("a page could not be shown for lack of the database", ("page", "reason")),
    Entry.SIGN_IN_FAILED: ("somebody could not sign in to the pages", ("reason",)),
    Entry.MORE_RIGHTS: ("the application may do more than it needs to; told at each start", ("permissions",)),
    Entry.WORKER_READY: ("the worker takes work from the queue", ("every_minutes",)),
    Entry.WORKER_STOPPED: ("the worker has ended, and what it had begun waits in the queue for the others", ()),
    Entry.WORKER_CUT_SHORT: ("the worker ended within a request that took too long; the others take it up", ()),
    Entry.QUEUE_LOST: ("the queue cannot be used; it is tried again all the time", ("reason",)),
    Entry.SLICE_READ: ("a part of the calendars of a shared cycle was read", ("number", "of", "read", "seconds")),
    Entry.SLICE_FAILED: ("a part of the calendars could not be read, and their cycle fails", ("number", "reason")),
    Entry.MEMBER_UNREADABLE: ("a member of the scope group cannot be read and is left out", ("reason",)),
}
