"""The documents for data protection and the unions: filled from the configuration, in both languages."""

from pathlib import Path

import pytest

from resfria_bot.cli import main
from resfria_bot.documents import NAMES

CONFIGURATION = """
[organisation]
name = "Kungälvs kommun"
domains = ["kungalv.example"]
[graph]
tenant_id = "t"
client_id = "c"
managed_identity = true
[scope]
group_id = "gruppen-1"
[bot]
mailbox = "resfritt@kungalv.example"
[[rollout.phase]]
start = 2027-01-11
mode = "observe"
[[rollout.phase]]
start = 2027-02-08
mode = "convert"
[support]
name = "Servicedesk"
address = "servicedesk@kungalv.example"
[privacy]
retention_months = 18
decision_reference = "KS 2026/123"
excluded_people = ["facket@kungalv.example"]
excluded_categories = ["Orosanmälan"]
excluded_places = ["IFO"]
"""


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_document_is_filled_and_none_has_a_hole(tmp_path: Path, language: str) -> None:
    (tmp_path / "resfria.toml").write_text(CONFIGURATION, encoding="utf-8")
    folder = tmp_path / "papers"
    assert main(["--config", str(tmp_path / "resfria.toml"), "privacy", str(folder), "--language", language]) == 0
    texts = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert sorted(texts) == sorted(NAMES[language])
    for text in texts.values():
        assert "Kungälvs kommun" in text
        assert "KS 2026/123" in text
        assert "18 m" in text
        assert "$" not in text
        assert "servicedesk@kungalv.example" in text
    everything = "\n".join(texts.values())
    for stated in ("gruppen-1", "Calendars.ReadWrite", "Orosanmälan", "IFO", "2027-02-08", "resfritt@kungalv.example"):
        assert stated in everything
    assert "facket@kungalv.example" not in everything


def test_the_swedish_documents_name_the_laws_they_rest_on(tmp_path: Path) -> None:
    (tmp_path / "resfria.toml").write_text(CONFIGURATION, encoding="utf-8")
    main(["--config", str(tmp_path / "resfria.toml"), "privacy", str(tmp_path / "papers")])
    everything = "\n".join(path.read_text("utf-8") for path in (tmp_path / "papers").iterdir())
    for law in ("artikel 30", "artikel 35", "11 § MBL", "arkivlagen", "tryckfrihetsförordningen", "2009:400"):
        assert law in everything
