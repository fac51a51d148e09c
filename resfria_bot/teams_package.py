"""The app for Teams that an administrator uploads: a manifest and two icons, made from the configuration."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

from resfria_bot.errors import ConfigError
from resfria_bot.settings import Settings

SCHEMA = "1.16"
#: Sides of the icons in pixels. Source: Microsoft's schema of the manifest.
COLOUR_SIDE, OUTLINE_SIDE = 192, 32
ACCENT = "#1B6E53"

#: Longest names and texts that the schema takes.
_SHORT, _LONG, _BRIEF = 30, 100, 80
_NAME = "Resfria möten"
_BRIEF_TEXT = "Säger till när en fråga om ett möte ligger i din kalender."
_FULL_TEXT = (
    "Mötesroboten frågar i din kalender om ett möte behöver hållas på plats. Med appen syns det också i "
    "aktivitetsflödet i Teams att en fråga väntar. Appen läser ingenting i Teams.\n\n"
    "The meeting robot asks in your calendar whether a meeting needs you there. With this app the activity feed in "
    "Teams tells you of it too. The app reads nothing in Teams."
)
#: Where the icons and the zip pretend to come from: the same configuration gives the same file.
_DATE = (2027, 1, 1, 0, 0, 0)

_Pixel = tuple[int, int, int, int]
_WHITE: _Pixel = (255, 255, 255, 255)
_NOTHING: _Pixel = (255, 255, 255, 0)


def package(settings: Settings, version: str) -> bytes:
    """The zip to upload in the Teams admin centre; raises `ConfigError` when the configuration names no application."""
    if not settings.graph.client_id:
        raise ConfigError(["graph.client_id should be the id of the application that sends: the app names it"])
    green: _Pixel = (*bytes.fromhex(ACCENT[1:]), 255)
    files = {
        "manifest.json": json.dumps(manifest(settings, version), ensure_ascii=False, indent=2).encode(),
        "color.png": _png(COLOUR_SIDE, lambda x, y: _WHITE if _is_drawn(x, y, COLOUR_SIDE) else green),
        "outline.png": _png(OUTLINE_SIDE, lambda x, y: _WHITE if _is_drawn(x, y, OUTLINE_SIDE) else _NOTHING),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def manifest(settings: Settings, version: str) -> dict[str, Any]:
    """The manifest. Its id is the application's own, and not the one that the catalogue gives it (teams_app.app_id)."""
    client_id, organisation = settings.graph.client_id, settings.organisation
    home = settings.web.public_url or settings.support.guide_url or f"https://{organisation.domains[0]}"
    if not home.startswith("https://"):
        home = f"https://{organisation.domains[0]}"
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": version,
        "id": client_id,
        "developer": {
            "name": organisation.name[:32],
            "websiteUrl": home,
            "privacyUrl": home,
            "termsOfUseUrl": home,
        },
        "name": {"short": _NAME[:_SHORT], "full": f"{_NAME}, {organisation.name}"[:_LONG]},
        "description": {"short": _BRIEF_TEXT[:_BRIEF], "full": _FULL_TEXT},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "staticTabs": [{"entityId": "about", "scopes": ["personal"]}],
        "permissions": ["identity"],
        "validDomains": [],
        "webApplicationInfo": {"id": client_id, "resource": f"api://{client_id}"},
    }


def _is_drawn(x: int, y: int, side: int) -> bool:
    """A calendar leaf: a frame, its head, and a dot for the day."""
    u, v = x / side, y / side
    is_inside = 0.2 <= u < 0.8 and 0.2 <= v < 0.8
    is_hole = 0.27 <= u < 0.73 and 0.4 <= v < 0.73
    is_dot = (u - 0.5) ** 2 + (v - 0.565) ** 2 < 0.009
    return (is_inside and not is_hole) or is_dot


def _png(side: int, colour: Callable[[int, int], _Pixel]) -> bytes:
    """A square picture with eight bits each for red, green, blue and opacity (ISO/IEC 15948)."""
    rows = b"".join(b"\0" + b"".join(bytes(colour(x, y)) for x in range(side)) for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
