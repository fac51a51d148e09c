"""The app for Teams."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from resfria_bot import teams_package
from resfria_bot.errors import ConfigError
from resfria_bot.settings import Settings, load

CLIENT = "55555555-5555-4555-8555-555555555555"
CONFIGURATION = """
[organisation]
name = "Kungälvs kommun"
domains = ["kommun.example"]

[graph]
tenant_id = "t"
client_id = "{client}"
client_secret_env = "SECRET"

[scope]
group_id = "g"

[bot]
mailbox = "bot@kommun.example"
"""


def settings(folder: Path, client: str = CLIENT) -> Settings:
    path = folder / "resfria.toml"
    path.write_text(CONFIGURATION.format(client=client), encoding="utf-8")
    return load(path, {"SECRET": "s"})


def unpacked(folder: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(teams_package.package(settings(folder), "0.1.0"))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_manifest_names_the_application_that_sends(tmp_path: Path) -> None:
    manifest = json.loads(unpacked(tmp_path)["manifest.json"])
    assert manifest["webApplicationInfo"]["id"] == manifest["id"] == CLIENT
    assert tuple(map(int, manifest["manifestVersion"].split("."))) >= (1, 16)
    assert manifest["manifestVersion"] in manifest["$schema"]


def test_texts_keep_within_the_lengths_of_the_schema(tmp_path: Path) -> None:
    manifest = json.loads(unpacked(tmp_path)["manifest.json"])
    assert len(manifest["name"]["short"]) <= 30
    assert len(manifest["name"]["full"]) <= 100
    assert len(manifest["description"]["short"]) <= 80
    assert len(manifest["description"]["full"]) <= 4000
    assert len(manifest["developer"]["name"]) <= 32
    urls = [manifest["developer"][name] for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl")]
    assert all(url.startswith("https://") for url in urls)


@pytest.mark.parametrize(("name", "side"), [("color.png", 192), ("outline.png", 32)])
def test_icons_are_whole_pictures_of_the_size_that_the_schema_wants(tmp_path: Path, name: str, side: int) -> None:
    content = unpacked(tmp_path)[name]
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", content[16:24]) == (side, side)
    length = struct.unpack(">I", content[33:37])[0]
    pixels = zlib.decompress(content[41 : 41 + length])
    assert len(pixels) == side * (1 + 4 * side)
    assert struct.unpack(">I", content[41 + length : 45 + length])[0] == zlib.crc32(content[37 : 41 + length])


def test_the_outline_is_white_on_nothing(tmp_path: Path) -> None:
    content = unpacked(tmp_path)["outline.png"]
    length = struct.unpack(">I", content[33:37])[0]
    rows = zlib.decompress(content[41 : 41 + length])
    pixels = {rows[at : at + 4] for row in range(32) for at in range(row * 129 + 1, row * 129 + 129, 4)}
    assert pixels == {b"\xff\xff\xff\xff", b"\xff\xff\xff\x00"}


def test_the_same_configuration_makes_the_same_file(tmp_path: Path) -> None:
    first, second = (teams_package.package(settings(tmp_path), "0.1.0") for _ in range(2))
    assert first == second


def test_without_an_application_there_is_no_app(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"graph\.client_id"):
        teams_package.package(settings(tmp_path, ""), "0.1.0")
