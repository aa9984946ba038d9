"""Compositions of a panel: how many of each type sit on it, found by integer programmes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from comity.methods.sortition.pools import Quota, Types
from comity.terms.errors import ComityError

Floats = NDArray[np.float64]


class Panels:
    """All compositions that have the size and meet the quotas. Error: `sortition.no_panel`, with the smallest change
    of the quotas, in persons, that would allow one."""

    def __init__(self, types: Types, quotas: Sequence[Quota], size: int) -> None:
        self.counts = np.array([len(names) for names in types.values()], dtype=np.float64)
        self.quotas = sorted(quotas, key=lambda quota: (quota.category, quota.value))
        place = {category: at for at, category in enumerate(sorted({quota.category for quota in quotas}))}
        self._rows = np.array(
            [[profile[place[quota.category]] == quota.value for profile in types] for quota in self.quotas],
            dtype=np.float64,
        ).reshape(len(self.quotas), len(types))
        self._least = np.array([quota.least for quota in self.quotas], dtype=np.float64)
        self._most = np.array([quota.most for quota in self.quotas], dtype=np.float64)
        self._size = size

    def best(self, worth: Floats) -> Floats:
        """The composition with the largest total worth. worth: (types,), of one member of each."""
        rows = np.vstack([self._rows, np.ones(len(self.counts))])
        least, most = np.append(self._least, self._size), np.append(self._most, self._size)
        found = milp(
            -worth,
            integrality=np.ones(len(worth), dtype=np.int64),
            bounds=Bounds(0, self.counts),
            constraints=LinearConstraint(rows, least, most),
            options={"mip_rel_gap": 0},
        )
        if found.x is None:
            raise ComityError("sortition.no_panel", changes=self._smallest_change())
        return np.asarray(np.round(found.x), dtype=np.float64)

    def _smallest_change(self) -> str:
        people, quotas = len(self.counts), len(self.quotas)
        nothing, one = np.zeros((quotas, quotas)), np.eye(quotas)
        rows = np.vstack(
            [
                np.hstack([self._rows, one, nothing]),
                np.hstack([self._rows, nothing, -one]),
                np.hstack([np.ones(people), np.zeros(2 * quotas)]),
            ]
        )
        least = np.concatenate([self._least, np.full(quotas, -np.inf), [self._size]])
        most = np.concatenate([np.full(quotas, np.inf), self._most, [self._size]])
        upper = np.concatenate([self.counts, np.full(2 * quotas, np.inf)])
        cost = np.concatenate([np.zeros(people), np.ones(2 * quotas)])
        found = milp(
            cost,
            integrality=np.ones(len(cost), dtype=np.int64),
            bounds=Bounds(0, upper),
            constraints=LinearConstraint(rows, least, most),
        )
        down, up = np.round(np.asarray(found.x)[people:]).astype(int).reshape(2, quotas)
        return "; ".join(
            f"{q.category} = {q.value}: {q.least}–{q.most} → {q.least - d}–{q.most + u}"
            for q, d, u in zip(self.quotas, down.tolist(), up.tolist(), strict=True)
            if d or u
        )
