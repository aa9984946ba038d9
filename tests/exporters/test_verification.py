"""What was found, as a reader sees it and as a program reads it: in every language, and whatever a file held."""

import json
from pathlib import Path

import jsonschema
import pytest

from comity.analysis.verifying import verify
from comity.exporters.json import schema
from comity.exporters.verification import summary, to_json
from comity.exporters.wrapping import columns
from comity.flow.remember.keys import WITNESS_INTRODUCED, witness_introduction
from comity.flow.remember.notes import SigningKey, cosign, with_cosignature
from comity.flow.remember.redaction import REDACTED, redaction
from comity.flow.remember.verification import CLAIMS, Verification
from comity.words import LANGUAGES
from tests.flow.remember.records import ORIGIN, Record, begun

WITNESS = SigningKey.generate("witness.example/north")


def checked(folder: Path, data: bytes, trust: str | None) -> Verification:
    path = folder / "bundle.jsonl"
    path.write_bytes(data)
    return verify(path, trust=trust, replays=())


@pytest.fixture
def record() -> Record:
    """One witness; one entry erased with a reason, one without, one withheld."""
    record = begun()
    record.add(WITNESS_INTRODUCED, witness_introduction(WITNESS, ORIGIN))
    record.acts(4)
    record.erase(2)
    record.erase(3)
    record.add(REDACTED, redaction(2, "a private address"))
    return record


@pytest.fixture
def found(record: Record, tmp_path: Path) -> Verification:
    note = with_cosignature(record.note(), cosign(record.note(), WITNESS, 1_700_000_000))
    data = record.bundle(note, withhold=lambda opened: opened.entry.seq == 4)
    return checked(tmp_path, data, record.key.fingerprint)


def test_a_reader_sees_the_verdict_first_and_all_counts(record: Record, found: Verification) -> None:
    lines = summary(found).splitlines()
    assert lines[0] == "Not sound: what is wrong stands below, the first place first."
    assert lines[1].startswith("  Line 5: The content of entry 3 was erased, and no entry says why")
    text = " ".join(line.strip() for line in lines)
    for said in (
        "record.example/g20, 7 entries",
        "From 24 Nov 2026 to 24 Nov 2026",
        "The content of 4 entries is shown.",
        "1 is kept and not shown in this copy.",
        "1 was erased, and an entry says why.",
        "1 was erased, and no entry says why.",
        f"Signed by the key {record.key.fingerprint}",
        "Cosigned by witness.example/north at 2023-11-14T22:13:20Z",
        "Shown: the key you trust",
        "Not shown: that the bundle agrees with itself.",
    ):
        assert said in text, said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_of_it(found: Verification, language: str) -> None:
    text = summary(found, language)
    assert "verification." not in text and "{" not in text and "record.erased" not in text
    assert len(text.splitlines()) >= 9 + len(CLAIMS)
    assert all(columns(line) <= 80 or found.key in line for line in text.splitlines())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_program_reads_what_the_schema_says(record: Record, found: Verification, language: str) -> None:
    document = json.loads(to_json(found, language))
    jsonschema.validate(document, json.loads(schema("verification")), cls=jsonschema.Draft202012Validator)
    assert document["counts"] == {"entries": 7, "shown": 4, "withheld": 1, "redacted": 1, "erased": 1}
    assert document["witnesses"] == {WITNESS.name: "2023-11-14T22:13:20Z"}
    assert document["parameters"] == {"trust": record.key.fingerprint, "against": None}
    assert [(one["code"], one["line"], one["seq"]) for one in document["findings"]] == [
        ("record.erased_unexplained", 5, 3)
    ]


@pytest.mark.parametrize("length", [40, 300, 900, 2000])
def test_a_broken_file_has_its_document_too(record: Record, tmp_path: Path, length: int) -> None:
    broken = checked(tmp_path, record.bundle()[:length], None)
    document = json.loads(to_json(broken))
    jsonschema.validate(document, json.loads(schema("verification")), cls=jsonschema.Draft202012Validator)
    assert document["verdict"] == "tampered" and document["root"] is None and document["key"] is None


def test_a_time_no_calendar_holds_is_the_number_it_is(record: Record, tmp_path: Path) -> None:
    note = with_cosignature(record.note(), cosign(record.note(), WITNESS, 2**63))
    found = checked(tmp_path, record.bundle(note), None)
    assert json.loads(to_json(found))["witnesses"] == {WITNESS.name: str(2**63)}


def test_what_a_hostile_file_holds_cannot_turn_a_line(tmp_path: Path) -> None:
    line = b'{"bundle":{"format":"comity.record","origin":"\xe2\x80\xaeg20\\u001b[31m","size":0,"version":1}}\n'
    text = summary(checked(tmp_path, line, None))
    assert "\x1b" not in text and "\u202e" not in text
