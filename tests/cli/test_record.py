"""comity record, as a delegation's clerk uses it: verify a bundle, witness it, make, rotate, lose and revoke keys."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from comity.cli.options import TAGS
from comity.exporters.json import schema
from comity.flow.remember.entries import leaf
from comity.flow.remember.keys import INTRODUCED, REVOKED, WITNESS_INTRODUCED, keyring
from comity.flow.remember.merkle import consistency, root_of
from comity.flow.remember.notes import PublicKey, SigningKey, cosignatures, note_of, open_note
from comity.flow.remember.signing import to_base64
from tests.cli.conftest import Say
from tests.flow.remember.records import ORIGIN, Record, begun

WITNESS_NAME = "witness.example/north"


@pytest.fixture
def record() -> Record:
    return begun().acts(300)


@pytest.fixture
def bundle(record: Record, tmp_path: Path) -> str:
    (tmp_path / "bundle.jsonl").write_bytes(record.bundle())
    return "bundle.jsonl"


@pytest.fixture
def witness_key(say: Say) -> PublicKey:
    assert say("record", "key", "new", "w.key", "--name", WITNESS_NAME)[0] == 0
    return PublicKey.parsed(Path("w.key.pub").read_text())


def proof(record: Record, old: int) -> str:
    leaves = [leaf(one.entry) for one in record.opened]
    steps = consistency(old, len(leaves), lambda level, index: root_of(leaves[index << level : (index + 1) << level]))
    return "".join(f"{to_base64(step)}\n" for step in steps)


def test_a_sound_bundle(say: Say, record: Record, bundle: str) -> None:
    code, out, err = say("record", "verify", bundle, "--trust", record.key.fingerprint)
    assert (code, err) == (0, "")
    assert out.startswith("Sound.\n")
    assert "record.example/g20, 301 entries" in out
    assert record.key.fingerprint in out.replace("\n  ", "")
    assert "Shown: the key you trust" in out and "Not shown: that any witness" in out


def test_a_changed_bundle_says_where(say: Say, record: Record, bundle: str) -> None:
    path = Path(bundle)
    path.write_bytes(path.read_bytes().replace(b'entry 7"', b'entry 8"'))
    code, out, err = say("record", "verify", bundle, "--trust", record.key.fingerprint)
    assert (code, err) == (1, "")
    assert "Line 9: The content of entry 7 is not what was entered." in out


def test_without_an_anchor_only_consistency_is_shown(say: Say, bundle: str) -> None:
    code, out, err = say("record", "verify", bundle)
    assert code == 2
    assert out.startswith("Nothing is wrong in itself")
    assert err.startswith("comity: Without a key that is trusted (--trust)") and err.count("\n") == 1


def test_against_a_checkpoint_that_was_kept(say: Say, record: Record, bundle: str) -> None:
    Path("held.txt").write_text(record.note(100), encoding="utf-8")
    assert say("record", "verify", bundle, "--against", "held.txt")[0] == 0
    Path("held.txt").write_text(begun().acts(99).note(), encoding="utf-8")
    code, out, _ = say("record", "verify", bundle, "--against", "held.txt", "--trust", record.key.fingerprint)
    assert code == 1 and "what you saw before was changed" in " ".join(out.split())


@pytest.mark.parametrize("language", TAGS)
def test_the_json_follows_its_schema_in_every_language(say: Say, record: Record, bundle: str, language: str) -> None:
    rules = json.loads(schema("verification"))
    jsonschema.Draft202012Validator.check_schema(rules)
    options = ("--trust", record.key.fingerprint, "--json", "-", "--language", language)
    for data, verdict in ((Path(bundle).read_bytes(), "sound"), (Path(bundle).read_bytes()[:-9], "tampered")):
        Path(bundle).write_bytes(data)
        _, out, err = say("record", "verify", bundle, *options)
        found = json.loads(out)
        jsonschema.validate(found, rules, cls=jsonschema.Draft202012Validator)
        assert (found["verdict"], err) == (verdict, "")
    assert found["findings"][0]["text"]
    code, out, err = say("record", "verify", bundle, *options[:2], "--language", language, "--json", "found.json")
    assert json.loads(Path("found.json").read_text(encoding="utf-8")) == found
    assert (code, err) == (1, "") and "{" not in out and "verification." not in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["record"], "Something is missing behind comity record; expected "),
        (["record", "verfy"], "There is no command verfy; expected perhaps verify."),
        (["record", "key"], "Something is missing behind comity record key; expected new, show"),
        (["record", "verify"], "Something is missing behind comity record verify; expected BUNDLE."),
        (["record", "verify", "x.jsonl"], "x.jsonl: there is no file of this name."),
        (["record", "verify", "."], ". is a folder"),
        (["record", "verify", "bundle.jsonl", "--trust", "ab"], "ab is no fingerprint"),
        (["record", "verify", "bundle.jsonl", "--against", "bundle.jsonl"], "bundle.jsonl holds no checkpoint"),
        (["record", "verify", "bundle.jsonl", "--json", "none/x"], "none/x cannot be written"),
        (
            ["record", "witness", "bundle.jsonl"],
            "Something is missing behind comity record witness; expected --key FILE",
        ),
        (["record", "key", "new", "k"], "Something is missing behind comity record key new; expected --name NAME"),
        (["record", "key", "new", "k", "--name", "a b"], "a b cannot be the name of a key"),
        (["record", "key", "show", "none"], "none cannot be read"),
        (["record", "key", "show", "bundle.jsonl"], "bundle.jsonl holds no public key"),
        (["record", "key", "sign", "bundle.jsonl", "--key", "k"], "bundle.jsonl holds no statement about a key"),
        (["record", "key", "rotate", "k"], "Something is missing behind comity record key rotate"),
        (["record", "key", "revoke", "ab", "--reason", "x"], "Something is missing behind comity record key revoke"),
    ],
)
def test_bad_use_is_one_line(say: Say, bundle: str, words: list[str], said: str) -> None:
    code, out, err = say(*words)
    assert (code, out) == (2, "")
    assert err.startswith(f"comity: {said}") and err.count("\n") == 1


@pytest.mark.parametrize("language", TAGS)
@pytest.mark.parametrize(
    "verbs",
    [("verify",), ("witness",), ("key",), *(("key", verb) for verb in ("new", "show", "rotate", "revoke", "sign"))],
    ids=" ".join,
)
def test_every_verb_explains_itself_in_every_language(say: Say, verbs: tuple[str, ...], language: str) -> None:
    code, out, err = say("record", *verbs, "--help", "--language", language)
    assert (code, err) == (0, "")
    assert f"  comity record {' '.join(verbs)}" in out
    assert "help.record" not in out and "help.option" not in out and "{" not in out


def test_help_of_a_command_with_verbs_lists_them(say: Say) -> None:
    code, out, _ = say("record", "--help")
    assert code == 0
    assert all(f"\n  comity record {verb}\n" in out for verb in ("verify", "witness", "key"))


def test_a_witness_cosigns_what_only_grows(say: Say, record: Record, bundle: str, witness_key: PublicKey) -> None:
    options = ("--key", "w.key", "--state", "seen.json")
    code, out, err = say("record", "witness", bundle, *options, "--trust", record.key.fingerprint)
    assert (code, err) == (0, "")
    assert open_note(out, [record.key.public], [witness_key]).size == 301
    assert cosignatures(note_of(out), [witness_key])[0].witness.name == WITNESS_NAME

    record.acts(50)
    Path("note.txt").write_text(record.note(), encoding="utf-8")
    Path("proof.txt").write_text(proof(record, 301), encoding="utf-8")
    code, out, _ = say("record", "witness", "note.txt", "--proof", "proof.txt", *options)
    assert code == 0
    assert open_note(out, [record.key.public], [witness_key]).size == 351
    # The same once more: a new time, and still no other story.
    assert say("record", "witness", "note.txt", *options)[0] == 0


def test_a_witness_never_goes_back_nor_sideways(say: Say, record: Record, bundle: str, witness_key: PublicKey) -> None:
    options = ("--key", "w.key", "--state", "seen.json")
    assert say("record", "witness", bundle, *options, "--trust", record.key.fingerprint)[0] == 0
    before = Path("seen.json").read_bytes()
    for note, given, said in (
        (record.note(100), "", "the witness has seen 301 already"),
        (Record(record.key).acts(301).note(), "", "another root"),
        (record.acts(9).note(), "", "the proof does not show"),
        (record.note(), "A" * 43 + "=\n", "the proof does not show"),
        (begun(SigningKey.generate(ORIGIN)).acts(320).note(), "", "is not signed by the key"),
    ):
        Path("note.txt").write_text(note, encoding="utf-8")
        Path("proof.txt").write_text(given, encoding="utf-8")
        proof_options = ("--proof", "proof.txt") if given else ()
        code, out, err = say("record", "witness", "note.txt", *proof_options, *options)
        assert (code, err) == (1, ""), note
        assert said in " ".join(out.split())
        assert Path("seen.json").read_bytes() == before
    forked = Record(record.key).acts(400)
    Path("fork.jsonl").write_bytes(forked.bundle())
    assert say("record", "witness", "fork.jsonl", *options)[0] == 1
    assert Path("seen.json").read_bytes() == before


def test_a_witness_begins_with_a_bundle_and_a_trusted_key(
    say: Say, record: Record, bundle: str, witness_key: object
) -> None:
    options = ("--key", "w.key", "--state", "seen.json")
    Path("note.txt").write_text(record.note(), encoding="utf-8")
    assert "needs a whole bundle" in say("record", "witness", "note.txt", *options)[2]
    assert "--trust FINGERPRINT" in say("record", "witness", bundle, *options)[2]
    code, out, _ = say("record", "witness", bundle, *options, "--trust", "0" * 64)
    assert code == 1 and out.startswith("Not sound")
    assert not Path("seen.json").exists()
    Path("seen.json").write_text("{}\n")
    assert "is not what a witness remembers" in say("record", "witness", bundle, *options)[2]


def test_keys_are_made_kept_and_shown(say: Say, tmp_path: Path) -> None:
    Path("word.txt").write_text("correct horse\n")
    code, out, err = say("record", "key", "new", "r.key", "--name", ORIGIN, "--passphrase-file", "word.txt")
    assert (code, err) == (0, "")
    assert stat.S_IMODE(os.stat("r.key").st_mode) == 0o600
    assert "ENCRYPTED" in Path("r.key").read_text() and "ENCRYPTED" not in Path("r.key.pub").read_text()
    public = PublicKey.parsed(Path("r.key.pub").read_text())
    assert out == f"Name: {ORIGIN}\nFingerprint: {public.fingerprint}\nPublic key: {public}\n"
    assert say("record", "key", "show", "r.key.pub") == (0, out, "")
    assert say("record", "key", "show", "r.key", "--passphrase-file", "word.txt") == (0, out, "")
    assert "locked with a passphrase" in say("record", "key", "show", "r.key")[2]
    assert "is there already" in say("record", "key", "new", "r.key", "--name", ORIGIN)[2]
    os.unlink("r.key")
    assert "r.key.pub is there already" in say("record", "key", "new", "r.key", "--name", ORIGIN)[2]


def statement(record: Record, name: str) -> None:
    told = json.loads(Path(name).read_text(encoding="utf-8"))
    record.add(told["kind"], told["payload"])


def test_the_ceremonies_of_a_key(say: Say) -> None:
    """Made with officers; rotated; the new one lost and recovered by two of three; the old one revoked."""
    for number in range(3):
        assert say("record", "key", "new", f"o{number}.key", "--name", f"officer.example/{number}")[0] == 0
    officers = [word for number in range(3) for word in ("--officer", f"o{number}.key.pub")]
    new = ("record", "key", "new")
    assert say(*new, "a.key", "--name", ORIGIN, *officers, "--threshold", 2, "--json", "a.json")[0] == 0
    record = Record(SigningKey.from_file(Path("a.key")))
    statement(record, "a.json")
    assert keyring(record.opened).recovery.threshold == 2

    assert say(*new, "b.key", "--name", ORIGIN)[0] == 0
    assert say("record", "key", "rotate", "b.key", "--replaces", "a.key", "--json", "b.json")[0] == 0
    statement(record, "b.json")
    ring = keyring(record.opened)
    assert (ring.faults, str(ring.current)) == ((), Path("b.key.pub").read_text().strip())

    assert say(*new, "c.key", "--name", ORIGIN)[0] == 0
    assert ring.current is not None
    assert say("record", "key", "rotate", "c.key", "--lost", ring.current.fingerprint, "--json", "c0.json")[0] == 0
    assert say("record", "key", "sign", "c0.json", "--key", "o0.key", "--json", "c1.json")[0] == 0
    code, out, err = say("record", "key", "sign", "c1.json", "--key", "o2.key")
    assert code == 0 and err.startswith(f"officer.example/2 signs this statement of the kind {INTRODUCED}:")
    Path("c2.json").write_text(out, encoding="utf-8")
    tried = Record(record.key, list(record.opened))
    statement(tried, "c1.json")
    assert [fault.code for fault in keyring(tried.opened).faults] == ["record.key_unsigned"]
    statement(record, "c2.json")
    ring = keyring(record.opened)
    assert (ring.faults, str(ring.current)) == ((), Path("c.key.pub").read_text().strip())

    lost = ring.keys[1].fingerprint
    revoke = ("record", "key", "revoke", lost, "--last", 2, "--reason", "Found again by strangers.")
    assert say(*revoke, "--key", "c.key", "--json", "r.json")[0] == 0
    assert json.loads(Path("r.json").read_text())["kind"] == REVOKED
    statement(record, "r.json")
    ring = keyring(record.opened)
    assert ring.faults == () and not ring.counts(ring.keys[1], 3) and ring.counts(ring.keys[2], 4)


def test_a_witness_is_introduced_by_its_own_signature(say: Say) -> None:
    words = ("--name", WITNESS_NAME, "--witness-of", ORIGIN, "--json", "w.json")
    assert say("record", "key", "new", "w.key", *words)[0] == 0
    assert json.loads(Path("w.json").read_text())["kind"] == WITNESS_INTRODUCED
    record = begun()
    statement(record, "w.json")
    assert [witness.name for witness in keyring(record.opened).witnesses] == [WITNESS_NAME]


def test_verifying_needs_no_web_application(record: Record, bundle: str, tmp_path: Path) -> None:
    """The library alone, in a process of its own: nothing of Django, and nothing of the web application, is loaded."""
    script = (
        "import sys; from comity.cli import main; "
        f"code = main(['record', 'verify', {bundle!r}, '--trust', {record.key.fingerprint!r}]); "
        "loaded = {name.split('.')[0] for name in sys.modules} & {'django'}; "
        "web = [name for name in sys.modules if name.startswith('comity.web')]; "
        "sys.exit(code or 9 * bool(loaded or web))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_ceremony_of_the_page_can_be_held_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of docs/how-to/keys.md, one after the other in one folder."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / "keys.md").read_text(encoding="utf-8")
    typed = re.findall(r"^\$ (.+)$", page, re.MULTILINE)
    assert len(typed) > 10
    command = tmp_path / "comity"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m comity "$@"\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for line in typed:
        done = subprocess.run(
            ["sh", "-c", line], cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        assert done.returncode == 0, (line, done.stderr)
    record = Record()
    for name in ("introduced", "rotated", "lost-2", "witness"):
        statement(record, str(tmp_path / f"{name}.json"))
    ring = keyring(record.opened)
    assert ring.faults == ()
    assert [tenure.ended for tenure in ring.tenures] == ["replaced", "replaced", ""]
    record.acts(1200)
    statement(record, str(tmp_path / "revoked.json"))
    assert keyring(record.opened).tenures[1].ended == "revoked"


def test_the_sample_is_sound_against_the_sample_of_a_checkpoint(say: Say) -> None:
    for name in ("bundle", "checkpoint"):
        Path(name).write_text(say("sample", name)[1], encoding="utf-8")
    code, out, err = say("record", "verify", "bundle", "--against", "checkpoint")
    assert (code, err) == (0, "")
    text = " ".join(out.split())
    assert "record.example/sample, 7 entries" in text and "Cosigned by witness.example/sample" in text
    for counted in ("of 5 entries is shown", "1 is kept and not shown", "1 was erased, and an entry says why"):
        assert counted in text
