"""A bundle has one form, holds what its checkpoint is over, and shows no more than it should."""

import io
import json
from dataclasses import replace

import pytest

from comity.exporters.record_bundle import write
from comity.flow.remember.bundle import ERASED, LONGEST_LINE, SHOWN, WITHHELD, read_entry
from comity.flow.remember.notes import SigningKey, cosign, with_cosignature
from comity.flow.remember.redaction import REDACTED, redaction
from comity.terms.errors import ComityError
from comity.terms.record import Opened
from tests.flow.remember.records import ORIGIN, Record, begun, bundled


def code_of(call, *arguments: object) -> tuple[str, object]:
    with pytest.raises(ComityError) as caught:
        call(*arguments)
    return caught.value.code, caught.value.parameters.get("what")


def test_the_lines_stand_in_their_order() -> None:
    record = begun().acts(300)
    lines = record.bundle().split(b"\n")
    names = [next(iter(json.loads(line))) for line in lines[:-1]]
    assert names == ["bundle", *["entry"] * 301, "tiles", "checkpoint", "seal"]
    assert lines[-1] == b""
    assert json.loads(lines[0]) == {"bundle": {"format": "comity.record", "origin": ORIGIN, "size": 301, "version": 1}}
    assert json.loads(lines[-3])["checkpoint"] == record.note()


def test_the_same_record_gives_the_same_bytes() -> None:
    record = begun().acts(3)
    assert record.bundle() == record.bundle()


def test_what_was_written_comes_back() -> None:
    record = begun().acts(2)
    rows = [read_entry(line + b"\n") for line in record.bundle().split(b"\n")[1:4]]
    assert [row.opened() for row in rows] == record.opened
    assert {row.state for row in rows} == {SHOWN}


def test_a_public_copy_withholds_payload_and_salt() -> None:
    record = begun().acts(2)
    secret = record.opened[1]
    bundle = record.bundle(withhold=lambda opened: opened.entry.seq == 1)
    assert read_entry(bundle.split(b"\n")[2] + b"\n")[2:5] == (None, None, WITHHELD)
    assert b"entry 1" not in bundle and str(secret.salt).encode() not in bundle
    assert b"entry 2" in bundle


def test_what_was_erased_is_told_from_what_is_withheld() -> None:
    record = begun().acts(2)
    record.erase(2)
    rows = [read_entry(line + b"\n") for line in record.bundle(withhold=lambda _: True).split(b"\n")[1:4]]
    assert [row.state for row in rows] == [SHOWN, WITHHELD, ERASED]


def test_keys_and_redactions_are_always_shown() -> None:
    record = begun().acts(1)
    record.erase(1)
    record.add(REDACTED, redaction(1, "a private address"))
    bundle = record.bundle(withhold=lambda _: True)
    assert b"a private address" in bundle and b"withheld" not in bundle


def test_an_empty_record_has_a_bundle() -> None:
    assert len(Record().bundle().split(b"\n")) == 5


def test_cosignatures_travel_with_the_checkpoint() -> None:
    record, witness = begun(), SigningKey.generate("witness.example/north")
    note = with_cosignature(record.note(), cosign(record.note(), witness, 1_700_000_000))
    assert json.dumps(note, ensure_ascii=False).encode() in record.bundle(note)


def test_what_does_not_belong_together_is_refused() -> None:
    record = begun().acts(3)
    other = SigningKey.generate(ORIGIN)
    assert code_of(bundled, record.opened, record.note(), other) == ("record.bundle_other", "key")
    assert code_of(bundled, record.opened[:3], record.note(), record.key) == ("record.bundle_other", "entries")
    assert code_of(bundled, begun().acts(3).opened, record.note(), record.key) == ("record.bundle_other", "entries")
    assert code_of(bundled, record.opened[1:], record.note(), record.key) == ("record.out_of_order", None)
    changed = [*record.opened[:3], replace(record.opened[3], payload={"text": "another"})]
    assert code_of(bundled, changed, record.note(), record.key) == ("record.commitment_wrong", None)
    named = {"origin": "another.example", "entries": record.opened, "checkpoint": record.note(), "key": record.key}
    with pytest.raises(ComityError) as caught:
        write(io.BytesIO(), **named)
    assert (caught.value.code, caught.value.parameters) == ("record.bundle_other", {"what": "origin"})


def test_entries_are_taken_one_by_one() -> None:
    """A record need not fit into memory: what is written goes out before the next entry is asked for."""
    record = begun().acts(2)
    target = io.BytesIO()
    seen = []

    def entries():
        for opened in record.opened:
            seen.append(target.tell())
            yield opened

    write(target, origin=ORIGIN, entries=entries(), checkpoint=record.note(), key=record.key)
    assert seen == sorted(set(seen))


def test_half_an_opened_entry_counts_as_erased() -> None:
    record = begun().acts(1)
    record.opened[1] = Opened(record.opened[1].entry, record.opened[1].payload, None)
    assert read_entry(record.bundle().split(b"\n")[2] + b"\n").state == ERASED


def test_an_entry_that_no_reader_would_take_is_not_written() -> None:
    record = begun()
    record.add(payload={"text": "x" * LONGEST_LINE})
    assert code_of(bundled, record.opened, record.note(), record.key) == ("record.line_too_long", None)
