"""One vote kept where a person voted more than once on a statement, and the rest counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.importers.reading.limits import LARGEST_TEXT_ARRAY
from comity.importers.reading.wording import shown
from comity.terms.comparison import Warned
from comity.terms.errors import ComityError
from comity.terms.ids import canonical_order
from comity.terms.votes import Votes

Integers = NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class Ballots:
    """Votes as they were read: person and statement (V,) positions in the ids, vote (V,) -1, 0 or 1, time (V,) or None.

    row_of gives the line in the file of the vote at a position.
    """

    file: str
    people: Sequence[str]
    statements: Sequence[str]
    person: Integers
    statement: Integers
    vote: Integers
    time: Integers | None
    row_of: Callable[[int], int]

    def votes(self, duplicates: str) -> tuple[Votes, tuple[Warned, ...]]:
        """The votes that count, and how many were superseded or repeated.

        With times the latest vote of a person on a statement counts, the later row on a tie. Without, two different
        ones are `votes.conflict`, naming both rows, unless duplicates="last"; equal ones count once.
        """
        people, person = _canonical(self.file, self.people, self.person)
        statements, statement = _canonical(self.file, self.statements, self.statement)
        # Sorted by cell, so that `Votes.from_triples` finds its work done.
        cell = person * len(statements) + statement
        order, repeated = self._order(cell, duplicates)
        kept = order[np.append(~repeated, True)] if len(order) else order
        set_aside = len(order) - len(kept)
        votes = Votes.from_triples(
            people, statements, person[kept], statement[kept], self.vote[kept], duplicates="last"
        )
        if not set_aside:
            return votes, ()
        code = "votes.repeated" if self.time is None and duplicates == "error" else "votes.superseded"
        return votes, (Warned(code, {"file": self.file, "count": set_aside}),)

    def _order(self, cell: NDArray[np.int64], duplicates: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Positions by cell, the vote that counts last in each; and whether the next one is in the same cell."""
        order = _stable_order(cell)
        ranked = cell[order]
        repeated = ranked[1:] == ranked[:-1]
        if not repeated.any():
            return order, repeated
        if self.time is not None:
            several = np.append(repeated, False) | np.append(False, repeated)
            among = order[several]
            order[several] = among[np.lexsort((self.time[among], cell[among]))]
        elif duplicates == "error":
            self._refuse_conflict(order, repeated)
        return order, repeated

    def _refuse_conflict(self, order: NDArray[np.int64], repeated: NDArray[np.bool_]) -> None:
        vote = self.vote[order]
        clashes = np.flatnonzero(repeated & (vote[1:] != vote[:-1]))
        if not len(clashes):
            return
        # The one a reader of the file comes to first.
        clash = clashes[np.argmin(order[clashes + 1])]
        first, second = int(order[clash]), int(order[clash + 1])
        raise ComityError(
            "votes.conflict",
            file=self.file,
            first=self.row_of(first),
            second=self.row_of(second),
            participant=shown(self.people[int(self.person[first])]),
            statement=shown(self.statements[int(self.statement[first])]),
            found=f"{int(self.vote[first])}, {int(self.vote[second])}",
        )


def text_array(file: str, texts: Sequence[str]) -> NDArray[np.str_]:
    """`texts` as one array. Error: `file.text_too_large` where one long text would make it larger than memory."""
    longest = max(map(len, texts), default=0)
    if len(texts) * longest * 4 > LARGEST_TEXT_ARRAY:
        raise ComityError("file.text_too_large", file=file, found=longest, expected=LARGEST_TEXT_ARRAY >> 30)
    return np.array(texts, dtype=np.str_) if texts else np.empty(0, dtype="U1")


def _canonical(file: str, ids: Sequence[str], positions: Integers) -> tuple[NDArray[np.str_], NDArray[np.int64]]:
    """`ids` in canonical order, and `positions` in that order."""
    names = text_array(file, ids)
    order = canonical_order(names)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return names[order], rank[positions]


def _stable_order(cell: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions by `cell`, equal ones in their order: as a plain sort of (cell, position) numbers where they fit."""
    bits = max(1, len(cell)).bit_length()
    if int(cell.max(initial=0)).bit_length() + bits > 63:
        return np.argsort(cell, kind="stable")
    keys = (cell << bits) | np.arange(len(cell))
    keys.sort()
    return keys & ((1 << bits) - 1)
