"""Erasing what an entry says leaves the entry, the proofs and the reason."""

import pytest
from django.db import transaction

from comity.flow.remember.merkle import verify_inclusion
from comity.terms.errors import ComityError
from comity.web.rooms.remember import acts
from comity.web.spine import search
from comity.web.spine.acting import THE_PUBLIC, Acting
from comity.web.spine.acts import checkpoints
from comity.web.spine.acts.record import Act, append
from comity.web.spine.models import Entry
from comity.web.spine.queries import record

pytestmark = pytest.mark.django_db
OFFICER = Acting("0f" * 16, "secretariat", body="g20")


def test_the_content_goes_and_the_proof_stays() -> None:
    with transaction.atomic():
        made = append(Act(OFFICER, "trial.said", "matter:1", {"text": "an address that nobody may keep"}, "g20"))
    search.catch_up()
    before = checkpoints.sign()
    told = acts.redact(OFFICER, made, "It held personal data of a third person.")
    found = record.one(made.seq, THE_PUBLIC)
    assert found is not None and found.entry == made and found.payload is None and found.salt is None
    assert not Entry.objects.filter(search.matching("nobody may keep")).exists()
    proof = record.proof(made.seq, before.size)
    assert proof is not None
    assert verify_inclusion(proof.leaf, made.seq, before.size, proof.path, bytes(before.root))
    reason = record.one(told.seq, THE_PUBLIC)
    assert reason is not None and reason.entry.kind == "record.redacted"
    assert reason.payload == {"seq": made.seq, "reason": "It held personal data of a third person."}


def test_it_can_be_done_once() -> None:
    with transaction.atomic():
        made = append(Act(OFFICER, "trial.said", "matter:1", {"text": "word"}, "g20"))
    acts.redact(OFFICER, made, "A good reason.")
    size = record.size()
    with pytest.raises(ComityError, match=r"record\.redacted_already"):
        acts.redact(OFFICER, made, "A good reason.")
    assert record.size() == size


def test_keys_and_redactions_themselves_stay() -> None:
    checkpoints.sign()
    key = record.one(0, THE_PUBLIC)
    assert key is not None and key.entry.kind == "key.introduced"
    with pytest.raises(ComityError, match=r"record\.lasting"):
        acts.redact(OFFICER, key.entry, "A good reason.")
