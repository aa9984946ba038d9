"""Whose voice counts how much."""

from collections.abc import Sequence

import numpy as np

from comity.methods import weights as methods
from comity.terms.comparison import Weights
from comity.terms.errors import ComityError
from comity.terms.statements import Participants
from comity.terms.votes import Votes


def weigh(
    votes: Votes, participants: Participants | None, rule: str, margins: Sequence[tuple[str, str, float]]
) -> Weights:
    """Weights of mean 1 over the people who voted, by rule: "equal", "equal-by:COLUMN", "column:COLUMN", "rake:NAME".

    Raises weights.unknown_rule, weights.unknown_column, weights.nothing_known and those of the methods.
    """
    voted = votes.per_participant() > 0
    kind, _, column = rule.partition(":")
    values = np.zeros(len(voted))
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
            values[voted] = methods.rake(columns, margins)[0]
        else:
            raise ComityError("weights.unknown_rule", rule=rule)
    return Weights(rule, values, methods.effective_size(values))
