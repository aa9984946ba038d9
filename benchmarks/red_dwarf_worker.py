"""The worker of red-dwarf: run by the interpreter of the environment that `peer.py` makes, never by Comity's."""

import sys
from typing import Any

import numpy as np
from reddwarf.implementations.polis import run_pipeline
from sklearn.metrics import adjusted_rand_score

from benchmarks.conversations import Conversation
from benchmarks.worker import SMALL, serve

Vote = dict[str, int]


def listed(held: Conversation) -> list[Vote]:
    """The votes as red-dwarf takes them: one dictionary a vote, ordered by participant, all with the same time."""
    votes: list[Vote] = []
    for person in range(held.people):
        first, last = held.indptr[person], held.indptr[person + 1]
        cast = zip(held.indices[first:last].tolist(), held.values[first:last].tolist(), strict=True)
        votes.extend({"participant_id": person, "statement_id": j, "vote": v, "modified": 0} for j, v in cast)
    return votes


def main() -> None:
    held = Conversation.load(sys.argv[1])
    planted = held.planted
    small, votes = listed(held.first(SMALL)), listed(held)
    del held

    def facts(result: Any) -> dict[str, Any]:
        people = result.participants_df[result.participants_df["to_cluster"]]
        labels = people["cluster_id"].to_numpy(dtype=np.int64)
        agreement = adjusted_rand_score(planted[people.index.to_numpy()], labels) if len(planted) else None
        return {"k": len(np.unique(labels)), "planted": agreement}

    serve(
        {"point": lambda: run_pipeline(votes=votes, random_state=0)},
        {"point": lambda: run_pipeline(votes=small, random_state=0)},
        facts,
    )


if __name__ == "__main__":
    main()
