"""Each way through the questions ends in its box; agreement is the published one; who differs, differs somewhere."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.flow.elicit.boxes import (
    CONSIDERATIONS,
    FIRST,
    TREE,
    Answer,
    Box,
    Leaf,
    agreement,
    classify,
    counts_by_policy,
    outcome,
    summary,
)
from comity.terms.errors import ComityError

YES, NO, UNSURE = Answer.YES, Answer.NO, Answer.UNSURE
CARTEL = {FIRST: NO, "widely_held_illegitimate": YES}
DEVALUATION = {FIRST: NO, "widely_held_illegitimate": NO}
TARIFF = {
    FIRST: YES,
    "global_public_good": NO,
    "harm_above_threshold": NO,
    "costs_mainly_domestic": YES,
    "procedural_duties_met": NO,
}
VACCINE = {FIRST: YES, "global_public_good": YES, "best_shot": YES}
RIVER = {FIRST: YES, "global_public_good": NO, "harm_above_threshold": YES}

ANSWERS = st.dictionaries(st.sampled_from([*TREE, *(one.key for one in CONSIDERATIONS)]), st.sampled_from(list(Answer)))


@pytest.mark.parametrize(
    ("answers", "box", "notes"),
    [
        (CARTEL, Box.PROHIBITED, ()),
        (DEVALUATION, Box.NEGOTIATED, ()),
        (TARIFF, Box.AUTONOMOUS, ("procedural_duties_owed",)),
        (TARIFF | {"procedural_duties_met": YES}, Box.AUTONOMOUS, ()),
        (VACCINE, Box.MULTILATERAL, ("financing_club",)),
        (RIVER, Box.NEGOTIATED, ("compensation",)),
        (TARIFF | {"costs_mainly_domestic": NO}, Box.NEGOTIATED, ()),
    ],
)
def test_each_way_ends_in_its_box(answers: dict[str, Answer], box: Box, notes: tuple[str, ...]) -> None:
    found = classify(answers)
    assert (found.box, found.notes) == (box, notes)
    assert [key for key, _ in found.path] == [key for key in answers if key in dict(found.path)]


def test_every_question_is_reached_and_every_box_too() -> None:
    ways = [way for question in TREE.values() for way in (question.yes, question.no)]
    assert {way for way in ways if isinstance(way, str)} | {FIRST} == set(TREE)
    assert {way.box for way in ways if isinstance(way, Leaf)} == set(Box)


def test_unsure_says_what_it_could_be_and_asks_on_both_ways() -> None:
    found = classify({FIRST: UNSURE})
    assert found.box is None and found.could_be == tuple(Box) and found.next == "global_public_good"
    found = classify(VACCINE | {FIRST: UNSURE, "widely_held_illegitimate": NO})
    assert found.box is None and found.could_be == (Box.NEGOTIATED, Box.MULTILATERAL)


def test_unsure_that_makes_no_difference_to_the_box_leaves_it_settled() -> None:
    found = classify(VACCINE | {"best_shot": UNSURE})
    assert found.box == Box.MULTILATERAL and found.notes == ()
    assert ("best_shot", UNSURE) in found.path


def test_the_further_considerations_add_notes_and_move_nothing() -> None:
    found = classify(
        CARTEL | {"catastrophic_or_irreversible": YES, "vital_domestic_compact": YES},
    )
    assert found.box == Box.PROHIBITED and found.next is None
    assert found.notes == ("weigh_multilateral", "escape_clause")
    assert "response_calibrated_if_no_agreement" not in dict(found.path)


@given(ANSWERS)
@settings(max_examples=200, deadline=None)
def test_answering_what_is_asked_ends_and_never_adds_boxes(answers: dict[str, Answer]) -> None:
    found, given_ = classify(answers), dict(answers)
    for _ in range(len(TREE) + len(CONSIDERATIONS) + 1):
        if found.next is None:
            break
        assert found.next not in given_
        given_[found.next] = NO
        narrowed = classify(given_)
        assert set(narrowed.could_be) <= set(found.could_be)
        found = narrowed
    assert found.next is None and found.could_be
    assert (found.box is not None) == (len(found.could_be) == 1)


@pytest.mark.parametrize(
    ("answers", "code"), [({"else": YES}, "elicit.unknown_question"), ({FIRST: "maybe"}, "elicit.unknown_answer")]
)
def test_what_is_no_question_or_answer_is_refused(answers: dict[str, Answer], code: str) -> None:
    with pytest.raises(ComityError, match=code.replace(".", r"\.")):
        classify(answers)


# Gwet, Handbook of Inter-Rater Reliability: twelve units, four raters, five categories, with gaps.
RATED = ["11-1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "-555", "--11", "--3-"]


def test_the_published_ac1_with_its_standard_error_and_interval() -> None:
    found = agreement([[unit.count(str(k)) for k in range(1, 6)] for unit in RATED])
    assert found.ac1 == pytest.approx(0.77544, abs=5e-6)
    assert found.error == pytest.approx(0.14295, abs=5e-6)
    assert (found.low, found.high) == (pytest.approx(0.461, abs=5e-4), 1)


def test_the_agreement_on_one_policy_by_hand() -> None:
    # 3 of 4 parties say one box: 6 of 12 pairs agree; shares 3/4 and 1/4: chance is (3/16 + 3/16) / 3 = 1/8
    found = agreement([[3, 1, 0, 0]])
    assert found.ac1 == pytest.approx((1 / 2 - 1 / 8) / (7 / 8))
    # without one of the three 1/3 of pairs agree, chance 4/27; without the fourth all agree
    without = [(1 / 3 - 4 / 27) / (23 / 27)] * 3 + [1]
    assert found.error == pytest.approx(np.sqrt(3 * np.var(without)))
    assert agreement([[5, 0, 0, 0]]).ac1 == 1


def test_one_party_agrees_with_nobody_yet() -> None:
    assert np.isnan(agreement([[1, 0, 0, 0]]).ac1)
    assert np.isnan(agreement([[0, 0, 0, 0]]).low)
    assert np.isnan(agreement([[1, 1, 0, 0]]).low) and agreement([[1, 1, 0, 0]]).ac1 < 0


def test_parties_that_differ_part_at_the_first_question_where_they_do() -> None:
    found = summary({"A": CARTEL, "B": DEVALUATION, "C": TARIFF, "D": CARTEL, "E": RIVER})
    assert found.counts == {Box.PROHIBITED: 2, Box.NEGOTIATED: 2, Box.AUTONOMOUS: 1, Box.MULTILATERAL: 0}
    assert found.modal == (Box.PROHIBITED, Box.NEGOTIATED) and found.share == 0.4
    where = {(one.one, one.other): one.question for one in found.partings}
    assert where[("A", "B")] == where[("B", "D")] == "widely_held_illegitimate"
    assert where[("A", "C")] == FIRST and where[("C", "E")] == "harm_above_threshold"
    assert ("A", "D") not in where
    # B and E come to the same box, by different ways
    assert ("B", "E") not in where
    assert found.agenda[0] == (FIRST, 5)
    assert sum(number for _, number in found.agenda) == len(found.partings) == 8


def test_who_is_unsure_differs_from_who_is_not() -> None:
    found = summary({"A": CARTEL, "B": CARTEL | {"widely_held_illegitimate": UNSURE}})
    assert found.unsure == ("B",) and found.modal == (Box.PROHIBITED,)
    assert [one.question for one in found.partings] == ["widely_held_illegitimate"]


@given(st.lists(ANSWERS, min_size=2, max_size=5))
@settings(max_examples=100, deadline=None)
def test_a_parting_is_always_a_real_difference(all_answers: list[dict[str, Answer]]) -> None:
    parties = {f"party {number}": answers for number, answers in enumerate(all_answers)}
    for parting in summary(parties).partings:
        one, other = parties[parting.one], parties[parting.other]
        assert one.get(parting.question) != other.get(parting.question)


def test_without_agreement_a_policy_stays_autonomous_with_duties() -> None:
    split = summary({"A": CARTEL, "B": CARTEL, "C": CARTEL, "D": DEVALUATION})
    assert outcome(split).box == Box.AUTONOMOUS and not outcome(split).agreed
    assert outcome(split).notes == ("procedural_duties_owed",)
    assert outcome(split, Fraction(3, 4)).box == Box.PROHIBITED and outcome(split, Fraction(3, 4)).agreed
    assert outcome(summary({"A": CARTEL, "B": CARTEL})).agreed
    assert not outcome(summary({"A": CARTEL, "B": {}})).agreed
    assert outcome(summary({})).box == Box.AUTONOMOUS and not outcome(summary({})).agreed


def test_policies_are_counted_by_box() -> None:
    assert counts_by_policy([{"A": CARTEL, "B": TARIFF}, {"A": RIVER, "B": {}}]) == [[1, 0, 1, 0], [0, 1, 0, 0]]
