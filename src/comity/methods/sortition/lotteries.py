"""The leximin lottery over panels by column generation, made into equally likely tickets, and drawn.

Method: Flanigan, Gölz, Gupta, Hennig and Procaccia, "Fair algorithms for selecting citizens' assemblies", Nature 596
(2021). Those who are alike have the same leximin probability, so the programme has one row for each type.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from comity.methods.lots import sample
from comity.methods.sortition.panels import Floats, Panels
from comity.methods.sortition.pools import Pool, Quota, Types, types

TICKETS = 1000
_NEAR = 1e-7

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Lottery:
    """panels: one for each ticket, every ticket as likely as any other; aimed: id -> leximin probability before
    rounding; tickets: id -> on how many of the tickets the person is."""

    panels: tuple[tuple[str, ...], ...]
    aimed: Mapping[str, float]
    tickets: Mapping[str, int]


def leximin(pool: Pool, quotas: Sequence[Quota], size: int, *, progress: Progress | None = None) -> Lottery:
    """The lottery whose smallest probability is as large as can be, then the second smallest, and so on.

    progress: told the share of types whose probability is settled. Errors: those of `types` and `Panels`.
    """
    alike = types(pool, quotas, size)
    panels = Panels(alike, quotas, size)
    columns, settled = _cover(panels)
    while True:
        weights, duals = _stage(panels, columns, settled)
        if progress is not None:
            progress(float(np.mean(~np.isnan(settled))))
        if duals is None:
            break
    counts = _rounded(np.array(columns), weights)
    made = _seated(alike, columns, counts)
    tickets = dict.fromkeys(sorted(pool.ids), 0)
    for panel in made:
        for name in panel:
            tickets[name] += 1
    aimed = weights @ np.array(columns) / panels.counts
    of = {name: float(p) for names, p in zip(alike.values(), aimed, strict=True) for name in names}
    return Lottery(made, {name: of[name] for name in tickets}, tickets)


def draw(lottery: Lottery, seed: bytes) -> tuple[str, ...]:
    """The panel of the ticket that `lots.sample` draws of the numbers 0, 1, … of the tickets, written in decimal."""
    return lottery.panels[int(sample(seed, [str(number) for number in range(len(lottery.panels))], 1)[0])]


def _cover(panels: Panels) -> tuple[list[Floats], Floats]:
    """Compositions that hold every type that can sit on a panel; the others are settled at 0."""
    columns: list[Floats] = []
    missing = np.ones(len(panels.counts))
    while missing.any():
        column = panels.best(missing)
        if not (column * missing).any():
            break
        columns.append(column)
        missing[column > 0] = 0
    return columns, np.where(missing > 0, 0.0, np.nan)


def _stage(panels: Panels, columns: list[Floats], settled: Floats) -> tuple[Floats, Floats | None]:
    """Raises the smallest probability that is not settled as far as it goes, then settles, in place, every type that
    no optimum can give more. Without any left: the weights, and None."""
    while True:
        free = np.isnan(settled)
        shares = np.array(columns).T / panels.counts[:, None]
        found = linprog(
            np.append(np.zeros(len(columns)), -1.0),
            A_ub=np.hstack([-shares, free[:, None].astype(float)]),
            b_ub=np.where(free, 0.0, -np.nan_to_num(settled) + _NEAR / 10),
            A_eq=np.append(np.ones(len(columns)), 0.0)[None, :],
            b_eq=[1.0],
            bounds=[(0, None)] * len(columns) + [(0, None if free.any() else 1)],
            method="highs-ds",
        )
        solution = np.asarray(found.x)
        weights = np.clip(solution[:-1], 0.0, None)
        if not free.any():
            return weights / weights.sum(), None
        duals = -found.ineqlin.marginals
        column = panels.best(duals / panels.counts)
        gain = float(column @ (duals / panels.counts)) + float(found.eqlin.marginals[0])
        if gain <= _NEAR or any(np.array_equal(column, known) for known in columns):
            # The duals of what is not settled sum to one, so the largest always settles something.
            tight = free & (duals > min(_NEAR, duals[free].max() / 2))
            settled[tight] = solution[-1]
            return weights / weights.sum(), duals
        columns.append(column)


def _rounded(columns: Floats, weights: Floats) -> list[int]:
    """Tickets of each composition: the whole part of its weight, and the rest one by one, each to the composition that
    brings the seats of all types nearest to what they should be."""
    counts = np.floor(weights * TICKETS + 1e-9)
    open_ = weights * TICKETS - counts > 1e-9
    for _ in range(int(TICKETS - counts.sum())):
        lack = (weights * TICKETS - counts) @ columns
        off = np.where(open_, ((lack - columns) ** 2).sum(axis=1), np.inf)
        chosen = int(np.argmin(np.round(off, 6)))
        counts[chosen] += 1
        open_[chosen] = False
    return [int(count) for count in counts]


def _seated(alike: Types, columns: Sequence[Floats], counts: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    """Seats go round within a type from ticket to ticket, so that nobody has over one ticket more than another."""
    turn = [0] * len(alike)
    made = []
    for column, count in zip(columns, counts, strict=True):
        for _ in range(count):
            panel: list[str] = []
            for at, names in enumerate(alike.values()):
                seats = int(column[at])
                panel += [names[(turn[at] + seat) % len(names)] for seat in range(seats)]
                turn[at] = (turn[at] + seats) % len(names)
            made.append(tuple(sorted(panel)))
    return tuple(made)
