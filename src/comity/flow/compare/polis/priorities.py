"""How often the Polis method shows a statement to the next person."""

import numpy as np
from numpy.typing import NDArray

from comity.flow.compare.polis.statements import GroupVotes, share

Floats = NDArray[np.float64]

META_PRIORITY = 49.0
NEW_STATEMENT_BOOST = 8.0
BOOST_HALVES_EVERY = 5.0


def comment_priorities(counts: GroupVotes, extremity: Floats, meta: NDArray[np.bool_]) -> Floats:
    """(S,) a statement is drawn with probability proportional to this.

    importance = (1 - share passing) (extremity + 1) (share agreeing), over the people in the groups, squared after a
    boost of 1 + 8 * 2^(-seen / 5) that fades as votes come in. Meta statements have 49.
    """
    agreed, passed, seen = counts.agree.sum(axis=0), counts.passed.sum(axis=0), counts.seen.sum(axis=0)
    importance = (1 - share(passed, seen)) * (extremity + 1) * share(agreed, seen)
    boost = 1 + NEW_STATEMENT_BOOST * 2.0 ** (-seen / BOOST_HALVES_EVERY)
    return np.asarray(np.where(meta, META_PRIORITY, (importance * boost) ** 2), dtype=np.float64)
