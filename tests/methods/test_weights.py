"""Weights, against examples worked by hand and margins that must be met."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.methods.weights import effective_size, equal_by, rake
from comity.methods.weights import given as given_weights
from comity.terms.errors import ComityError


def texts(*values: str) -> np.ndarray:
    return np.array(values, dtype=np.str_)


def test_equal_voice_by_hand() -> None:
    """Three from A, one from B, one unknown: A's three share what B's one has; mean 1 over the five people."""
    weight = equal_by(texts("A", "A", "A", "B", ""))
    assert weight == pytest.approx([5 / 6, 5 / 6, 5 / 6, 2.5, 0.0])
    assert weight[:3].sum() == pytest.approx(weight[3])
    assert weight.mean() == pytest.approx(1)


def test_a_column_of_weights_is_scaled_to_mean_one() -> None:
    assert given_weights(texts("2", "6", "", "0"), "weight") == pytest.approx([1.0, 3.0, 0.0, 0.0])


@pytest.mark.parametrize("bad", ["-1", "nan", "inf", "many"])
def test_a_weight_that_is_no_number_is_named(bad: str) -> None:
    with pytest.raises(ComityError) as raised:
        given_weights(texts("1", bad), "voice")
    assert raised.value.code == "weights.not_a_number"
    assert raised.value.parameters == {"column": "voice", "value": bad}


def test_nothing_known_is_an_error() -> None:
    with pytest.raises(ComityError, match=r"weights\.nothing_known"):
        equal_by(texts("", ""))
    with pytest.raises(ComityError, match=r"weights\.nothing_known"):
        given_weights(texts("", "0"), "w")


def test_effective_size_by_hand() -> None:
    """Kish: equal weights keep everybody; half weighing 1 and half 3 leave (4n/2)^2 / (10n/2) = 0.8 n."""
    assert effective_size(np.ones(50)) == pytest.approx(50)
    assert effective_size(np.repeat([1.0, 3.0], 50)) == pytest.approx(80)
    assert effective_size(np.zeros(3)) == 0


def test_raking_one_column_by_hand() -> None:
    """Six women and two men, raked to half and half: each woman weighs 4/6, each man 2."""
    weight, gap = rake({"sex": texts(*"wwwwwwmm")}, [("sex", "w", 0.5), ("sex", "m", 0.5)])
    assert weight == pytest.approx([4 / 6] * 6 + [2.0] * 2)
    assert gap < 1e-9


def test_raking_two_columns_keeps_what_they_have_in_common() -> None:
    """Deming and Stephan: the margins are met, and the odds ratio of the table stays what it was."""
    counts = {("a", "x"): 10, ("a", "y"): 30, ("b", "x"): 40, ("b", "y"): 20}
    first = texts(*(one for (one, _), n in counts.items() for _ in range(n)))
    second = texts(*(two for (_, two), n in counts.items() for _ in range(n)))
    margins = [("one", "a", 0.5), ("one", "b", 0.5), ("two", "x", 0.3), ("two", "y", 0.7)]
    weight, gap = rake({"one": first, "two": second}, margins)
    share = {cell: weight[(first == cell[0]) & (second == cell[1])].sum() / weight.sum() for cell in counts}
    assert share["a", "x"] + share["a", "y"] == pytest.approx(0.5, abs=1e-7)
    assert share["a", "x"] + share["b", "x"] == pytest.approx(0.3, abs=1e-7)
    odds = share["a", "x"] * share["b", "y"] / (share["a", "y"] * share["b", "x"])
    assert odds == pytest.approx(10 * 20 / (30 * 40), rel=1e-6)
    assert gap < 1e-7


def test_values_without_a_margin_keep_their_share_of_people() -> None:
    weight, _ = rake({"c": texts("a", "a", "a", "b", "z", "")}, [("c", "a", 1), ("c", "b", 1)])
    assert weight[4] == pytest.approx(1) and weight[5] == pytest.approx(1)
    assert weight[:3].sum() == pytest.approx(2) and weight[3] == pytest.approx(2)


def test_a_weight_is_held_and_what_is_left_is_said() -> None:
    """One person in a hundred cannot stand for half of the world: the weight is held at five, the gap is told."""
    weight, gap = rake({"c": texts("b", *"a" * 99)}, [("c", "a", 0.5), ("c", "b", 0.5)], most=5.0)
    assert weight.max() <= 5 * weight.mean() * (1 + 1e-6)
    assert weight[0] == pytest.approx(5)
    assert gap > 0.3


@pytest.mark.parametrize(
    ("margins", "code"),
    [([("d", "a", 1.0)], r"weights\.unknown_column"), ([("c", "q", 1.0)], r"weights\.no_margin_met")],
)
def test_margins_that_meet_nobody_are_errors(margins: list[tuple[str, str, float]], code: str) -> None:
    with pytest.raises(ComityError, match=code):
        rake({"c": texts("a", "b")}, margins)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), min_size=30, max_size=120),
    st.lists(st.floats(0.15, 1), min_size=5, max_size=5),
)
def test_margins_are_met_within_the_gap_it_tells(people: list[tuple[str, str]], shares: list[float]) -> None:
    people += [(one, two) for one in "abc" for two in "xy"] * 5  # no cell of the table is empty
    columns = {"one": texts(*(p[0] for p in people)), "two": texts(*(p[1] for p in people))}
    first, second = np.array(shares[:3]) / sum(shares[:3]), np.array(shares[3:]) / sum(shares[3:])
    margins = [("one", v, s) for v, s in zip("abc", first, strict=True)]
    margins += [("two", v, s) for v, s in zip("xy", second, strict=True)]
    weight, gap = rake(columns, margins)
    assert weight.mean() == pytest.approx(1) and (weight >= 0).all()
    assert gap < 1e-6
    for column, value, share in margins:
        assert weight[columns[column] == value].sum() / weight.sum() == pytest.approx(share, abs=1e-6)
