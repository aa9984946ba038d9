"""Votes written as a table, `None` where somebody did not vote."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from comity.terms.votes import Votes

Table = Sequence[Sequence[int | None]]


@pytest.fixture(scope="session")
def votes_of() -> Callable[[Table], Votes]:
    """Turns a table into votes of people p0000, p0001, ... on statements s0000, s0001, ..."""

    def build(table: Table) -> Votes:
        width = len(table[0]) if len(table) else 0
        cells = [(i, j, vote) for i, row in enumerate(table) for j, vote in enumerate(row) if vote is not None]
        rows, columns, values = np.array(cells, dtype=np.int64).reshape(-1, 3).T
        return Votes.from_triples(
            np.array([f"p{i:04d}" for i in range(len(table))], dtype=np.str_),
            np.array([f"s{j:04d}" for j in range(width)], dtype=np.str_),
            rows,
            columns,
            values,
        )

    return build
