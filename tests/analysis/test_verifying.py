"""A bundle is verified with nothing but itself, a fingerprint and a checkpoint; whatever was changed is found."""

import gzip
import os
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from comity.analysis.replaying import found_replays
from comity.analysis.verifying import MOST_FINDINGS, verify
from comity.flow.remember.bundle import LONGEST_LINE, seal_line, sealed
from comity.flow.remember.draws.payloads import ROOT_FIXED, RootFixed
from comity.flow.remember.keys import (
    INTRODUCED,
    REVOKED,
    WITNESS_INTRODUCED,
    countersigned,
    introduction,
    revocation,
    witness_introduction,
)
from comity.flow.remember.notes import SigningKey, cosign, sign_checkpoint, with_cosignature
from comity.flow.remember.redaction import REDACTED, redaction
from comity.flow.remember.verification import Verification
from comity.terms.errors import ComityError
from comity.terms.record import Checkpoint, Discrepancy, Opened
from comity.words import explain, has
from tests.flow.remember.draws.drawing import Holding
from tests.flow.remember.records import ACT, ORIGIN, Record, begun, bundled

WITNESS = SigningKey.generate("witness.example/north")


@pytest.fixture
def check(tmp_path: Path):
    """Verify these bytes as a file; `against` as text."""

    def run(data: bytes, trust: str | None = None, against: str | None = None, replays=()) -> Verification:
        path = tmp_path / "bundle.jsonl"
        # Written over in place: making a file anew takes longer than verifying it.
        with path.open("r+b" if path.exists() else "wb", buffering=0) as stream:
            stream.write(data)
            stream.truncate()
        held = None
        if against is not None:
            held = tmp_path / "held.txt"
            held.write_text(against, encoding="utf-8")
        return verify(path, trust=trust, against=held, replays=replays)

    return run


def codes(found: Verification) -> list[str]:
    return [finding.code for finding in found.findings]


def first(found: Verification) -> tuple[str, int | None, int | None]:
    finding = found.findings[0]
    return finding.code, finding.line, finding.seq


def witnessed() -> tuple[Record, str]:
    """A record with a witness who has seen its checkpoint, and the cosigned note."""
    record = begun()
    record.add(WITNESS_INTRODUCED, witness_introduction(WITNESS, ORIGIN))
    record.acts(3)
    return record, with_cosignature(record.note(), cosign(record.note(), WITNESS, 1_700_000_000))


def test_with_a_trusted_key_a_bundle_is_sound(check) -> None:
    record, note = witnessed()
    found = check(record.bundle(note), record.key.fingerprint)
    assert (found.verdict, found.findings) == ("sound", ())
    assert set(found.shown) == {"consistent", "trusted", "witnessed"}
    assert found.not_shown == ("grown", "replayed")
    assert (found.origin, found.size, found.key) == (ORIGIN, 5, record.key.fingerprint)
    assert found.root == record.checkpoint().root.hex()
    assert (found.first_time, found.last_time) == ("2026-11-24T18:00:00.000000Z", "2026-11-24T18:00:04.000000Z")
    assert found.witnesses == {WITNESS.name: 1_700_000_000}
    assert (found.counts.entries, found.counts.shown) == (5, 5)


def test_with_neither_key_nor_checkpoint_it_can_only_agree_with_itself(check) -> None:
    found = check(begun().acts(3).bundle())
    assert (found.verdict, found.shown, found.findings) == ("unverifiable", ("consistent",), ())


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600])
def test_a_held_checkpoint_shows_that_the_record_only_grew(check, size: int) -> None:
    record = begun().acts(599)
    found = check(record.bundle(), against=record.note(size))
    assert found.verdict == "sound", found.findings
    assert set(found.shown) == {"consistent", "grown"}
    assert found.held == size


def test_every_byte_of_a_bundle_counts(check) -> None:
    """Each byte changed, taken out, put in twice, and swapped with the next: with a trusted key none goes unseen."""
    record, note = witnessed()
    record.erase(3)
    record.add(REDACTED, redaction(3, "é"))
    note = with_cosignature(record.note(), cosign(record.note(), WITNESS, 1_700_000_000))
    right = record.bundle(note, withhold=lambda opened: opened.entry.seq == 2)
    trust = record.key.fingerprint
    assert check(right, trust).verdict == "sound"
    for place, byte in enumerate(right):
        start, end = right[:place], right[place + 1 :]
        changes = [start + bytes([byte ^ 1]) + end, start + end, start + bytes([byte, byte]) + end]
        changes.append(start + bytes([byte ^ 32]) + end)
        if end and end[0] != byte:
            changes.append(start + end[:1] + bytes([byte]) + end[1:])
        for number, wrong in enumerate(changes):
            found = check(wrong, trust)
            assert found.verdict == "tampered", (place, number, wrong[max(0, place - 20) : place + 20])
            assert found.findings and all(has(f"error.{one.code}") for one in found.findings)


def test_samples_of_a_large_bundle(check) -> None:
    record = begun().acts(2000)
    right, trust = record.bundle(), record.key.fingerprint
    draw = random.Random(20261124)
    for _ in range(40):
        place = draw.randrange(len(right))
        wrong = bytearray(right)
        wrong[place] = draw.choice([byte for byte in range(256) if byte != right[place]])
        assert check(bytes(wrong), trust).verdict == "tampered", place


def test_a_changed_payload_is_found_where_it_stands(check) -> None:
    record = begun().acts(3)
    found = check(record.bundle().replace(b"entry 2", b"entry X"), record.key.fingerprint)
    assert first(found) == ("record.commitment_wrong", 4, 2)


def test_every_changed_payload_is_found_and_nothing_is_vouched_for(check) -> None:
    record = begun().acts(5)
    wrong = record.bundle().replace(b"entry 2", b"entry X").replace(b"entry 4", b"entry Y")
    found = check(wrong, record.key.fingerprint, record.note(3))
    assert [(one.code, one.seq) for one in found.findings[:2]] == [
        ("record.commitment_wrong", 2),
        ("record.commitment_wrong", 4),
    ]
    assert codes(found)[2:] == ["record.seal_wrong"]
    assert found.shown == () and found.counts.entries == 6


def test_a_changed_entry_is_found_within_its_tile(check) -> None:
    record = begun().acts(599)
    found = check(record.bundle().replace(b'"actor":"p-300"', b'"actor":"p-301"'), record.key.fingerprint)
    assert first(found) == ("record.entries_changed", 258, 256)
    assert found.findings[0].parameters == {"first": 256, "second": 511}
    assert "record.seal_wrong" in codes(found)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda lines: lines[:3] + lines[4:], "record.out_of_order"),
        (lambda lines: lines[:3] + lines[2:], "record.out_of_order"),
        (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "record.out_of_order"),
        (lambda lines: lines[:-1], "record.cut_short"),
        (lambda lines: lines[:4], "record.cut_short"),
        (lambda lines: [*lines, lines[-1]], "record.more_lines"),
        (lambda lines: [*lines, b"\n"], "record.more_lines"),
        (lambda lines: [line.replace(b"\n", b"\r\n") for line in lines], "record.not_canonical"),
        (lambda lines: [b"\xef\xbb\xbf", *lines], "record.not_canonical"),
        (lambda lines: [*lines[:2], b"[" * 100_000 + b"\n", *lines[3:]], "record.not_canonical"),
        (lambda lines: [*lines[:2], b"\xff\xfe\n", *lines[3:]], "record.not_canonical"),
        (lambda lines: [*lines[:2], b"{}\n", *lines[3:]], "record.bad_line"),
        (lambda lines: [lines[0].replace(b'"size":5', b'"size":4'), *lines[1:]], "record.bad_line"),
        (lambda lines: [lines[0].replace(b"g20", b"g77"), *lines[1:]], "record.header_wrong"),
    ],
)
def test_lines_taken_out_put_in_or_moved(check, change, code: str) -> None:
    record = begun().acts(4)
    wrong = b"".join(change(record.bundle().splitlines(keepends=True)))
    found = check(wrong, record.key.fingerprint)
    assert found.verdict == "tampered"
    assert codes(found)[0] == code
    assert check(wrong).verdict == "tampered"


def test_a_line_without_end_is_not_read_into_memory(check) -> None:
    lines = begun().bundle().splitlines(keepends=True)
    found = check(lines[0] + b'{"entry":{"actor":"' + b"a" * (LONGEST_LINE + 10) + b'"}}\n' + b"".join(lines[2:]))
    assert (found.verdict, codes(found)) == ("tampered", ["record.not_canonical"])


def test_a_record_signed_again_by_another_key_is_found(check) -> None:
    right = begun().acts(3)
    forged = begun().acts(3)
    held = right.note()
    assert check(forged.bundle()).verdict == "unverifiable"
    assert codes(check(forged.bundle(), right.key.fingerprint)) == ["record.other_key"]
    assert codes(check(forged.bundle(), against=held)) == ["record.history_changed"]
    # Every entry kept, key entries and all, and only the checkpoint and the seal made anew.
    stolen = bundled(right.opened, right.note(key=forged.key), forged.key)
    assert check(stolen).verdict == "tampered"
    assert "record.key_does_not_count" in codes(check(stolen))
    assert "record.other_key" in codes(check(stolen, right.key.fingerprint))
    assert "record.held_by_another" in codes(check(stolen, against=held))


def test_a_seal_by_another_key_is_found(check) -> None:
    record, other = begun().acts(2), SigningKey.generate(ORIGIN)
    lines = record.bundle().splitlines(keepends=True)
    lines[-1] = seal_line(other.public, other.sign(sealed(bytes(32))))
    assert codes(check(b"".join(lines), record.key.fingerprint))[0] == "record.not_signed"


def test_a_shortened_record_is_found_by_a_held_checkpoint(check) -> None:
    record = begun().acts(5)
    held = record.note()
    short = bundled(record.opened[:4], record.note(4), record.key)
    assert check(short, record.key.fingerprint).verdict == "sound"  # an older copy looks the same
    found = check(short, record.key.fingerprint, held)
    assert (found.verdict, codes(found)) == ("tampered", ["record.held_is_longer"])
    assert set(found.shown) == {"consistent", "trusted"}


def test_a_rewritten_history_is_found_by_a_held_checkpoint(check) -> None:
    record = begun().acts(5)
    held = record.note(4)
    again = begun(record.key).acts(1)
    again.add(payload={"text": "what should have been said"})
    again.acts(3)
    assert check(again.bundle(), record.key.fingerprint).verdict == "sound"
    assert codes(check(again.bundle(), record.key.fingerprint, held)) == ["record.history_changed"]


def test_a_held_checkpoint_of_another_record_says_so(check) -> None:
    other = SigningKey.generate("record.example/g77")
    held = sign_checkpoint(Checkpoint(other.name, 1, bytes(32)), other)
    assert codes(check(begun().bundle(), against=held)) == ["record.held_of_another"]


def test_a_held_checkpoint_nobody_signed_is_no_anchor(check) -> None:
    record, other = begun().acts(2), SigningKey.generate(ORIGIN)
    assert codes(check(record.bundle(), against=record.note(2, other))) == ["record.held_by_another"]
    good, bad = record.note(2), record.note(1)
    mixed = good[: good.index("—")] + bad[bad.index("—") :]
    assert codes(check(record.bundle(), against=mixed)) == ["record.held_by_another"]


@pytest.mark.parametrize("text", ["", "a note", "\x00" * 100, "é" * 70_000])
def test_what_is_no_checkpoint_is_bad_input(check, text: str) -> None:
    with pytest.raises(ComityError) as caught:
        check(begun().bundle(), against=text)
    assert caught.value.code == "record.not_a_note"


def test_time_never_runs_backwards(check) -> None:
    record = begun().acts(2)
    record.add(time="2026-11-24T17:00:00.000000Z")
    assert first(check(record.bundle(), record.key.fingerprint)) == ("record.back_in_time", 5, 3)


def test_withheld_redacted_and_erased_are_told_apart(check) -> None:
    record = begun().acts(3)
    record.erase(1)
    record.erase(2)
    record.add(REDACTED, redaction(1, "a private address"))
    found = check(record.bundle(withhold=lambda opened: opened.entry.seq == 3), record.key.fingerprint)
    counts = found.counts
    assert (counts.shown, counts.withheld, counts.redacted, counts.erased) == (2, 1, 1, 1)
    assert [first(found)] == [("record.erased_unexplained", 4, 2)] and len(found.findings) == 1


def test_a_redaction_of_what_is_still_there_is_found(check) -> None:
    record = begun().acts(1)
    record.add(REDACTED, redaction(1, "a private address"))
    assert codes(check(record.bundle(), record.key.fingerprint)) == ["record.redacted_but_there"]


@pytest.mark.parametrize(
    "payload", [{}, {"seq": 9, "reason": "x"}, {"seq": 0, "reason": ""}, {"seq": True, "reason": "x"}]
)
def test_a_redaction_that_says_nothing_is_found(check, payload: dict[str, object]) -> None:
    record = begun()
    record.add(REDACTED, payload)
    assert codes(check(record.bundle(), record.key.fingerprint)) == ["record.redaction_wrong"]


def test_a_key_that_was_erased_explains_nothing(check) -> None:
    record = begun()
    record.erase(0)
    record.add(REDACTED, redaction(0, "reasons"))
    found = check(record.bundle(), record.key.fingerprint)
    assert {"record.key_hidden", "record.erased_unexplained"} <= set(codes(found))


def test_trust_is_handed_on_from_key_to_key(check) -> None:
    record = begun().acts(2)
    old, new = record.key, SigningKey.generate(ORIGIN)
    held = record.note()
    record.add(INTRODUCED, countersigned(INTRODUCED, introduction(new, old.fingerprint), old))
    record.key = new
    record.acts(2)
    for trust in (old.fingerprint, new.fingerprint):
        assert check(record.bundle(), trust).verdict == "sound"
    assert check(record.bundle(), against=held).verdict == "sound"
    # The key before has done its part: what it signs now does not count.
    late = bundled(record.opened, record.note(key=old), old)
    assert codes(check(late, old.fingerprint)) == ["record.key_does_not_count"]
    # One who trusts only the new key is not moved by what the old one signed.
    before = bundled(record.opened[:3], held, old)
    assert codes(check(before, new.fingerprint)) == ["record.other_key"]


def test_a_revoked_key_vouches_for_nothing_more_and_officers_recover(check) -> None:
    officers = [SigningKey.generate(f"officer.example/{number}") for number in range(3)]
    record = begun(officers=officers, threshold=2).acts(3)
    stolen, new = record.key, SigningKey.generate(ORIGIN)
    revoked = revocation(stolen.fingerprint, 3, "the machine was stolen")
    for officer in officers[:2]:
        revoked = countersigned(REVOKED, revoked, officer)
    record.add(REVOKED, revoked)
    assert codes(check(record.bundle(), stolen.fingerprint)) == ["record.key_does_not_count"]
    introduced = introduction(new, stolen.fingerprint)
    for officer in officers[1:]:
        introduced = countersigned(INTRODUCED, introduced, officer)
    record.add(INTRODUCED, introduced)
    record.key = new
    assert check(record.bundle(), stolen.fingerprint).verdict == "sound"
    # A checkpoint of the stolen key from after the theft is no anchor, even where the history is the same.
    assert check(record.bundle(), against=record.note(4, stolen)).verdict == "unverifiable"
    assert check(record.bundle(), against=record.note(3, stolen)).verdict == "sound"


def test_a_witness_the_record_does_not_know_is_found(check) -> None:
    record = begun().acts(1)
    note = with_cosignature(record.note(), cosign(record.note(), WITNESS, 1))
    assert codes(check(record.bundle(note), record.key.fingerprint)) == ["record.unknown_signature"]


def test_a_record_without_keys_of_its_own_is_held_to_the_trusted_one(check) -> None:
    record = Record().acts(3)
    assert check(record.bundle(), record.key.fingerprint).verdict == "sound"
    assert check(record.bundle(), against=record.note(2)).verdict == "sound"
    assert check(record.bundle(), SigningKey.generate(ORIGIN).fingerprint).verdict == "tampered"


def test_an_empty_record_is_verified_too(check) -> None:
    record = Record()
    found = check(record.bundle(), record.key.fingerprint, record.note())
    assert (found.verdict, found.size, found.first_time) == ("sound", 0, "")


class Doubling(ModuleType):
    """A replay: every act must tell twice the number of the one before it."""

    KINDS = frozenset({ACT})

    def replay(self, entries: Iterable[Opened]) -> Iterator[Discrepancy]:
        for opened in entries:
            if opened.payload is None:
                raise ComityError("record.no_such_entry", seq=opened.entry.seq, size=0)
            if opened.payload.get("n") != opened.payload.get("twice"):
                yield Discrepancy(opened.entry.seq, "record.no_such_size", {"found": 1, "size": 2})

    def fixed_roots(self, entries: Iterable[Opened]) -> list[tuple[int, int, bytes]]:
        told = [(one.entry.seq, one.payload) for one in entries if one.payload and "root" in one.payload]
        return [(seq, int(str(payload["size"])), bytes.fromhex(str(payload["root"]))) for seq, payload in told]


def test_what_can_be_done_again_is(check) -> None:
    record = begun()
    record.add(payload={"n": 1, "twice": 1})
    record.add("other.kind")
    replays = [Doubling("doubling")]
    found = check(record.bundle(), record.key.fingerprint, replays=replays)
    assert (found.verdict, found.replayed) == ("sound", {"doubling": 1})
    assert "replayed" in found.shown
    record.add(payload={"n": 1, "twice": 3})
    found = check(record.bundle(), record.key.fingerprint, replays=replays)
    assert found.verdict == "tampered"
    assert first(found) == ("record.no_such_size", 5, 3)
    assert "replayed" in found.not_shown and "trusted" in found.shown


def test_a_replay_that_cannot_go_on_names_the_entry(check) -> None:
    record = begun().acts(2)
    found = check(
        record.bundle(withhold=lambda opened: opened.entry.seq == 1), record.key.fingerprint, replays=[Doubling("d")]
    )
    assert first(found) == ("record.no_such_entry", 3, 1)


def test_a_root_that_an_entry_reports_must_be_the_records_own(check) -> None:
    record = begun().acts(300)
    for entry in record.opened:
        assert entry.payload is not None
    root = record.checkpoint(270).root.hex()
    for size, sound in ((270, True), (271, False), (5000, False), (-1, False)):
        grown = Record(record.key, list(record.opened))
        grown.add("draw.root", payload={"size": size, "root": root})
        replay = Doubling("roots")
        replay.KINDS = frozenset({"draw.root"})
        found = check(grown.bundle(), record.key.fingerprint, replays=[replay])
        assert ("record.root_claimed_wrong" in codes(found)) == (not sound)


def test_findings_are_counted_beyond_those_that_are_kept(check) -> None:
    record = begun().acts(MOST_FINDINGS + 50)
    for seq in range(1, MOST_FINDINGS + 51):
        record.erase(seq)
    found = check(record.bundle(), record.key.fingerprint)
    assert (len(found.findings), found.more) == (MOST_FINDINGS, 50)


def test_every_stage_that_offers_a_replay_is_found() -> None:
    names = [module.__name__ for module in found_replays()]
    there = Path(verify.__code__.co_filename).parents[1]
    assert names == sorted(
        ".".join(["comity", *path.relative_to(there).with_suffix("").parts])
        for path in [*there.glob("flow/*/replay.py"), *there.glob("procedure/replay.py")]
    )
    assert all(module.KINDS for module in found_replays())


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "record.file_empty"),
        (b"\x00" * 1000, "record.not_a_bundle"),
        (b"participant,statement,vote\n", "record.not_a_bundle"),
        (b"{}\n" * 100_000, "record.not_a_bundle"),
        (gzip.compress(b'{"bundle":{"format":"comity.record"}}'), "record.packed"),
        (b"PK\x03\x04", "record.packed"),
        ('{"bundle":{"format":"comity.record"'.encode("utf-16"), "record.not_a_bundle"),
    ],
)
def test_what_is_no_bundle_is_bad_input(check, data: bytes, code: str) -> None:
    with pytest.raises(ComityError) as caught:
        check(data)
    assert caught.value.code == code
    assert "bundle.jsonl" in explain(caught.value)


def test_what_is_no_file_is_bad_input(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path, code in (
        (tmp_path, "file.is_folder"),
        (pipe, "record.not_plain"),
        (tmp_path / "x", "record.file_missing"),
    ):
        with pytest.raises(ComityError) as caught:
            verify(path)
        assert caught.value.code == code
    with pytest.raises(ComityError) as caught:
        verify("a\0b")
    assert caught.value.code == "record.file_missing"


def test_what_is_no_fingerprint_is_bad_use(check) -> None:
    with pytest.raises(ComityError) as caught:
        check(begun().bundle(), "not a fingerprint")
    assert caught.value.code == "record.bad_fingerprint"


def test_a_fingerprint_may_be_written_as_it_was_read_out(check) -> None:
    record = begun()
    assert check(record.bundle(), record.key.fingerprint.replace("-", " ").upper()).verdict == "sound"


def with_draw(root: bytes | None = None) -> Record:
    """A record in which a draw was held; `root`: what it says the record's root was, in place of the true one."""
    record = Record()
    holding = Holding(("subject", "chair", "third"))
    holding.announce()
    for name in holding.names:
        holding.commit(name)
    if root is None:
        holding.fix_root()
    else:
        size = len(holding.entries)
        holding.append(ROOT_FIXED, RootFixed(holding.draw, size, root).to_payload())
    for name in holding.names:
        holding.reveal(name)
    holding.minute = 121
    holding.conclude()
    record.opened = holding.entries
    return record


def test_a_draw_in_the_record_is_drawn_again(check) -> None:
    record = with_draw()
    found = check(record.bundle(), record.key.fingerprint, replays=None)
    assert (found.verdict, found.findings) == ("sound", ())
    assert found.replayed["comity.flow.remember.replay"] == len(record.opened) - 1
    assert "replayed" in found.shown


def test_a_keeper_who_made_up_the_root_of_a_draw_is_found(check) -> None:
    """Everything follows from the root that was entered, and the root was never the record's: the keeper chose it."""
    record = with_draw(root=bytes(32))
    found = check(record.bundle(), record.key.fingerprint, replays=None)
    assert (found.verdict, codes(found)) == ("tampered", ["record.root_claimed_wrong"])


def test_a_keeper_who_enters_another_result_is_found(check) -> None:
    """Signed and sealed by the record's own key, and still not what was drawn."""
    record = with_draw()
    last = record.opened.pop()
    drawn = {**(last.payload or {}), "drawn": ["member-00", "member-01", "member-02"]}
    record.add(last.entry.kind, drawn, subject=last.entry.subject, time=last.entry.time)
    found = check(record.bundle(), record.key.fingerprint, replays=None)
    assert found.verdict == "tampered"
    assert found.findings[0].code.startswith("draw.") and found.findings[0].seq == len(record.opened) - 1
