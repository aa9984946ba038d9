"""Whose voice counts how much."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from comity.methods import weights as methods
from comity.terms.comparison import Warned, Weights
from comity.terms.errors import ComityError
from comity.terms.statements import Participants
from comity.terms.votes import Votes

NEAR_ENOUGH = 0.005  # of all people: how far a share may stay from its margin unsaid


def weigh(
    votes: Votes, participants: Participants | None, rule: str, margins: Sequence[tuple[str, str, float]]
) -> tuple[Weights, tuple[Warned, ...]]:
    """Weights of mean 1 over the people who voted, by rule: "equal", "equal-by:COLUMN", "column:COLUMN", "rake:NAME";
    and, for raking, what of the margins could not be met.

    Raises weights.unknown_rule, weights.unknown_column, weights.nothing_known and those of the methods.
    """
    voted = votes.per_participant() > 0
    kind, _, column = rule.partition(":")
    values = np.zeros(len(voted))
    told: tuple[Warned, ...] = ()
    if kind == "equal" and not column:
        values[voted] = 1.0
    else:
        columns = {} if participants is None else {name: text[voted] for name, text in participants.columns.items()}
        if kind in ("equal-by", "column") and column not in columns:
            raise ComityError("weights.unknown_column", column=column, found=", ".join(columns) or "-")
        if kind == "equal-by":
            values[voted] = methods.equal_by(columns[column])
        elif kind == "column":
            values[voted] = methods.given(columns[column], column)
        elif kind == "rake":
            values[voted], gap = methods.rake(columns, margins)
            told = _unmet(columns, margins, gap)
        else:
            raise ComityError("weights.unknown_rule", rule=rule)
    return Weights(rule, values, methods.effective_size(values)), told


def _unmet(
    columns: Mapping[str, NDArray[np.str_]], margins: Sequence[tuple[str, str, float]], gap: float
) -> tuple[Warned, ...]:
    """Margins that nobody can carry, and a share that stayed further from its margin than rounding explains."""
    found: list[Warned] = []
    absent = [value for column, value, share in margins if share > 0 and not (columns[column] == value).any()]
    if absent:
        found.append(Warned("compare.margins_without_people", {"n": len(absent), "names": ", ".join(absent[:8])}))
    if gap > NEAR_ENOUGH:
        found.append(Warned("compare.margins_not_met", {"gap": round(gap, 4)}))
    return tuple(found)
