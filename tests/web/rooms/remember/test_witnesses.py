"""Witnesses: introduced by their own signature, cosigning what they checked, shown to everybody."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from comity.flow.remember.canonical import encode
from comity.flow.remember.keys import WITNESS_INTRODUCED, witness_introduction
from comity.flow.remember.notes import cosign
from comity.flow.remember.signing import SigningKey
from comity.web.people.models import Person
from comity.web.spine.acting import THE_SYSTEM
from comity.web.spine.acts import checkpoints
from comity.web.spine.acts.record import Act, append
from comity.web.spine.queries import record
from tests.web.people.conftest import sign_in

pytestmark = pytest.mark.django_db
SERVICE = "/api/record/checkpoint/cosignatures"


def _enter(word: str) -> None:
    with transaction.atomic():
        append(Act(THE_SYSTEM, "trial.said", "matter:1", {"text": word}))


def _operator() -> Client:
    person = Person.objects.create_user("operator@example.org", is_operator=True)
    return sign_in(Client(), person, operator=True)


def _statement(witness: SigningKey, origin: str) -> str:
    payload = witness_introduction(witness, origin)
    return encode({"kind": WITNESS_INTRODUCED, "payload": payload}).decode()


def _admitted(name: str = "witness.example/north") -> SigningKey:
    witness = SigningKey.generate(name)
    checkpoints.admit_witness(THE_SYSTEM, witness_introduction(witness, checkpoints.signing_key().name))
    return witness


def _comity(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "comity", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, env={"PATH": "/usr/bin"}, check=False)


def test_a_witness_from_its_key_to_a_bundle_that_carries_its_word(client: Client, tmp_path: Path) -> None:
    checkpoints.sign()
    origin, trusted = checkpoints.signing_key().name, checkpoints.signing_key().fingerprint
    key, told = tmp_path / "witness.key", tmp_path / "witness.json"
    name = "witness.example/north"
    assert _comity("record", "key", "new", key, "--name", name, "--witness-of", origin, "--json", told).returncode == 0

    operator, there = _operator(), "/en/record/witnesses/admit/"
    preview = operator.post(there, {"statement": "", "file": SimpleUploadedFile(told.name, told.read_bytes())})
    assert preview.status_code == 200 and b"A witness was admitted" in preview.content
    size = record.size()
    done = operator.post(there, {"statement": told.read_text(), "confirm": "1", "token": "once"})
    again = operator.post(there, {"statement": told.read_text(), "confirm": "1", "token": "once"})
    assert done.status_code == again.status_code == 302 and record.size() == size + 1
    assert "Has not cosigned yet" in client.get("/en/record/witnesses/").content.decode()

    signed = checkpoints.sign()
    bundle = tmp_path / "record.jsonl"
    bundle.write_bytes(b"".join(client.get("/en/record/bundle/").streaming_content))  # type: ignore[attr-defined]
    seen = _comity("record", "witness", bundle, "--key", key, "--state", tmp_path / "seen", "--trust", trusted)
    assert seen.returncode == 0, seen.stderr
    (line,) = [one for one in seen.stdout.splitlines() if one.startswith(f"— {name} ")]
    answer = client.post(SERVICE, {"size": signed.size, "line": line}, content_type="application/json")
    assert answer.status_code == 201 and [one["witness"] for one in answer.json()["cosignatures"]] == [name]
    assert client.post(SERVICE, {"size": signed.size, "line": line}, content_type="application/json").status_code == 201

    bundle.write_bytes(b"".join(client.get("/en/record/bundle/").streaming_content))  # type: ignore[attr-defined]
    sound = _comity("record", "verify", bundle, "--trust", trusted)
    assert sound.returncode == 0 and f"Cosigned by {name}" in sound.stdout
    page = client.get("/en/record/witnesses/").content.decode()
    assert name in page and "Has not cosigned yet" not in page

    _enter("later")
    later = checkpoints.sign()
    note, proof = tmp_path / "note.txt", tmp_path / "proof.txt"
    note.write_bytes(client.get("/record/checkpoint").content)
    proof.write_bytes(client.get(f"/record/consistency/{signed.size}/{later.size}").content)
    grown = _comity("record", "witness", note, "--proof", proof, "--key", key, "--state", tmp_path / "seen")
    assert grown.returncode == 0, grown.stdout + grown.stderr


def test_only_the_word_of_a_known_witness_on_this_checkpoint_is_taken(client: Client) -> None:
    signed = checkpoints.sign()
    witness, stranger = _admitted(), SigningKey.generate("witness.example/south")
    newer = checkpoints.sign()

    def sent(line: str, size: int) -> tuple[int, str]:
        answer = client.post(SERVICE, {"size": size, "line": line}, content_type="application/json")
        return answer.status_code, answer.json().get("code", "")

    good = cosign(newer.note, witness, 1_764_000_000)
    assert sent(cosign(newer.note, stranger, 1_764_000_000), newer.size) == (403, "record.witness_unknown")
    assert sent(good, signed.size) == (422, "record.wrong_signature")
    assert sent(good, newer.size + 5) == (404, "record.no_checkpoint")
    assert sent("— nobody", newer.size) == (422, "record.bad_note")
    assert sent(good + good, newer.size) == (422, "record.bad_note")
    false = SigningKey.generate(witness.name)
    assert sent(cosign(newer.note, false, 1_764_000_000), newer.size) == (422, "record.unknown_signature")
    assert sent(good, newer.size) == (201, "")


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("", "Paste a statement or choose a file."),
        ("hello", "This is not a statement that the command comity wrote."),
        ('{"kind":"key.revoked","payload":{}}', "The statement is a key.revoked; expected here: witness.introduced."),
        ('{"kind":"witness.introduced","payload":{"key":1.5}}', "This is not a statement"),
    ],
)
def test_what_is_no_introduction_is_said_beside_the_field_and_kept(statement: str, sentence: str) -> None:
    checkpoints.sign()
    size = record.size()
    page = _operator().post("/en/record/witnesses/admit/", {"statement": statement})
    assert page.status_code == 422 and sentence in page.content.decode()
    assert record.size() == size


def test_an_introduction_for_another_record_or_with_another_signature_is_refused() -> None:
    checkpoints.sign()
    witness, operator, size = SigningKey.generate("witness.example/north"), _operator(), record.size()
    other = _statement(witness, "record.example/elsewhere")
    assert operator.post("/en/record/witnesses/admit/", {"statement": other}).status_code == 422
    origin = checkpoints.signing_key().name
    forged = _statement(witness, origin).replace(origin, origin[:-1] + "x", 1)
    assert operator.post("/en/record/witnesses/admit/", {"statement": forged}).status_code == 422
    assert record.size() == size


def test_the_same_witness_is_let_in_once() -> None:
    checkpoints.sign()
    witness = _admitted()
    page = _operator().post(
        "/en/record/witnesses/admit/", {"statement": _statement(witness, checkpoints.signing_key().name)}
    )
    assert page.status_code == 422 and "is a witness already" in page.content.decode()


def test_the_page_costs_as_little_with_many_checkpoints(client: Client, django_assert_max_num_queries: object) -> None:
    checkpoints.sign()
    witness = _admitted()
    for place in range(40):
        _enter(f"word {place}")
        signed = checkpoints.sign()
        checkpoints.cosigned(cosign(signed.note, witness, 1_764_000_000 + place), signed.size)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert client.get("/en/record/witnesses/").status_code == 200
