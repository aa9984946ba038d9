"""The record of an installation from the command line: taken away, and its keys rotated, revoked and replaced."""

import json
from pathlib import Path

import pytest

from tests.cli.installations import Installation

SIGN = "from comity.web.spine.acts import checkpoints\nprint(checkpoints.sign().size)"
ENTER = """
from django.db import transaction
from comity.web.spine.acting import THE_SYSTEM
from comity.web.spine.acts.record import Act, append
from comity.web.spine.visibility import Audience
with transaction.atomic():
    append(Act(THE_SYSTEM, "trial.said", "matter:1", {"text": "public words"}, "g20"))
    append(Act(THE_SYSTEM, "trial.said", "matter:1", {"text": "closed words"}, "g20", Audience("body")))
"""


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(tmp_path / "home")
    made.prepare()
    made.python(ENTER)
    return made


def _fingerprint(installation: Installation) -> str:
    program = "from comity.web.spine.acts import checkpoints\nprint(checkpoints.signing_key().fingerprint)"
    return installation.python(program).strip()


def _origin(installation: Installation) -> str:
    return installation.python("from django.conf import settings\nprint(settings.COMITY_RECORD)").strip()


def test_what_is_taken_away_is_up_to_date_and_never_replaces_by_chance(installation: Installation) -> None:
    bundle = installation.home.parent / "bundle.jsonl"
    done = installation.run("record", "export", bundle)
    assert done.returncode == 0, done.stderr
    public = bundle.read_text()
    assert "public words" in public and "closed words" not in public
    fingerprint = _fingerprint(installation)
    assert fingerprint in done.stdout
    assert installation.run("record", "verify", bundle, "--trust", fingerprint).returncode == 0
    again = installation.run("record", "export", bundle)
    assert again.returncode == 2 and "is there already" in again.stderr and bundle.read_text() == public
    assert installation.run("record", "export", bundle, "--replace").returncode == 0


def test_taking_what_is_confidential_stands_in_the_record(installation: Installation) -> None:
    bundle = installation.home.parent / "all.jsonl"
    done = installation.run("record", "export", bundle, "--whole")
    assert done.returncode == 0, done.stderr
    lines = bundle.read_text().splitlines()
    assert any("closed words" in line for line in lines)
    assert sum('"kind":"record.exported"' in line for line in lines) == 1
    assert installation.run("record", "verify", bundle, "--trust", _fingerprint(installation)).returncode == 0


def test_a_key_is_rotated_and_whoever_trusts_the_old_one_goes_on_trusting(installation: Installation) -> None:
    folder = installation.home.parent
    installation.python(SIGN)
    old = _fingerprint(installation)
    assert installation.run("record", "export", folder / "before.jsonl").returncode == 0
    next_key = folder / "next.key"
    assert installation.run("record", "key", "new", next_key, "--name", _origin(installation)).returncode == 0
    turned = installation.run("record", "key", "rotate", next_key, "--home", installation.home)
    assert turned.returncode == 0, turned.stderr
    new = _fingerprint(installation)
    assert new != old and new in turned.stdout
    assert installation.run("record", "export", folder / "after.jsonl").returncode == 0
    for trusted in (old, new):
        assert installation.run("record", "verify", folder / "after.jsonl", "--trust", trusted).returncode == 0
    note = next(
        json.loads(one) for one in (folder / "before.jsonl").read_text().splitlines() if "checkpoint" in one[:14]
    )
    (folder / "held.txt").write_text(note["checkpoint"])
    held = installation.run(
        "record", "verify", folder / "after.jsonl", "--trust", old, "--against", folder / "held.txt"
    )
    assert held.returncode == 0, held.stdout
    # Cut off between the entry and the file, or done twice: the same command ends well.
    assert installation.run("record", "key", "rotate", next_key, "--home", installation.home).returncode == 0


def test_a_key_of_another_name_takes_no_place_and_nothing_is_entered(installation: Installation) -> None:
    folder = installation.home.parent
    size = installation.python(SIGN)
    assert installation.run("record", "key", "new", folder / "other.key", "--name", "elsewhere").returncode == 0
    turned = installation.run("record", "key", "rotate", folder / "other.key", "--home", installation.home)
    assert turned.returncode == 2 and turned.stderr
    assert installation.python(SIGN) == size


def test_after_a_revocation_the_key_signs_nothing_until_officers_put_another_in_its_place(tmp_path: Path) -> None:
    installation, folder = Installation(tmp_path / "home"), tmp_path
    installation.prepare()
    origin = _origin(installation)
    for name in ("head", "chair", "clerk"):
        assert (
            installation.run("record", "key", "new", f"{name}.key", "--name", f"officer.example/{name}").returncode == 0
        )
    officers = [word for name in ("head", "chair", "clerk") for word in ("--officer", f"{name}.key.pub")]
    made = (
        "record",
        "key",
        "new",
        "first.key",
        "--name",
        origin,
        *officers,
        "--threshold",
        "2",
        "--json",
        "first.json",
    )
    assert installation.run(*made).returncode == 0
    begun = installation.run("record", "key", "enter", "first.json", "--key", "first.key")
    assert begun.returncode == 0, begun.stderr
    installation.python(ENTER)
    last, lost = installation.python(SIGN).strip(), _fingerprint(installation)

    why = ("--reason", "The machine was out of our hands for a night.")
    revoked = installation.run("record", "key", "revoke", lost, "--last", last, *why, "--home", installation.home)
    assert revoked.returncode == 0, revoked.stderr
    refused = installation.run("record", "export", "thief.jsonl")
    assert refused.returncode == 2 and "is not the one that signs the record today" in refused.stderr

    assert installation.run("record", "key", "new", "found.key", "--name", origin).returncode == 0
    assert installation.run("record", "key", "rotate", "found.key", "--lost", lost, "--json", "0.json").returncode == 0
    early = installation.run("record", "key", "enter", "0.json", "--key", "found.key")
    assert early.returncode == 2, "no officer has signed yet"
    for place, name in enumerate(("head", "clerk")):
        signed = ("record", "key", "sign", f"{place}.json", "--key", f"{name}.key", "--json", f"{place + 1}.json")
        assert installation.run(*signed).returncode == 0
    found = installation.run("record", "key", "enter", "2.json", "--key", "found.key")
    assert found.returncode == 0, found.stderr
    assert installation.run("record", "export", "after.jsonl").returncode == 0
    sound = installation.run("record", "verify", "after.jsonl", "--trust", lost)
    assert sound.returncode == 0, sound.stdout
    assert (folder / "after.jsonl").exists()
