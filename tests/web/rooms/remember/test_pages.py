"""The record as its readers meet it: found, read, checked, and in places erased."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from comity.flow.remember.merkle import verify_inclusion
from comity.flow.remember.notes import note_of
from comity.terms.record import Entry
from comity.web.spine import search
from comity.web.spine.acting import THE_SYSTEM, Acting
from comity.web.spine.acts import checkpoints
from comity.web.spine.acts.record import Act, append
from comity.web.spine.visibility import Audience

pytestmark = pytest.mark.django_db


def _enter(word: str, *, kind: str = "trial.said", body: str = "g20", audience: Audience | None = None) -> Entry:
    with transaction.atomic():
        made = append(Act(THE_SYSTEM, kind, "matter:1", {"text": word}, body, audience or Audience()))
    search.catch_up()
    return made


def _found(client: Client, query: dict[str, str], language: str = "en") -> list[int]:
    page = client.get(f"/{language}/record/", query)
    assert page.status_code == 200
    return _seqs(page.content.decode())


def _seqs(page: str) -> list[int]:
    marks = page.split("/record/")[1:]
    found = [part.split("/", 1)[0] for part in marks]
    return list(dict.fromkeys(int(one) for one in found if one.isdecimal()))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("全球治理体系的改革", "治理"),
        ("أمانة مجموعة العشرين", "امانة"),
        ("Справедливость и равенство", "справедл"),
        ("Élaborer des règles équitables", "regles elabo"),
        ("Reforma de la gobernanza", "GOBERNANZA"),
        ("Nothing is agreed until everything is agreed", "agreed unt"),
    ],
)
def test_words_find_what_was_written_in_each_language(client: Client, written: str, typed: str) -> None:
    other, wanted = _enter("something else altogether"), _enter(written)
    assert _found(client, {"q": typed}) == [wanted.seq]
    assert other.seq not in _found(client, {"q": typed}, "ar")


def test_the_newest_comes_first_and_older_ones_a_page_behind(client: Client) -> None:
    made = [_enter(f"word {place}").seq for place in range(53)]
    page = client.get("/en/record/").content.decode()
    assert _seqs(page)[:50] == made[::-1][:50]
    older = client.get("/en/record/", {"before": str(made[3])}).content.decode()
    assert _seqs(older) == made[2::-1]


def test_kind_body_and_days_narrow_a_search(client: Client) -> None:
    in_g20, in_au = _enter("same", kind="charter.tried"), _enter("same", body="au")
    assert _found(client, {"q": "same", "body": "au"}) == [in_au.seq]
    assert _found(client, {"kind": "charter"}) == [in_g20.seq]
    assert set(_found(client, {"since": "2000-01-01"})) == {in_g20.seq, in_au.seq}
    assert _found(client, {"until": "2000-01-01"}) == []


def test_days_the_wrong_way_round_are_said_beside_the_field(client: Client) -> None:
    page = client.get("/en/record/", {"since": "2026-02-01", "until": "2026-01-01", "q": "kept"}).content.decode()
    assert "The last day lies before the first." in page
    assert 'value="kept"' in page


def test_hostile_words_are_only_words(client: Client) -> None:
    _enter("harmless")
    for typed in (
        '" OR 1=1',
        "* NEAR(",
        "'; DROP TABLE spine_entry; --",
        "\x00",
        "(" * 500,
        "<script>alert(1)</script>",
    ):
        page = client.get("/en/record/", {"q": typed})
        assert page.status_code == 200
        assert b"<script>alert" not in page.content


def test_what_is_confidential_is_neither_found_nor_shown(client: Client) -> None:
    made = _enter("unspeakable", audience=Audience("delegation", party="fra"))
    assert _found(client, {"q": "unspeakable"}) == []
    page = client.get(f"/en/record/{made.seq}/").content.decode()
    assert "unspeakable" not in page
    assert "What this entry says is not shown here" in page
    machine = client.get(f"/en/record/{made.seq}.json").json()
    assert machine["payload"] is None and machine["salt"] is None


def test_an_entry_can_be_checked_with_nothing_but_its_json(client: Client) -> None:
    made = [_enter(f"word {place}") for place in range(5)]
    checkpoints.sign()
    found = client.get(f"/en/record/{made[2].seq}.json").json()
    proof = found["proof"]
    note = note_of(proof["checkpoint"])
    path = [bytes.fromhex(step) for step in proof["path"]]
    assert json.loads(found["entry"])["seq"] == made[2].seq
    assert note.checkpoint.root.hex() == proof["root"]
    assert verify_inclusion(bytes.fromhex(proof["leaf"]), made[2].seq, proof["size"], path, note.checkpoint.root)


def test_the_page_of_an_entry_shows_its_proof_once_it_is_signed(client: Client) -> None:
    made = _enter("word")
    assert "No signed checkpoint covers this entry yet" in client.get(f"/en/record/{made.seq}/").content.decode()
    checkpoints.sign()
    assert "lead" in client.get(f"/en/record/{made.seq}/").content.decode()


def test_the_bundle_taken_from_the_site_verifies_without_it(client: Client, tmp_path: Path) -> None:
    for place in range(300):
        _enter(f"word {place}", audience=Audience("body") if place % 7 == 0 else Audience())
    signed = checkpoints.sign()
    key = checkpoints.signing_key().fingerprint
    answer = client.get("/en/record/bundle/")
    bundle = tmp_path / "record.jsonl"
    bundle.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    ask = [sys.executable, "-m", "comity", "record", "verify", str(bundle), "--trust", key]
    sound = subprocess.run(ask, capture_output=True, text=True, env={"PATH": "/usr/bin"}, check=False)
    assert sound.returncode == 0, sound.stderr
    assert f"{signed.size}" in sound.stdout.replace(",", "")
    changed = bundle.read_bytes().replace(b"word 10", b"word 1O", 1)
    bundle.write_bytes(changed)
    tampered = subprocess.run(ask, capture_output=True, text=True, env={"PATH": "/usr/bin"}, check=False)
    assert tampered.returncode == 1


def test_no_page_asks_the_database_more_the_longer_the_record_is(
    client: Client, django_assert_max_num_queries: object
) -> None:
    for place in range(120):
        with transaction.atomic():
            append(Act(Acting("a" * 32, "delegation", "fra"), "trial.said", f"matter:{place}", {"party": "fra"}, "g20"))
    search.catch_up()
    checkpoints.sign()
    for address in ("/en/record/", "/en/record/?q=fra", "/en/record/60/", "/en/record/checkpoint/"):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(address).status_code == 200


def test_there_is_nothing_at_an_entry_that_is_not_there(client: Client) -> None:
    assert client.get("/en/record/7/").status_code == 404
    assert client.get("/en/record/99999999999999999999999/").status_code == 404
    assert client.get("/record/tile/0/99").status_code == 404
