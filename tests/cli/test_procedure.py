"""comity procedure: a charter is checked and drawn, and a file of events is replayed."""

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from comity.exporters.json import schema
from comity.procedure import STANDARD, standard
from tests.cli.conftest import Say
from tests.cli.test_how_to import blocks


@pytest.fixture
def charter(say: Say, tmp_path: Path) -> Path:
    """The sample of a charter, and of events beside it."""
    for name in ("charter", "events"):
        (tmp_path / f"{name}.json").write_text(say("sample", name)[1], encoding="utf-8")
    return tmp_path / "charter.json"


def changed(file: Path, **more: Any) -> Path:
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **more}), encoding="utf-8")
    return file


def test_a_sound_charter_has_its_digest_printed(say: Say, charter: Path) -> None:
    code, out, err = say("procedure", "check", "charter.json")
    assert (code, err) == (0, "")
    assert out.startswith("2 procedures, no dead end.\nDigest: ")


def test_a_charter_with_a_dead_end_is_refused_with_its_place(say: Say, charter: Path) -> None:
    document = json.loads(charter.read_text(encoding="utf-8"))
    document["procedures"]["silence"]["transitions"] = [
        step for step in document["procedures"]["silence"]["transitions"] if step["event"] not in ("adopt", "break")
    ]
    for step in document["procedures"]["silence"]["transitions"]:
        if step["event"] == "withdraw":
            step["from"] = ["negotiation"]
    charter.write_text(json.dumps(document), encoding="utf-8")
    code, out, err = say("procedure", "check", "charter.json", "--json", "found.json")
    assert (code, err) == (1, "")
    assert "Refused: procedures.silence.states.silence: from the state silence of silence no end" in out
    found = json.loads((charter.parent / "found.json").read_text(encoding="utf-8"))
    assert {"charter.dead_end", "charter.unreachable_state"} <= {finding["code"] for finding in found["findings"]}


def test_a_warning_does_not_refuse(say: Say, charter: Path) -> None:
    document = json.loads(charter.read_text(encoding="utf-8"))
    silence = document["procedures"]["silence"]
    silence["states"]["review"] = {"label": {"en": "Review"}}
    more = {"label": {"en": "review"}, "who": ["chair"]}
    silence["transitions"] += [
        {"event": "review", "from": ["negotiation"], "to": "review", "clocks": [{"stop": "negotiation"}], **more},
        {"event": "end_review", "from": ["review"], "to": "withdrawn", **more},
    ]
    code, out, _ = say("procedure", "check", changed(charter, **document))
    assert code == 0
    assert out.startswith("Doubtful: procedures.silence.states.review: the state review can be ended by chair alone")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "comity: This is no JSON that can be read:"),
        ('{"a": 1, "a": 2}', "comity: The key a stands twice in one object"),
        ("[]", "comity: charter.json: something else stands here; expected object."),
        ('{"schema": {"name": "comity.charter", "version": 9}}', "comity: charter.json: name is missing."),
        ("[" * 100_000, "comity: This is no JSON that can be read:"),
    ],
)
def test_what_is_no_charter_is_refused_in_one_line(say: Say, charter: Path, content: str, said: str) -> None:
    charter.write_text(content, encoding="utf-8")
    code, out, err = say("procedure", "check", "charter.json")
    assert (code, out) == (2, "")
    assert err.startswith(said) and err.count("\n") == 1


@pytest.mark.parametrize(("file", "said"), [("gone.json", "gone.json"), (".", "folder")])
def test_a_file_that_cannot_be_read(say: Say, charter: Path, file: str, said: str) -> None:
    code, out, err = say("procedure", "check", file)
    assert (code, out) == (2, "") and said in err


@pytest.mark.parametrize("name", STANDARD)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_charter_that_comes_with_comity_can_be_drawn(say: Say, tmp_path: Path, name: str, language: str) -> None:
    document = standard(name)
    (tmp_path / "it.json").write_text(json.dumps(document), encoding="utf-8")
    procedures: Any = document["procedures"]
    for procedure in procedures:
        words = ("procedure", "draw", "it.json", "--procedure", procedure, "--out", "it.svg", "--language", language)
        assert say(*words) == (0, "", "")
        drawn = ET.parse(tmp_path / "it.svg").getroot()
        assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
        assert drawn.get("direction") == ("rtl" if language == "ar" else "ltr")


def test_a_charter_of_several_procedures_asks_which(say: Say, charter: Path) -> None:
    code, _, err = say("procedure", "draw", "charter.json")
    assert (code, err) == (2, "comity: The charter has several procedures; expected one of silence, amendment.\n")
    code, _, err = say("procedure", "draw", "charter.json", "--procedure", "dance")
    assert code == 2 and "no procedure named dance; expected one of silence, amendment" in err


def test_events_are_replayed_and_what_may_happen_next_is_said(say: Say, charter: Path) -> None:
    code, out, err = say("procedure", "run", "charter.json", "--events", "events.json")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "2 Nov 2026, 10:00 UTC  circulate the final text → Under silence"
    assert "The clock “silence” runs out on 15 Nov 2026, 10:00 UTC." in lines
    assert lines[-1] == "  If nobody acts: the text is adopted, on 15 Nov 2026, 10:00 UTC."
    assert any(
        line.startswith("  members: break the silence. To be given: the provision it concerns") for line in lines
    )


def test_an_event_that_is_refused_says_why_in_words(say: Say, charter: Path) -> None:
    events = json.loads((charter.parent / "events.json").read_text(encoding="utf-8"))
    events["events"][1]["at"] = "2026-11-05T10:00:00Z"
    (charter.parent / "events.json").write_text(json.dumps(events), encoding="utf-8")
    code, out, err = say("procedure", "run", "charter.json", "--events", "events.json", "--json", "run.json")
    assert (code, err) == (1, "")
    assert out.splitlines()[-1] == (
        "Refused: break the silence: the time for it ended at 2026-11-05 10:00:00 UTC, "
        "and it came at 2026-11-05 10:00:00 UTC."
    )
    run = json.loads((charter.parent / "run.json").read_text(encoding="utf-8"))
    assert run["refused"]["code"] == "procedure.too_late"


def test_a_mistake_in_the_events_is_named_with_file_and_place(say: Say, charter: Path) -> None:
    events = json.loads((charter.parent / "events.json").read_text(encoding="utf-8"))
    events["events"][2]["at"] = "yesterday"
    (charter.parent / "events.json").write_text(json.dumps(events), encoding="utf-8")
    code, out, err = say("procedure", "run", "charter.json", "--events", "events.json")
    assert (code, out) == (2, "")
    assert err.startswith("comity: events.json, events.2.at: yesterday is no moment; expected one such as")


def test_without_events_they_are_asked_for(say: Say, charter: Path) -> None:
    code, _, err = say("procedure", "run", "charter.json")
    assert code == 2 and "--events" in err


@pytest.mark.parametrize("name", STANDARD)
def test_the_schema_describes_what_comes_with_comity(name: str) -> None:
    jsonschema.validate(standard(name), json.loads(schema("charter")), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("name", ["charter", "events"])
def test_the_schema_describes_the_sample(say: Say, name: str) -> None:
    code, out, _ = say("schema", name)
    assert code == 0
    jsonschema.validate(json.loads(say("sample", name)[1]), json.loads(out), cls=jsonschema.Draft202012Validator)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and the command on the path."""
    there, folder = tmp_path / "bin", tmp_path / "work"
    there.mkdir()
    folder.mkdir()
    command = there / "comity"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m comity "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{there}:/usr/bin:/bin")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return folder


def test_the_examples_of_the_page(path: Path) -> None:
    """Each block is one session after the one before; an output that ends in "..." is compared as far as it goes."""
    code = "0"
    for line, text in blocks("charter.md", "console"):
        for shown in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            typed, _, expected = shown.partition("\n")
            script = typed.replace("$?", code)
            done = subprocess.run(["sh", "-c", script], cwd=path, capture_output=True, check=False)
            code, out = str(done.returncode), (done.stdout + done.stderr).decode("utf-8")
            if expected.endswith("...\n"):
                out = out[: len(expected) - 4] + "...\n"
            assert out == expected, f"charter.md, line {line}: {typed}"
