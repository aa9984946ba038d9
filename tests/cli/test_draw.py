"""A draw held with files alone: each delegation on its own machine, the secretariat copying lines into the record."""

import json
import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.flow.remember.bundle import entry_line
from comity.flow.remember.draws.asked import Stratified
from comity.flow.remember.draws.payloads import ANNOUNCED, ROOT_FIXED, Announced, RootFixed
from comity.flow.remember.entries import commit
from comity.terms.record import Entry, Opened
from tests.cli.conftest import Say
from tests.flow.remember.draws.drawing import G21, root_over

SALT = bytes(range(32))
NAMES = ("bra", "fra", "ind")


def minutes(count: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=count)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass
class Secretariat:
    """Keeps the record in a file; `minute` is how far its clock is ahead."""

    say: Say
    folder: Path
    minute: float = 0

    def __post_init__(self) -> None:
        self.entries: list[Opened] = []
        self.file = self.folder / "record.jsonl"

    def enter(self, kind: str, payload: dict[str, Any], subject: str = "draw:panel-1") -> None:
        seq = len(self.entries)
        entry = Entry(
            seq, minutes(self.minute), "person-1", "secretariat", "", "g20", kind, subject, commit(payload, SALT)
        )
        self.entries.append(Opened(entry, payload, SALT.hex()))
        self.save()

    def save(self, start: int = 0) -> None:
        self.file.write_bytes(b"".join(entry_line(opened) for opened in self.entries[start:]))

    def receive(self, out: str) -> None:
        line = json.loads(out)
        self.enter(line["kind"], line["payload"])

    def fix_root(self) -> None:
        over = root_over(self.entries)
        self.enter(ROOT_FIXED, RootFixed("panel-1", len(self.entries), over).to_payload())


@pytest.fixture
def secretariat(say: Say, tmp_path: Path) -> Secretariat:
    """A record in which a draw of three is announced, with the keys that they made."""
    keys = {}
    for name in NAMES:
        code, out, err = say("draw", "key", f"{name}.key")
        assert (code, err) == (0, "")
        keys[name] = bytes.fromhex(out.split("\n")[0].rpartition(" ")[2])
    made = Secretariat(say, tmp_path)
    made.enter("body.opened", {"name": "panel"}, "body:g20")
    asked = Stratified({"region-0": 1, "region-1": 1})
    deadlines = (minutes(60), minutes(120), minutes(180))
    made.enter(ANNOUNCED, Announced("panel-1", "the panel", G21, asked, keys, 2, *deadlines).to_payload())
    return made


def sealed(secretariat: Secretariat, *names: str) -> None:
    for name in names:
        code, out, err = secretariat.say(
            "draw", "commit", "record.jsonl", "--name", name, "--secret", f"{name}.key", "--nonce", f"{name}.nonce"
        )
        assert code == 0 and f"{name}.nonce" in err
        secretariat.receive(out)


def test_a_draw_from_the_first_key_to_the_check(secretariat: Secretariat, say: Say) -> None:
    sealed(secretariat, *NAMES)
    assert "it has not ended" in say("draw", "check", "record.jsonl")[1]
    secretariat.fix_root()
    for name in ("bra", "ind"):
        code, out, err = say("draw", "reveal", "record.jsonl", "--nonce", f"{name}.nonce")
        assert (code, err) == (0, "")
        secretariat.receive(out)
    code, out, err = say("draw", "run", "record.jsonl")
    assert code == 2 and "fra" in err and "neither opened nor rebuilt" in err
    secretariat.minute = 121
    for name in ("bra", "ind"):
        code, out, err = say("draw", "shares", "record.jsonl", "--name", name, "--secret", f"{name}.key")
        assert (code, err) == (0, "")
        secretariat.receive(out)
    code, out, err = say("draw", "run", "record.jsonl", "--out", "result.json")
    assert (code, out, err) == (0, "", "")
    result = (secretariat.folder / "result.json").read_text()
    secretariat.receive(result)
    drawn = json.loads(result)["payload"]["drawn"]
    assert {stratum: len(names) for stratum, names in drawn.items()} == {"region-0": 1, "region-1": 1}
    code, out, err = say("draw", "check", "record.jsonl")
    assert (code, err) == (0, "")
    first, second, third = out.splitlines()
    assert first == "Draw panel-1: everything follows from what was committed."
    assert second == "The root it rests on is the record’s own."
    assert json.loads(third) == drawn


def test_an_excerpt_of_the_record_says_what_it_cannot_show(secretariat: Secretariat, say: Say) -> None:
    sealed(secretariat, *NAMES)
    secretariat.fix_root()
    secretariat.save(start=1)
    code, out, _ = say("draw", "check", "record.jsonl")
    assert code == 0 and "check the whole bundle" in out


def test_a_root_that_is_not_the_records_is_found(secretariat: Secretariat, say: Say) -> None:
    sealed(secretariat, *NAMES)
    size = len(secretariat.entries)
    secretariat.enter(ROOT_FIXED, RootFixed("panel-1", size, b"x" * 32).to_payload())
    code, out, _ = say("draw", "check", "record.jsonl")
    assert code == 1 and f"Entry {size}: The draw rests on a root of the record that is not the record’s" in out


def test_an_entry_that_does_not_follow_is_named(secretariat: Secretariat, say: Say) -> None:
    secretariat.enter("draw.revealed", {"draw": "panel-1", "participant": "bra", "nonce": "00" * 32})
    code, out, _ = say("draw", "check", "record.jsonl", "--language", "fr")
    assert code == 1
    assert out.splitlines()[0] == "Tirage panel-1\xa0: tout ne concorde pas."
    assert "avant que la racine du registre soit fixée" in out


def test_a_nonce_is_not_shown_before_the_root_is_fixed(secretariat: Secretariat, say: Say) -> None:
    sealed(secretariat, *NAMES)
    code, out, err = say("draw", "reveal", "record.jsonl", "--nonce", "bra.nonce")
    assert (code, out) == (2, "") and "not fixed yet" in err


def test_a_secret_is_for_its_owner_and_never_overwritten(secretariat: Secretariat, say: Say) -> None:
    sealed(secretariat, "bra")
    for name in ("bra.key", "bra.nonce"):
        path = secretariat.folder / name
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    before = (secretariat.folder / "bra.key").read_bytes()
    code, out, err = say("draw", "key", "bra.key")
    assert (code, out) == (2, "") and "never overwritten" in err
    assert (secretariat.folder / "bra.key").read_bytes() == before


def test_nobody_seals_twice_or_with_another_key_or_too_late(secretariat: Secretariat, say: Say) -> None:
    words = ("draw", "commit", "record.jsonl", "--nonce", "new.nonce", "--secret")
    code, _, err = say(*words, "fra.key", "--name", "bra")
    assert code == 2 and "does not open the key that was announced for bra" in err
    sealed(secretariat, *NAMES)
    code, _, err = say(*words, "bra.key", "--name", "bra")
    assert code == 2 and "bra handed in a sealed number before" in err
    secretariat.fix_root()
    code, _, err = say(*words, "bra.key", "--name", "bra")
    assert code == 2 and "too late" in err
    assert not (secretariat.folder / "new.nonce").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["draw"], "expected key, commit, reveal, shares, run, check"),
        (["draw", "commit", "record.jsonl"], "expected --name NAME"),
        (["draw", "reveal", "record.jsonl"], "expected --nonce FILE"),
        (["draw", "shares", "record.jsonl", "--name", "bra"], "expected --secret FILE"),
        (["draw", "check", "absent.jsonl"], "absent.jsonl could not be read"),
        (["draw", "check", "bra.key"], "bra.key, line 1"),
        (["draw", "check", "record.jsonl", "--draw", "panel-2"], "no draw panel-2; expected one of panel-1"),
        (["draw", "shares", "record.jsonl", "--name", "bra", "--secret", "record.jsonl"], "made with comity draw key"),
        (["draw", "reveal", "record.jsonl", "--nonce", "bra.key"], "made with comity draw commit"),
        (["draw", "reveal", "record.jsonl", "--nonce", "absent"], "absent could not be read"),
        (["draw", "shares", "record.jsonl", "--name", "bra", "--secret", "bra.key"], "not fixed yet"),
        (["draw", "run", "record.jsonl"], "not fixed yet"),
    ],
)
def test_bad_use_ends_with_two_and_one_line(secretariat: Secretariat, say: Say, words: list[str], said: str) -> None:
    code, out, err = say(*words)
    assert (code, out) == (2, "") and said in err and err.count("\n") == 1


def test_a_file_without_a_draw_and_one_with_two(secretariat: Secretariat, say: Say) -> None:
    announced = dict(secretariat.entries[1].payload or {})
    secretariat.enter(ANNOUNCED, {**announced, "draw": "panel-2"}, "draw:panel-2")
    code, _, err = say("draw", "check", "record.jsonl")
    assert code == 2 and "panel-1, panel-2" in err
    assert say("draw", "check", "record.jsonl", "--draw", "panel-2")[0] == 0
    secretariat.entries = secretariat.entries[:1]
    secretariat.save()
    code, _, err = say("draw", "check", "record.jsonl")
    assert code == 2 and "no entries of a draw" in err
