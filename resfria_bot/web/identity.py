"""Who looks at the pages, and what they may see: a signed cookie that soon runs out."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from resfria_bot.settings.services import Role as Rule


class Role(StrEnum):
    """What somebody may see beyond what everybody may. Whoever has signed in has `EMPLOYEE`."""

    EMPLOYEE = "employee"
    MANAGER = "manager"
    ORGANISATION = "organisation"
    IT = "it"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who has signed in. `departments` are those that a manager may see."""

    address: str
    name: str
    roles: tuple[str, ...]
    departments: tuple[str, ...]
    until: float  #: Unix time

    def has(self, *roles: Role) -> bool:
        """Has the person one of these roles?"""
        return any(role in self.roles for role in roles)


def identity_of(address: str, name: str, groups: frozenset[str], rules: tuple[Rule, ...], until: datetime) -> Identity:
    """Roles from the groups that somebody is in."""
    mine = [rule for rule in rules if rule.group_id in groups]
    roles = {Role.EMPLOYEE.value, *(rule.role for rule in mine)}
    departments = {name for rule in mine if rule.role == Role.MANAGER.value for name in rule.departments}
    return Identity(address.lower(), name, tuple(sorted(roles)), tuple(sorted(departments)), until.timestamp())


def everything(address: str, name: str, until: datetime) -> Identity:
    """Whoever sits at the machine itself, with the database at hand, sees it all."""
    return Identity(address, name, tuple(role.value for role in Role), (), until.timestamp())


class Cookies:
    """Writes and reads the cookie of a session."""

    def __init__(self, key: bytes, minutes: int) -> None:
        self._signer = Signer(key, salt="resfria session")
        self.lifetime = timedelta(minutes=minutes)

    def write(self, value: object) -> str:
        """Signed, as cookies can hold it."""
        return self._signer.sign(base64_encode(json.dumps(value, separators=(",", ":")))).decode()

    def read(self, text: str) -> object:
        """The value again; None for what we did not write."""
        try:
            return json.loads(base64_decode(self._signer.unsign(text.encode())))
        except (BadSignature, ValueError):
            return None

    def identity(self, text: str, now: datetime) -> Identity | None:
        """The person of the session, unless it is over or was never ours."""
        value = self.read(text)
        if not isinstance(value, dict) or value.keys() != {"address", "name", "roles", "departments", "until"}:
            return None
        found = Identity(**{**value, "roles": tuple(value["roles"]), "departments": tuple(value["departments"])})
        return found if found.until > now.timestamp() else None

    def write_identity(self, identity: Identity) -> str:
        """The cookie for a session."""
        return self.write(asdict(identity))
