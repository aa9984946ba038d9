"""The record as programs read it: found, proved, kept."""

import json

import pytest
from django.db import transaction
from django.test import Client

from comity.flow.remember.entries import commit, parsed
from comity.flow.remember.merkle import leaf_hash, root_of, verify_consistency, verify_inclusion
from comity.flow.remember.notes import note_of
from comity.web.spine.acting import THE_SYSTEM
from comity.web.spine.acts import checkpoints
from comity.web.spine.acts.record import Act, append_all
from comity.web.spine.queries import record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_an_entry_is_proved_by_what_is_answered_alone(client: Client) -> None:
    found = client.get("/api/record/entries", {"q": "harmless"}).json()["entries"]
    assert len(found) == 1
    one = client.get(f"/api/record/entries/{found[0]['seq']}").json()
    entry, proof = parsed(one["canonical"].encode()), one["proof"]
    assert commit(one["payload"], bytes.fromhex(one["salt"])) == entry.commitment == one["commitment"]
    assert leaf_hash(one["canonical"].encode()).hex() == proof["leaf"]
    root = note_of(proof["checkpoint"]).checkpoint.root
    path = [bytes.fromhex(step) for step in proof["path"]]
    assert verify_inclusion(bytes.fromhex(proof["leaf"]), entry.seq, proof["size"], path, root)


def test_what_is_confidential_is_neither_found_nor_told(client: Client) -> None:
    assert client.get("/api/record/entries", {"q": "unspeakable"}).json()["entries"] == []
    closed = client.get(f"/api/record/entries/{record.size() - 3}").json()
    assert closed["kind"] == "trial.said" and closed["payload"] is None and closed["salt"] is None
    assert closed["proof"]["path"]


def test_pages_of_entries_meet_without_a_gap(client: Client) -> None:
    found, before = [], None
    while True:
        asked = {"limit": 200} if before is None else {"limit": 200, "before": before}
        page = client.get("/api/record/entries", asked).json()
        found += [one["seq"] for one in page["entries"]]
        before = page["before"]
        if before is None:
            break
    assert found == list(range(record.size()))[::-1]


@pytest.mark.parametrize("first", [0, 1, 2, 255, 256, 257, 300, 511])
def test_growth_is_proved_between_any_two_sizes(client: Client, first: int) -> None:
    with transaction.atomic():
        append_all([Act(THE_SYSTEM, "trial.said", f"matter:{n}", {}) for n in range(520)])
    second = record.size()
    told = client.get("/api/record/consistency", {"first": first, "second": second}).json()
    proof = [bytes.fromhex(step) for step in told["proof"]]
    roots = (bytes.fromhex(told["first_root"]), bytes.fromhex(told["second_root"]))
    assert verify_consistency(first, second, *roots, proof)
    if first:
        assert not verify_consistency(first, second, bytes(32), roots[1], proof)


def test_sizes_that_the_record_never_had_are_refused(client: Client) -> None:
    for first, second in ((5, 4), (0, record.size() + 1)):
        answer = client.get("/api/record/consistency", {"first": first, "second": second})
        assert answer.status_code == 404
        assert answer.json()["code"] == "record.no_such_size"


def test_complete_tiles_may_be_kept_for_ever_and_others_not(client: Client) -> None:
    with transaction.atomic():
        append_all([Act(THE_SYSTEM, "trial.said", f"matter:{n}", {}) for n in range(300)])
    full, last = client.get("/api/record/tiles/0/0"), client.get(f"/api/record/tiles/0/{record.size() // 256}")
    assert full.json()["complete"] and "immutable" in full["Cache-Control"]
    assert "Cookie" not in full.get("Vary", "")
    assert not last.json()["complete"] and "immutable" not in last["Cache-Control"]
    size = record.size()
    tiles = [client.get(f"/api/record/tiles/0/{n}").json()["hashes"] for n in range(-(-size // 256))]
    hashes = [bytes.fromhex(one) for tile in tiles for one in tile]
    whole = [root_of(hashes[start : start + 256]) for start in range(0, size, 256)]
    assert root_of(whole) == record.root_at(size)
    assert client.get("/api/record/tiles/9/0").status_code == 404


def test_a_reader_who_has_it_already_is_told_so(client: Client) -> None:
    first = client.get("/api/record/entries/3")
    again = client.get("/api/record/entries/3", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304 and again.content == b""
    other = client.get("/api/record/entries/3?language=ar", headers={"if-none-match": first["ETag"]})
    assert other.status_code == 200
    head = client.head("/api/record/entries/3")
    assert head.status_code == 200 and head["ETag"] == first["ETag"] and head.content == b""


def test_the_checkpoint_and_its_keys(client: Client) -> None:
    told, keys = client.get("/api/record/checkpoint").json(), client.get("/api/record/keys").json()
    assert note_of(told["note"]).checkpoint.root.hex() == told["root"]
    assert told["size"] == record.size() and told["cosignatures"] == []
    assert keys["current"]["fingerprint"] == checkpoints.signing_key().fingerprint
    assert keys["origin"] == told["origin"] and keys["witnesses"] == []


def test_letters_of_all_languages_are_themselves(client: Client) -> None:
    raw = client.get("/api/parties/fra?language=ar").content.decode()
    assert "فرنسا" in raw
    assert json.loads(raw)["iso3"] == "FRA"
