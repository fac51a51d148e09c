"""Loading: the file, the environment over it, secrets by NAME or NAME_FILE; every fault is told at once."""

import base64
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from resfria_bot.core import types
from resfria_bot.core.overrides import Overrides
from resfria_bot.core.overrides import parse as parse_overrides
from resfria_bot.errors import ConfigError
from resfria_bot.graph.auth import Credential
from resfria_bot.settings import placefile, services
from resfria_bot.settings import sections as has
from resfria_bot.settings.reader import Entry, Reader, entries, toml

_SECTIONS: Mapping[str, type] = {
    "organisation": has.Organisation,
    "graph": has.Graph,
    "scope": has.Scope,
    "bot": has.Bot,
    "nudges": has.Nudges,
    "judgement": has.Judgement,
    "travel": has.Travel,
    "support": has.Support,
    "ledger": has.Ledger,
    "database": has.Database,
    "rollout": services.Rollout,
    "rooms": services.Rooms,
    "webcast": services.Webcast,
    "teams_app": services.TeamsApp,
    "web": services.Web,
    "privacy": services.Privacy,
    "daemon": services.Daemon,
    "alerts": services.Alerts,
    "notifications": services.Notifications,
}
#: Every key there is, with default, meaning and what fits; the documentation is checked against it.
KEYS: tuple[Entry, ...] = tuple(entry for name, section in _SECTIONS.items() for entry in entries(name, section))
#: What `load` demands unless told otherwise: the required keys of these sections, and a way to sign in.
EVERYTHING = frozenset(_SECTIONS)

#: Length of a key that seals addresses.
_KEY_BYTES = 32

_WAYS_IN = {
    "client_secret_env": "secret",
    "client_secret_file": "secret",
    "certificate_path": "certificate",
    "managed_identity": "managed_identity",
    "federated_token_file": "federated",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an administrator decides. Paths start from where the program runs; `repr` shows no secret."""

    organisation: has.Organisation
    graph: has.Graph
    scope: has.Scope
    bot: has.Bot
    nudges: has.Nudges
    judgement: has.Judgement
    travel: has.Travel
    support: has.Support
    ledger: has.Ledger
    database: has.Database
    rollout: services.Rollout
    rooms: services.Rooms
    webcast: services.Webcast
    teams_app: services.TeamsApp
    web: services.Web
    privacy: services.Privacy
    daemon: services.Daemon
    alerts: services.Alerts
    notifications: services.Notifications
    places: tuple[types.Place, ...] = ()  #: read from `judgement.places_file`
    overrides: Overrides = field(default_factory=Overrides)  #: read from `travel.overrides_file`

    def organisation_facts(self) -> types.Organisation:
        """What the decisions must know about the organisation."""
        return types.Organisation(
            name=self.organisation.name,
            domains=self.organisation.domains,
            language=self.organisation.language,
            time_zone=self.organisation.time_zone,
            sites=tuple(types.Site(**asdict(site)) for site in self.organisation.sites),
            meeting_hosts=self.judgement.meeting_hosts,
            link_with_place=self.judgement.link_with_place,
            words=self.judgement.words,
            places=self.places,
        )

    def secrets(self) -> tuple[str, ...]:
        """Whatever must not be said aloud; empty texts among them."""
        return (
            self.graph.client_secret,
            self.graph.certificate_passphrase,
            *self.privacy.sealing_keys,
            database_password(self.database.url),
        )

    def credential(self) -> Credential:
        """How to sign in to the tenant."""
        graph = self.graph
        kind = next(kind for key, kind in _WAYS_IN.items() if getattr(graph, key))
        return Credential(
            tenant_id=graph.tenant_id,
            client_id=graph.client_id,
            authority=graph.authority,
            kind=kind,  # type: ignore[arg-type]
            client_secret=graph.client_secret,
            certificate_path=graph.certificate_path,
            certificate_passphrase=graph.certificate_passphrase,
            federated_token_file=graph.federated_token_file,
            managed_identity_client_id=graph.managed_identity if isinstance(graph.managed_identity, str) else "",
        )


def database_password(url: str) -> str:
    """The password in the address of a database; empty where there is none."""
    return unquote(urlsplit(url).password or "")


def load(path: Path | None, environ: Mapping[str, str], needs: Collection[str] = EVERYTHING) -> Settings:
    """Read the file, with `environ` over it; None reads the environment alone.

    Only sections in `needs` must be complete: a command that never calls Graph needs no secret. Whatever is given is
    checked all the same. Raises `ConfigError` with one sentence for every fault.
    """
    try:
        tables = toml(path) if path else {}
    except ValueError as error:
        raise ConfigError([str(error)]) from error
    reader = Reader(environ, KEYS, path.parent if path else Path())
    for unknown in sorted(tables.keys() - _SECTIONS.keys()):
        reader.unknown(unknown, set(_SECTIONS) | {entry.name for entry in KEYS})
    parts: dict[str, Any] = {
        name: reader.section(name, section, tables.get(name, {}), is_needed=name in needs)
        for name, section in _SECTIONS.items()
    }
    reader.unknown_variables()
    settings = _completed(Settings(**parts), reader, needs)
    if reader.problems:
        raise ConfigError(_with_advice(reader.problems, path))
    return settings


def _completed(settings: Settings, reader: Reader, needs: Collection[str]) -> Settings:
    """The settings with secrets and files read, after the checks that look at several keys."""
    _check_sites(settings, reader)
    graph = _signed_in(settings.graph, reader) if "graph" in needs else settings.graph
    privacy = _with_keys(settings.privacy, reader) if "database" in needs else settings.privacy
    judgement, travel, places = settings.judgement, settings.travel, settings.places
    if judgement.places_file:
        file = reader.path(judgement.places_file)
        judgement = replace(judgement, places_file=str(file))
        places, problems = placefile.read(file, "judgement.places_file")
        reader.problems.extend(problems)
    overrides = settings.overrides
    if travel.overrides_file:
        travel = replace(travel, overrides_file=_file("travel.overrides_file", travel.overrides_file, reader))
        overrides = _overrides(travel.overrides_file, reader)
    return replace(
        settings,
        graph=graph,
        privacy=privacy,
        judgement=judgement,
        travel=travel,
        places=places,
        overrides=overrides,
    )


def _with_keys(privacy: services.Privacy, reader: Reader) -> services.Privacy:
    """The section with the keys that seal addresses, newest first."""
    if not privacy.key_env:
        return privacy
    text = reader.secret("privacy.key_env", privacy.key_env)
    found = tuple(key for each in text.split(",") if (key := each.strip()))
    if not all(_is_fernet_key(key) for key in found):
        reader.problems.append(
            f"{privacy.key_env} should hold keys of 32 bytes in URL-safe base64, newest first and commas between: "
            "make one with resfria-bot key"
        )
        return privacy
    return replace(privacy, sealing_keys=found)


def _is_fernet_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == _KEY_BYTES
    except ValueError:
        return False


def _overrides(path: str, reader: Reader) -> Overrides:
    try:
        text = Path(path).read_text("utf-8")
    except OSError:
        return Overrides()  # that it cannot be opened has been said already
    except UnicodeDecodeError:
        reader.problems.append("travel.overrides_file should be encoded as UTF-8")
        return Overrides()
    found, problems = parse_overrides(text, "travel.overrides_file")
    reader.problems.extend(problems)
    return found


def _check_sites(settings: Settings, reader: Reader) -> None:
    names = [site.name for site in settings.organisation.sites]
    for number, site in enumerate(settings.organisation.sites, start=1):
        where = f"organisation.sites[{number}]"
        if (site.latitude is None) != (site.longitude is None):
            reader.problems.append(f"{where} should have both latitude and longitude, or neither")
        if site.name and site.name in names[: number - 1]:
            reader.problems.append(f'{where}.name should be a name of its own: there is a site "{site.name}" before it')
    modes = [mode.value for mode in types.Mode]
    for mode in settings.travel.kg_per_km:
        if mode not in modes:
            reader.problems.append(f'travel.kg_per_km."{mode}" should be one of {", ".join(modes)}')
    for department, name in settings.travel.department_sites.items():
        if name not in names:
            known = ", ".join(f'"{each}"' for each in names) or "none is given yet"
            reader.problems.append(
                f'travel.department_sites."{department}" should be the name of a site ({known}), not "{name}"'
            )


def _signed_in(graph: has.Graph, reader: Reader) -> has.Graph:
    """The section with its secrets read."""
    chosen = [key for key in _WAYS_IN if getattr(graph, key)]
    if not chosen and any(
        problem.startswith(tuple(f"graph.{key} " for key in _WAYS_IN)) for problem in reader.problems
    ):
        return graph
    if len(chosen) != 1:
        given = "none is given" if not chosen else f"{', '.join(chosen)} are given"
        reader.problems.append(f"graph should have exactly one of {', '.join(_WAYS_IN)}: {given}")
        return graph
    if not graph.managed_identity:
        for key in ("tenant_id", "client_id"):
            if not getattr(graph, key):
                reader.problems.append(f"graph.{key} is missing: it should be the id that Entra shows for it")
    if graph.client_secret_env:
        return replace(graph, client_secret=reader.secret("graph.client_secret_env", graph.client_secret_env))
    if graph.client_secret_file:
        return replace(graph, client_secret=reader.secret_file("graph.client_secret_file", graph.client_secret_file))
    if graph.federated_token_file:
        return replace(
            graph, federated_token_file=_file("graph.federated_token_file", graph.federated_token_file, reader)
        )
    return _certified(graph, reader) if graph.certificate_path else graph


def _certified(graph: has.Graph, reader: Reader) -> has.Graph:
    passphrase = ""
    if graph.certificate_passphrase_env:
        passphrase = reader.secret("graph.certificate_passphrase_env", graph.certificate_passphrase_env)
    path = _file("graph.certificate_path", graph.certificate_path, reader)
    return replace(graph, certificate_path=path, certificate_passphrase=passphrase)


def _file(key: str, text: str, reader: Reader) -> str:
    """The path from where the program runs; a problem is noted where no file can be read."""
    path = reader.path(text)
    try:
        path.open("rb").close()
    except OSError as error:
        reader.problems.append(f"{key} should be a file that can be read, but {path} is not ({error.strerror})")
    return str(path)


def _with_advice(problems: list[str], path: Path | None) -> list[str]:
    if path:
        return problems
    return ["no configuration file was named: use --config FILE or RESFRIA_CONFIG", *problems]
