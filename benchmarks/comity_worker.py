"""The worker of Comity. Arguments: a saved conversation, and where its votes come from (see `jobs_of`)."""

import sys
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.conversations import Conversation
from benchmarks.worker import SMALL, Job, serve
from comity.engine import Serial
from comity.flow.compare import compare
from comity.importers import read_votes
from comity.methods.partitions import adjusted_rand, cross_table
from comity.terms.comparison import Comparison
from comity.terms.votes import Votes

RESAMPLES = 20
FEWEST_VOTES = 7  # people who voted less often have no group in red-dwarf, and are left out of agreement here too


def votes_of(held: Conversation) -> Votes:
    """The votes as Comity takes them. Jobs use copies of the object, which keep no digest from an earlier run."""
    people, statements = (np.arange(n).astype(np.str_) for n in (held.people, held.statements))
    return Votes(people, statements, held.indptr, held.indices, held.values)


def jobs_of(held: Conversation, source: str) -> dict[str, Job]:
    """What is timed, by source: "votes", point results and the same with stability; "triples", making Votes of
    shuffled triples; otherwise the path of a CSV file, reading it, and point results and stability from it."""
    ready = votes_of(held)
    if source == "votes":
        return {
            "point": lambda: compare(replace(ready), engine=Serial(), resamples=0, seed=0),
            "stability": lambda: compare(replace(ready), engine=Serial(), resamples=RESAMPLES, seed=0),
        }
    if source == "triples":
        order = np.random.default_rng(0).permutation(len(held.values))
        triples = held.rows()[order], held.indices[order], held.values[order]
        return {"triples": lambda: Votes.from_triples(ready.participants, ready.statements, *triples)}
    return {
        "read": lambda: read_votes(source),
        "csv": lambda: compare(read_votes(source).votes, engine=Serial(), resamples=0, seed=0),
        "csv stability": lambda: compare(read_votes(source).votes, engine=Serial(), resamples=RESAMPLES, seed=0),
    }


def facts_of(planted: NDArray[np.int8], counted: NDArray[np.bool_], result: Comparison) -> dict[str, Any]:
    """How many groups, how sure, and the adjusted Rand index with the planted groups."""
    groups = result.groups
    agreement = None
    if len(planted):
        table = cross_table(planted[counted], groups.member_of[counted], int(planted.max()) + 1, groups.k)
        agreement = adjusted_rand(table)
    return {"k": groups.k, "verdict": groups.verdict, "stability": groups.stability, "planted": agreement}


def main() -> None:
    held, source = Conversation.load(sys.argv[1]), sys.argv[2]
    counted = np.diff(held.indptr) >= FEWEST_VOTES
    jobs, warm = jobs_of(held, source), jobs_of(held.first(SMALL), source)
    serve(jobs, warm, lambda result: facts_of(held.planted, counted, result))


if __name__ == "__main__":
    main()
