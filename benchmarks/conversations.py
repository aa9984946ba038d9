"""The conversations that are timed: real ones that stand beside the checkout, and synthetic ones of any size."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "polis"
REAL = {
    "seattle": "15-per-hour-seattle",
    "brexit": "brexit-consensus",
    "biodiversity": "scoop-hivemind.biodiversity",
    "vtaiwan": "vtaiwan.uberx",
    "bowling-green": "american-assembly.bowling-green",
}

SIZES = (0.5, 0.3, 0.2)  # share of people in each planted group
DIVISIVE = 0.6  # share of statements on which the groups differ
PASSES = 0.15  # share of votes that are passes
TAIL = 1.0  # standard deviation of the logarithm of votes per person
BLOCK_CELLS = 20_000_000


@dataclass(frozen=True, eq=False)
class Conversation:
    """Votes in compressed-row form, people and statements numbered from 0.

    indptr (P+1,) int64; indices (V,) int32, statements, rising within a row; values (V,) int8, +1 agree, 0 pass,
    -1 disagree; planted (P,) int8, the group each person was drawn from, empty for a real conversation.
    """

    name: str
    statements: int
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    values: NDArray[np.int8]
    planted: NDArray[np.int8]

    @property
    def people(self) -> int:
        return len(self.indptr) - 1

    def rows(self) -> NDArray[np.int32]:
        """(V,) the person behind each vote."""
        return np.repeat(np.arange(self.people, dtype=np.int32), np.diff(self.indptr))

    def first(self, people: int) -> "Conversation":
        """The votes of the first people only."""
        last = int(self.indptr[: people + 1][-1])
        kept = self.indptr[: people + 1], self.indices[:last], self.values[:last], self.planted[:people]
        return Conversation(self.name, self.statements, *kept)

    def save(self, path: Path) -> None:
        """Write to `path`, for `load` in another process."""
        np.savez(path, **vars(self))

    @classmethod
    def load(cls, path: str | Path) -> "Conversation":
        """What `save` wrote."""
        with np.load(path) as held:
            arrays = {name: held[name] for name in ("indptr", "indices", "values", "planted")}
            return cls(name=str(held["name"]), statements=int(held["statements"]), **arrays)


def synthetic(name: str, people: int, statements: int, votes: int, seed: int = 0) -> Conversation:
    """About `votes` votes by people of three planted groups.

    How many votes a person casts has a heavy tail (log-normal); every person casts at least one, and some statements
    are seen by many more people than others. Each group agrees with a statement with a probability of its own on
    DIVISIVE of the statements, and with the same one on the rest. Made in blocks of people, so that memory stays at
    the size of the result.
    """
    rng = np.random.default_rng([seed, people, statements])
    planted = rng.choice(len(SIZES), people, p=SIZES).astype(np.int8)
    chance = _chances(rng, people, statements, (votes - people) / (people * statements))
    bounds = _agreement(rng, statements)
    lengths, indices, values = [], [], []
    for start, stop in _blocks(people, statements):
        seen = rng.random((stop - start, statements), dtype=np.float32) < chance[0][start:stop, None] * chance[1]
        seen[np.arange(stop - start), rng.integers(0, statements, stop - start)] = True
        row, column = np.nonzero(seen)
        draw = rng.random(len(row), dtype=np.float32)
        agrees, passes = bounds[:, planted[start:stop][row], column]
        values.append(np.where(draw < agrees, 1, np.where(draw < passes, 0, -1)).astype(np.int8))
        indices.append(column.astype(np.int32))
        lengths.append(seen.sum(1))
    indptr = np.concatenate([[0], np.cumsum(np.concatenate(lengths))]).astype(np.int64)
    return Conversation(name, statements, indptr, np.concatenate(indices), np.concatenate(values), planted)


def _chances(
    rng: np.random.Generator, people: int, statements: int, density: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(P,) and (S,) whose product is the chance that a person votes on a statement; `density` is its mean."""
    eager = np.exp(TAIL * rng.standard_normal(people))
    shown = np.exp(0.5 * rng.standard_normal(statements))
    shown = shown / shown.mean()
    typical = np.sort(eager)[:: max(1, people // 2000)]
    scale = density / eager.mean()
    for _ in range(20):  # what is lost to chances beyond certainty, the others make up for
        scale *= density / np.minimum(scale * typical[:, None] * shown, 1).mean()
    return (scale * eager).astype(np.float32), shown.astype(np.float32)


def _agreement(rng: np.random.Generator, statements: int) -> NDArray[np.float32]:
    """(2, groups, S) bounds that turn a uniform draw into a vote: below the first agree, below the second pass."""
    groups = len(SIZES)
    leaning = rng.normal(0.5, 1.0, statements) + np.zeros((groups, 1))
    divisive = rng.random(statements) < DIVISIVE
    leaning[:, divisive] = rng.normal(0.0, 3.0, (groups, int(divisive.sum())))
    agree = (1 - PASSES) / (1 + np.exp(-leaning))
    return np.stack([agree, agree + PASSES]).astype(np.float32)


def _blocks(people: int, statements: int) -> Iterator[tuple[int, int]]:
    size = max(1, BLOCK_CELLS // statements)
    for start in range(0, people, size):
        yield start, min(start + size, people)
