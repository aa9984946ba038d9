"""Bringing statements and participants into the order of the votes, and saying what one has and the other lacks."""

import numpy as np
from numpy.typing import NDArray

from comity.importers.reading.wording import column_list
from comity.terms.comparison import Warned
from comity.terms.statements import UNMODERATED, Participants, Statements
from comity.terms.votes import Votes


def align_statements(statements: Statements | None, votes: Votes) -> tuple[Statements, tuple[Warned, ...]]:
    """The statements of `votes`, in their order, with what `statements` knows of them (None: nothing).

    A statement it lacks has no text and is not yet moderated: warning `statements.without_text`. One that nobody voted
    on is left out: warning `statements.without_votes`. Both carry a count and a few of the ids.
    """
    ids = votes.statements
    if statements is None or not len(statements.ids):
        return Statements(ids, {}, np.full(len(ids), UNMODERATED, np.int8), np.zeros(len(ids), np.bool_)), ()
    place, known = _found(ids, statements.ids)
    aligned = Statements(
        ids=ids,
        texts={language: _picked(texts, place, known) for language, texts in statements.texts.items()},
        moderation=np.where(known, statements.moderation[place], UNMODERATED).astype(np.int8),
        meta=known & statements.meta[place],
    )
    return aligned, _differences("statements.without_text", "statements.without_votes", ids, statements.ids, known)


def align_participants(participants: Participants | None, votes: Votes) -> tuple[Participants, tuple[Warned, ...]]:
    """The participants of `votes`, in their order, with what `participants` knows of them (None: nothing).

    Of one it lacks every column is "": warning `participants.unknown`. One who cast no vote is left out: warning
    `participants.without_votes`. Both carry a count and a few of the ids.
    """
    ids = votes.participants
    if participants is None or not len(participants.ids):
        return Participants(ids, {}), ()
    place, known = _found(ids, participants.ids)
    columns = {name: _picked(values, place, known) for name, values in participants.columns.items()}
    told = _differences("participants.unknown", "participants.without_votes", ids, participants.ids, known)
    return Participants(ids, columns), told


def _found(ids: NDArray[np.str_], among: NDArray[np.str_]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Where each of `ids` stands in `among` (any position where it does not), and whether it does."""
    order = np.argsort(among, kind="stable")
    place = order[np.minimum(np.searchsorted(among[order], ids), len(among) - 1)]
    return place, among[place] == ids


def _picked(values: NDArray[np.str_], place: NDArray[np.intp], known: NDArray[np.bool_]) -> NDArray[np.str_]:
    picked = values[place]
    picked[~known] = ""
    return picked


def _differences(
    lacking: str, unused: str, ids: NDArray[np.str_], others: NDArray[np.str_], known: NDArray[np.bool_]
) -> tuple[Warned, ...]:
    absent = (ids[~known], others[~np.isin(others, ids)])
    return tuple(
        Warned(code, {"count": len(found), "ids": column_list(found.tolist())})
        for code, found in zip((lacking, unused), absent, strict=True)
        if len(found)
    )
