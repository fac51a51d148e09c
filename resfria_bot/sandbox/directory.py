"""The directory of the tenant: people, groups and rooms."""

from dataclasses import dataclass, field
from datetime import datetime, time

from resfria_bot.sandbox.moments import HOME_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A house of the organisation's own."""

    name: str
    address: str
    town: str
    latitude: float
    longitude: float
    aliases: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class User:
    """Somebody in the directory, with the settings of their mailbox. `teams_refused`: going online silently fails."""

    id: str
    address: str
    principal_name: str = ""  #: sign-in name; the mail address when empty
    given_name: str
    surname: str
    title: str = ""
    department: str = ""
    office: str = ""
    city: str = ""
    street: str = ""
    language: str = "sv-SE"
    zone: str = HOME_ZONE
    works_from: time = time(8)
    works_until: time = time(17)
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    custom_bias_minutes: int | None = None  #: working hours in a zone with rules of its own
    away_from: datetime | None = None
    away_until: datetime | None = None
    is_enabled: bool = True
    is_guest: bool = False
    has_mailbox: bool = True
    has_teams: bool = True
    teams_refused: bool = False
    purpose: str = "user"  #: Graph's `userPurpose`: `shared` for a mailbox that nobody has to themselves

    @property
    def key(self) -> str:
        """The address by which mailboxes are known."""
        return self.address.lower()

    @property
    def name(self) -> str:
        """As shown."""
        return f"{self.given_name} {self.surname}".strip()

    @property
    def sign_in(self) -> str:
        """`userPrincipalName`."""
        return self.principal_name or self.address


@dataclass(slots=True, kw_only=True)
class Group:
    """A group of people and other groups, by their ids. `role`: what its members may see of the bot's pages."""

    id: str
    name: str
    members: list[str] = field(default_factory=list)
    role: str = ""
    departments: tuple[str, ...] = ()  #: of the role `manager`


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A bookable room with a mail address."""

    id: str
    name: str
    address: str
    site: Site
    capacity: int = 8
    video_device: str | None = None


class Directory:
    """Who and what there is; found by id, sign-in name or mail address, in any letter case."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.groups: dict[str, Group] = {}
        self.rooms: dict[str, Room] = {}
        self._ids: dict[str, str] = {}

    def add_user(self, user: User) -> User:
        """Take in a person."""
        self.users[user.id] = user
        for name in (user.id, user.sign_in, user.address):
            self._ids[name.lower()] = user.id
        return user

    def add_group(self, group: Group) -> Group:
        """Take in a group."""
        self.groups[group.id] = group
        return group

    def add_room(self, room: Room) -> Room:
        """Take in a room."""
        self.rooms[room.address.lower()] = room
        return room

    def user(self, name: str) -> User | None:
        """The person of that id, sign-in name or mail address."""
        return self.users.get(self._ids.get(name.lower(), ""))

    def members(self, group: Group) -> list[User | Group]:
        """Everybody in the group and in the groups in it, each once, and those groups too."""
        found: dict[str, User | Group] = {}
        waiting = list(group.members)
        while waiting:
            identity = waiting.pop(0)
            member = self.users.get(identity) or self.groups.get(identity)
            if member is None or identity in found or identity == group.id:
                continue
            found[identity] = member
            if isinstance(member, Group):
                waiting.extend(member.members)
        return list(found.values())
