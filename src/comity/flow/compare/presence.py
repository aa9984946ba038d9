"""Who took part and who is missing, stratum by stratum, against a reference population."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare.tallies import Partition, Sums
from comity.terms.comparison import Presence

Reference = Sequence[tuple[str, str, float]]


def participation(
    partitions: Sequence[Partition], sums: Sequence[Sums], voted: NDArray[np.bool_], reference: Reference
) -> tuple[Presence, ...]:
    """One line for every stratum present or in the reference, in the order of the columns and then of names.

    Shares are of people who voted and whose value is known; reference shares are scaled to sum to one per column.
    """
    found = []
    for partition, own in zip(partitions, sums, strict=True):
        if partition.kind != "stratum":
            continue
        people = np.bincount(partition.labels[voted], minlength=len(partition.names))
        votes = own.counts.sum((1, 2))
        wanted = {value: share for column, value, share in reference if column == partition.column}
        total = sum(wanted.values())
        known = sum(int(n) for name, n in zip(partition.names, people, strict=True) if name)
        present = {name: (int(people[n]), int(votes[n])) for n, name in enumerate(partition.names)}
        for name in sorted({*present, *wanted} - {""}) + ([""] if "" in present else []):
            count, cast = present.get(name, (0, 0))
            found.append(
                Presence(
                    column=partition.column,
                    name=name,
                    people=count,
                    votes=cast,
                    share=count / known if known and name else float("nan"),
                    reference=wanted[name] / total if name in wanted and total > 0 else float("nan"),
                )
            )
    return tuple(found)
