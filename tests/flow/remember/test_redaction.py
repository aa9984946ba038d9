"""What is erased is named by a later entry, with a reason."""

import pytest

from comity.flow.remember.keys import KINDS
from comity.flow.remember.redaction import (
    LONGEST_REASON,
    REDACTED,
    Redaction,
    may_be_redacted,
    redaction,
    redactions,
)
from comity.terms.errors import ComityError
from tests.flow.remember.records import ACT, Record


def test_the_first_redaction_of_an_entry_explains_it() -> None:
    record = Record().acts(3)
    record.add(REDACTED, redaction(1, "a private address"))
    record.add(REDACTED, redaction(1, "again"))
    found, faults = redactions(one for one in record.opened if one.entry.kind == REDACTED)
    assert found == {1: Redaction(1, "a private address", 3)}
    assert faults == []


@pytest.mark.parametrize(
    ("seq", "reason"), [(-1, "x"), (1, ""), (1, "  "), (1, "x" * (LONGEST_REASON + 1)), (True, "x")]
)
def test_a_redaction_says_what_and_why(seq: int, reason: str) -> None:
    with pytest.raises(ComityError) as caught:
        redaction(seq, reason)
    assert caught.value.code == "record.bad_redaction"


def test_nothing_is_redacted_before_it_is_there() -> None:
    record = Record().acts(1)
    record.add(REDACTED, redaction(1, "itself"))
    record.add(REDACTED, redaction(7, "later"))
    record.add(REDACTED, redaction(0, "hidden"))
    record.erase(3)
    found, faults = redactions(record.opened[1:])
    assert found == {}
    assert [(fault.seq, fault.code) for fault in faults] == [(seq, "record.redaction_wrong") for seq in (1, 2, 3)]


def test_keys_and_redactions_stay() -> None:
    assert may_be_redacted(ACT)
    assert not any(map(may_be_redacted, [*KINDS, REDACTED]))
