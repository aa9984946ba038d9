"""The record is written with the act, goes on in order, is provable at every size, and cannot be changed."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.flow.remember.entries import commit, encoded, leaf
from comity.flow.remember.merkle import Frontier, verify_inclusion
from comity.web.spine.acting import THE_PUBLIC, THE_SYSTEM, Acting, Viewer
from comity.web.spine.acts.record import Act, append, append_all
from comity.web.spine.models import Entry, Payload, Tile
from comity.web.spine.queries import record
from comity.web.spine.visibility import Audience

pytestmark = pytest.mark.django_db
DELEGATE = Acting("5f" * 16, "delegation", "fra")


def _acts(n: int) -> list[Act]:
    return [Act(DELEGATE, "trial.made", f"matter:{place}", {"place": place}, "g20") for place in range(n)]


def test_an_entry_is_what_was_done_and_opens_its_commitment() -> None:
    with transaction.atomic():
        made = append(Act(DELEGATE, "trial.made", "matter:1", {"word": "治理"}, "g20"))
    opened = record.one(made.seq, THE_PUBLIC)
    assert opened is not None and opened.entry == made
    assert (made.seq, made.actor, made.capacity, made.party, made.body) == (0, "5f" * 16, "delegation", "fra", "g20")
    assert opened.payload == {"word": "治理"}
    assert commit({"word": "治理"}, bytes.fromhex(str(opened.salt))) == made.commitment
    row = Entry.objects.get(seq=made.seq)
    assert bytes(row.leaf) == hashlib.sha256(b"\0" + encoded(made)).digest()


def test_without_the_act_there_is_no_entry() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        append_all(_acts(3))
        raise ZeroDivisionError
    assert record.size() == 0
    assert not Entry.objects.exists()


def test_times_never_go_back() -> None:
    with transaction.atomic():
        made = [append(act) for act in _acts(20)]
    assert [one.time for one in made] == sorted(one.time for one in made)
    assert [one.seq for one in made] == list(range(20))


@settings(max_examples=12)
@given(st.lists(st.integers(min_value=1, max_value=300), min_size=1, max_size=6))
def test_in_whatever_portions_it_was_written_the_root_is_the_same(portions: list[int]) -> None:
    with transaction.atomic():
        frontier, start = Frontier(), record.size()
        for row in Entry.objects.filter(seq__lt=start).order_by("seq"):
            frontier.add(bytes(row.leaf))
        for portion in portions:
            for one in append_all(_acts(portion)):
                frontier.add(leaf(one))
        size = start + sum(portions)
        assert record.root_at(size) == frontier.root()


def test_a_deep_tree_is_provable_from_its_tiles() -> None:
    with transaction.atomic():
        append_all(_acts(66_000))
    assert Tile.objects.filter(level=1).count() == 1
    for seq in (0, 255, 256, 65_535, 65_536, 65_999):
        for size in (66_000, seq + 1):
            proof = record.proof(seq, size)
            assert proof is not None
            assert verify_inclusion(proof.leaf, seq, size, proof.path, record.root_at(size))
    assert record.proof(66_000, 66_000) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE spine_entry SET kind = 'other' WHERE seq = 0",
        "DELETE FROM spine_entry WHERE seq = 0",
        "DELETE FROM spine_payload WHERE entry_id = 0",
        "UPDATE spine_payload SET document = '{}' WHERE entry_id = 0",
        "UPDATE spine_payload SET level = 'group' WHERE entry_id = 0",
        "UPDATE spine_payload SET document = NULL, salt = NULL, party = 'fra' WHERE entry_id = 0",
        "UPDATE spine_tile SET hashes = hashes",
        "DELETE FROM spine_tile",
    ],
)
def test_the_database_itself_refuses_to_change_it(statement: str) -> None:
    with transaction.atomic():
        append_all(_acts(256))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_payload_can_be_erased_and_the_entry_stays() -> None:
    with transaction.atomic():
        made = append(_acts(1)[0])
    Payload.objects.filter(entry=made.seq).update(document=None, salt=None)
    opened = record.one(made.seq, THE_PUBLIC)
    assert opened is not None and opened.entry == made and opened.payload is None


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        (Audience(), {"public", "member", "delegate", "friend"}),
        (Audience("body"), {"member"}),
        (Audience("delegation", party="fra"), {"delegate"}),
        (Audience("group", group=7), {"friend"}),
    ],
)
def test_a_payload_is_seen_by_its_audience_and_nobody_else(audience: Audience, seen_by: set[str]) -> None:
    viewers = {
        "public": THE_PUBLIC,
        "member": Viewer("a", bodies=frozenset({"g20"})),
        "delegate": Viewer("b", parties=frozenset({"fra"})),
        "friend": Viewer("c", groups=frozenset({7})),
        "other member": Viewer("d", bodies=frozenset({"g77"}), parties=frozenset({"deu"}), groups=frozenset({8})),
    }
    expected = seen_by | ({"other member"} if "public" in seen_by else set())
    with transaction.atomic():
        made = append(Act(THE_SYSTEM, "trial.made", "matter:1", {"word": "secret"}, "g20", audience))
    found = {name for name, viewer in viewers.items() if record.one(made.seq, viewer).payload is not None}  # type: ignore[union-attr]
    assert found == expected


def test_it_refuses_to_be_written_outside_a_transaction(transactional_db: None) -> None:
    with pytest.raises(RuntimeError):
        append(_acts(1)[0])
