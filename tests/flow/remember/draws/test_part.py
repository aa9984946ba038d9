"""What a participant may do, and what its own software keeps it from doing."""

import pytest

from comity.flow.remember.draws.part import commitment, reveal, shares
from comity.methods.lots.sharing import new_secret
from comity.terms.errors import ComityError
from tests.flow.remember.draws.drawing import Holding

NAMES = ("a", "b", "c")


@pytest.fixture
def started() -> Holding:
    holding = Holding(NAMES)
    holding.announce()
    for name in NAMES[:2]:
        holding.commit(name)
    holding.minute = 61
    return holding


def refused(make: object, *given: object) -> str:
    with pytest.raises(ComityError) as caught:
        make(*given)  # type: ignore[operator]
    return caught.value.code


def test_one_deals_in_the_own_name_with_the_own_key(started: Holding) -> None:
    nonce = bytes(32)
    assert refused(commitment, started.announced, "stranger", new_secret(), nonce) == "draw.not_participant"
    assert refused(commitment, started.announced, "a", started.secrets["b"], nonce) == "draw.other_key"


def test_nothing_is_shown_before_the_root_is_fixed(started: Holding) -> None:
    assert refused(reveal, started.course, "a", started.nonces["a"]) == "draw.root_open"
    assert refused(shares, started.course, "a", started.secrets["a"]) == "draw.root_open"


def test_who_dealt_nothing_has_nothing_to_reveal_but_can_help(started: Holding) -> None:
    started.fix_root()
    assert refused(reveal, started.course, "c", started.nonces["c"]) == "draw.not_qualified"
    started.reveal("a")
    assert set(shares(started.course, "c", started.secrets["c"]).shares) == {"b"}


def test_two_dealings_of_one_nonce_seal_the_same_and_prove_it_differently(started: Holding) -> None:
    one, two = (commitment(started.announced, "c", started.secrets["c"], bytes(32)) for _ in range(2))
    assert one.dealing.shares == two.dealing.shares
    assert one.dealing.responses != two.dealing.responses
