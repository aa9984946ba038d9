"""comity demo: the main job on simulated people, and it says everywhere that they are."""

import json
from pathlib import Path

import jsonschema
import pytest

from comity.cli.demo import REPORTS
from comity.exporters.json import schema
from tests.cli.conftest import Say


@pytest.fixture
def demo(say: Say, tmp_path: Path) -> tuple[str, Path]:
    """What is printed, and the folder that is written."""
    code, out, err = say("demo", "--files-only")
    assert (code, err) == (0, "")
    return out, tmp_path / "out" / "demo"


def test_the_demonstration(demo: tuple[str, Path], say: Say) -> None:
    out, folder = demo
    assert out.startswith("Simulated data: these 1,200 participants do not exist.")
    assert "3 opinion groups were found, and they are stable" in " ".join(out.split())
    assert "\nReports:\n" in out and "  out/demo/report-ar.html  العربية\n" in out
    assert "Data: out/demo/result.json\n" in out and out.endswith("Simulated input: out/demo/input\n")
    for report in REPORTS.values():
        page = (folder / report).read_text(encoding="utf-8")
        assert "<script" not in page
    assert "1,200 simulated participants" in (folder / "report-en.html").read_text(encoding="utf-8")
    assert "模拟数据" in (folder / "report-zh.html").read_text(encoding="utf-8")
    document = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, json.loads(schema("compare")), cls=jsonschema.Draft202012Validator)
    assert document["warnings"][0]["code"] == "demo.simulated"
    assert all(person.startswith("sim-") for person in document["positions"])
    assert "do not exist" in (folder / "tables" / "warnings.csv").read_text(encoding="utf-8")
    assert {"votes.csv", "about.txt"} < {path.name for path in (folder / "input").iterdir()}

    first = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert say("demo", "--files-only", "--quiet") == (0, "", "")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == first


def test_another_seed_and_folder(say: Say, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").touch()
    assert say("demo", "--files-only", "--out", "mine")[0] == 2
    code, out, _ = say("demo", "--files-only", "--out", "other", "--seed", "5", "--language", "es")
    assert code == 0
    assert out.startswith("Datos simulados: estos 1.200 participantes no existen.")
    assert "drawn with seed 5" in (tmp_path / "other" / "input" / "about.txt").read_text()
