"""The identity of a case and of a meeting: never subject or time."""

import hashlib


def case_key(organisation: str, ical_uid: str) -> str:
    """Key of a case, from the `iCalUId` of the single instance or series master, which is the same in every copy."""
    return _digest(organisation, ical_uid)


def meeting_id(organisation: str, ical_uid: str) -> str:
    """Pseudonymous id of one occurrence, from its own `iCalUId`."""
    return _digest(organisation, "meeting", ical_uid)


def question_transaction_id(key: str, round_number: int) -> str:
    """Deterministic `transactionId` of the question of a case: a repeat after a crash is the same question."""
    return _digest(key, "question", str(round_number))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]
