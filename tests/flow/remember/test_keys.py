"""Which key could vouch for what, as the record tells it: one at a time, handed on by signature, or by officers."""

from itertools import combinations

import pytest

from comity.flow.remember.keys import (
    INTRODUCED,
    KINDS,
    MOST_OFFICERS,
    REVOKED,
    WITNESS_INTRODUCED,
    Keyring,
    Payload,
    Recovery,
    countersigned,
    introduction,
    keyring,
    revocation,
    witness_introduction,
)
from comity.flow.remember.notes import SigningKey
from comity.terms.errors import ComityError
from tests.flow.remember.records import ORIGIN, Record, begun

OFFICERS = [SigningKey.generate(f"officer.example/{number}") for number in range(3)]
WITNESS = SigningKey.generate("witness.example/north")


def signed(kind: str, payload: Payload, *keys: SigningKey) -> Payload:
    for key in keys:
        payload = countersigned(kind, payload, key)
    return payload


def faults(record: Record) -> list[tuple[int, str]]:
    return [(fault.seq, fault.code) for fault in keyring(record.opened).faults]


@pytest.fixture
def record() -> Record:
    return begun(officers=OFFICERS, threshold=2).acts(4)


def handed_on(record: Record, new: SigningKey) -> None:
    old = record.key
    record.add(INTRODUCED, signed(INTRODUCED, introduction(new, old.fingerprint), old))
    record.key = new


def test_the_first_key_vouches_from_the_start(record: Record) -> None:
    ring = keyring(record.opened)
    assert (ring.current, ring.faults) == (record.key.public, ())
    assert ring.recovery == Recovery(2, tuple(sorted((one.public for one in OFFICERS), key=str)))
    assert ring.counts(record.key.public, 0) and ring.counts(record.key.public, 10**9)
    assert not ring.counts(WITNESS.public, 5)


def test_only_entries_about_keys_are_looked_at(record: Record) -> None:
    assert keyring(record.opened) == keyring(one for one in record.opened if one.entry.kind in KINDS)
    assert keyring([]) == Keyring()
    assert Keyring().current is None


def test_a_key_hands_on_to_the_next(record: Record) -> None:
    old, new = record.key, SigningKey.generate(ORIGIN)
    handed_on(record, new)
    ring = keyring(record.opened)
    assert (ring.current, ring.faults) == (new.public, ())
    # The entry that introduces it is number 5: a checkpoint over it, of six entries, is the new key's.
    assert [ring.counts(old.public, size) for size in (5, 6)] == [True, False]
    assert [ring.counts(new.public, size) for size in (5, 6)] == [False, True]
    assert ring.follows(new.public, old.fingerprint) and ring.follows(new.public, new.fingerprint)
    assert not ring.follows(old.public, new.fingerprint)
    assert not ring.follows(new.public, WITNESS.fingerprint)


def test_a_key_comes_only_with_the_signatures_it_needs(record: Record) -> None:
    new, stranger = SigningKey.generate(ORIGIN), SigningKey.generate(ORIGIN)
    bare = introduction(new, record.key.fingerprint)
    for payload in (bare, signed(INTRODUCED, bare, stranger), signed(INTRODUCED, bare, OFFICERS[0])):
        tried = Record(record.key, list(record.opened))
        tried.add(INTRODUCED, payload)
        assert faults(tried) == [(5, "record.key_unsigned")]
        assert keyring(tried.opened).current == record.key.public


@pytest.mark.parametrize(
    "pair", list(combinations(OFFICERS, 2)), ids=lambda pair: "+".join(one.name[-1] for one in pair)
)
def test_any_two_officers_replace_a_lost_key(record: Record, pair: tuple[SigningKey, SigningKey]) -> None:
    new = SigningKey.generate(ORIGIN)
    record.add(INTRODUCED, signed(INTRODUCED, introduction(new, record.key.fingerprint), *pair))
    assert (keyring(record.opened).current, faults(record)) == (new.public, [])
    # Officers stay officers.
    handed_on(record.acts(1), SigningKey.generate(ORIGIN))
    assert faults(record) != []  # the lost key, found again, can hand on nothing
    assert keyring(record.opened).recovery.threshold == 2


def test_a_key_that_takes_the_place_of_another_than_the_last_is_out_of_turn(record: Record) -> None:
    first = record.key
    handed_on(record, SigningKey.generate(ORIGIN))
    late = SigningKey.generate(ORIGIN)
    record.add(INTRODUCED, signed(INTRODUCED, introduction(late, first.fingerprint), first, *OFFICERS))
    record.add(INTRODUCED, introduction(SigningKey.generate(ORIGIN)))
    named = SigningKey.generate("another.example")
    record.add(INTRODUCED, signed(INTRODUCED, introduction(named, record.key.fingerprint), record.key))
    assert [code for _, code in faults(record)] == ["record.key_out_of_turn"] * 3


def test_a_first_key_replaces_nothing() -> None:
    record = Record()
    record.add(INTRODUCED, introduction(record.key, WITNESS.fingerprint))
    assert faults(record) == [(0, "record.key_out_of_turn")]


def test_a_key_comes_once(record: Record) -> None:
    old = record.key
    handed_on(record, SigningKey.generate(ORIGIN))
    record.add(INTRODUCED, signed(INTRODUCED, introduction(old, record.key.fingerprint), record.key))
    assert [code for _, code in faults(record)] == ["record.key_again"]


@pytest.mark.parametrize("who", ["itself", "officers", "nobody", "one officer"])
def test_who_may_revoke(record: Record, who: str) -> None:
    signers = {"itself": [record.key], "officers": OFFICERS[:2], "nobody": [], "one officer": OFFICERS[:1]}[who]
    record.add(REVOKED, signed(REVOKED, revocation(record.key.fingerprint, 3, "stolen"), *signers))
    ring = keyring(record.opened)
    if len(signers) == 2 or who == "itself":
        assert ring.current is None and ring.faults == ()
        assert [ring.counts(record.key.public, size) for size in (3, 4)] == [True, False]
    else:
        assert ring.current == record.key.public
        assert [fault.code for fault in ring.faults] == ["record.key_unsigned"]


def test_after_a_revocation_only_officers_go_on(record: Record) -> None:
    record.add(REVOKED, signed(REVOKED, revocation(record.key.fingerprint, 5, "stolen"), record.key))
    thief, new = SigningKey.generate(ORIGIN), SigningKey.generate(ORIGIN)
    record.add(INTRODUCED, signed(INTRODUCED, introduction(thief, record.key.fingerprint), record.key))
    assert faults(record) == [(6, "record.key_unsigned")]
    record.add(INTRODUCED, signed(INTRODUCED, introduction(new, record.key.fingerprint), *OFFICERS[1:]))
    ring = keyring(record.opened)
    assert ring.current == new.public and ring.follows(new.public, record.key.fingerprint)
    assert not ring.counts(record.key.public, 6) and ring.counts(new.public, 8)


def test_the_key_of_the_day_can_take_back_what_an_older_one_vouched_for(record: Record) -> None:
    old = record.key
    handed_on(record, SigningKey.generate(ORIGIN))
    record.add(REVOKED, signed(REVOKED, revocation(old.fingerprint, 2, "it was read by others"), record.key))
    ring = keyring(record.opened)
    assert [ring.counts(old.public, size) for size in (2, 3)] == [True, False]
    assert ring.current == record.key.public


@pytest.mark.parametrize("last", [6, -1, True, "3", None])
def test_a_revocation_from_an_entry_that_is_not_there_yet(record: Record, last: object) -> None:
    payload = {**revocation(record.key.fingerprint, 1, "x"), "last": last}
    record.add(REVOKED, signed(REVOKED, payload, record.key))
    assert faults(record) == [(5, "record.key_unknown")]


def test_an_unknown_key_cannot_be_revoked(record: Record) -> None:
    record.add(REVOKED, signed(REVOKED, revocation(WITNESS.fingerprint, 1, "x"), record.key))
    assert faults(record) == [(5, "record.key_unknown")]


def test_witnesses_speak_for_themselves(record: Record) -> None:
    record.add(WITNESS_INTRODUCED, witness_introduction(WITNESS, ORIGIN))
    again = SigningKey.generate(WITNESS.name)
    assert keyring(record.opened).witnesses == (WITNESS.public,)
    record.add(WITNESS_INTRODUCED, witness_introduction(again, ORIGIN))
    assert keyring(record.opened).witnesses == (again.public,)
    unsigned = {**witness_introduction(WITNESS, ORIGIN), "signatures": {}}
    record.add(WITNESS_INTRODUCED, unsigned)
    record.add(WITNESS_INTRODUCED, witness_introduction(WITNESS, "another.example"))
    record.add(WITNESS_INTRODUCED, witness_introduction(SigningKey.generate(ORIGIN), ORIGIN))
    assert [code for _, code in faults(record)] == [
        "record.key_unsigned",
        "record.key_out_of_turn",
        "record.key_unsigned",
    ]
    assert keyring(record.opened).witnesses == (again.public,)


def test_a_signature_is_for_one_statement_of_one_kind(record: Record) -> None:
    new = SigningKey.generate(ORIGIN)
    right = signed(INTRODUCED, introduction(new, record.key.fingerprint), record.key)
    other = introduction(SigningKey.generate(ORIGIN), record.key.fingerprint)
    record.add(INTRODUCED, {**other, "signatures": right["signatures"]})
    assert faults(record) == [(5, "record.key_signature_wrong")]
    record.add(REVOKED, {**revocation(record.key.fingerprint, 1, "x"), "signatures": right["signatures"]})
    assert [code for _, code in faults(record)] == ["record.key_signature_wrong"] * 2


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"key": "x"},
        {"key": "x", "replaces": "", "recovery": {}, "signatures": {}},
        {"key": "x", "replaces": "", "recovery": {"threshold": 1, "keys": []}, "signatures": {}},
        {"key": "x", "replaces": "", "recovery": {"threshold": 0, "keys": "x"}, "signatures": {}},
        {"key": "x", "replaces": "", "recovery": {"threshold": 3, "keys": ["a", "b"]}, "signatures": {}},
        {"key": "x", "replaces": "", "recovery": {"threshold": 0, "keys": []}, "signatures": []},
        {"key": "x", "replaces": "", "recovery": {"threshold": 0, "keys": []}, "signatures": {"x": "y"}},
        {"key": 7, "replaces": [], "recovery": {"threshold": 0, "keys": []}, "signatures": {}},
        {"key": "x", "replaces": "", "recovery": {"threshold": 1, "keys": ["a"]}, "signatures": {}},
    ],
)
def test_what_others_wrote_is_a_fault_and_never_an_error(payload: Payload) -> None:
    for kind in sorted(KINDS):
        record = Record()
        record.add(kind, payload)
        assert len(faults(record)) == 1
    record = begun()
    record.erase(0)
    assert faults(record) == [(0, "record.key_hidden")]


def test_officers_are_different_and_enough_of_them_exist(record: Record) -> None:
    public = tuple(one.public for one in OFFICERS)
    many = tuple(SigningKey.generate(f"o{number}").public for number in range(MOST_OFFICERS + 1))
    wrong = [Recovery(0, public), Recovery(4, public), Recovery(1), Recovery(1, public[:1] * 2), Recovery(1, many)]
    for recovery in wrong:
        with pytest.raises(ComityError) as caught:
            introduction(record.key, recovery=recovery)
        assert caught.value.code == "record.bad_recovery"
    with pytest.raises(ComityError):
        introduction(record.key, record.key.fingerprint, Recovery(2, public))


def test_only_statements_are_signed(record: Record) -> None:
    for kind, payload in (("other.kind", {}), (INTRODUCED, {"key": "x"}), (REVOKED, {})):
        with pytest.raises(ComityError) as caught:
            countersigned(kind, payload, record.key)
        assert caught.value.code == "record.bad_statement"
