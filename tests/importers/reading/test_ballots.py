"""One vote for each person and statement, as a slow and simple count would have it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.importers.reading import ballots
from comity.importers.reading.ballots import Ballots, text_array
from comity.terms.errors import ComityError

CAST = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(-1, 1), st.integers(0, 3)), min_size=1)


def made(cast: list[tuple[int, int, int, int]], timed: bool) -> Ballots:
    person, statement, vote, time = np.array(cast).T
    return Ballots(
        file="votes.csv",
        people=["d", "c", "b", "a"],
        statements=["10", "9", "8", "7"],
        person=person,
        statement=statement,
        vote=vote.astype(np.int8),
        time=time if timed else None,
        row_of=lambda position: position + 2,
    )


@given(cast=CAST, timed=st.booleans())
def test_the_latest_vote_counts_and_the_rest_are_counted(cast: list[tuple[int, int, int, int]], timed: bool) -> None:
    last: dict[tuple[str, str], tuple[int, int, int]] = {}
    for place, (person, statement, vote, time) in enumerate(cast):
        key = ("dcba"[person], str(10 - statement))
        last[key] = max(last.get(key, (-1, -1, 0)), (time if timed else 0, place, vote))
    votes, told = made(cast, timed).votes("last")
    assert (votes.participants.tolist(), votes.statements.tolist()) == (["a", "b", "c", "d"], ["7", "8", "9", "10"])
    found = {
        (str(votes.participants[person]), str(votes.statements[place])): int(vote)
        for person in range(4)
        for place, vote in zip(
            votes.indices[slice(*votes.indptr[person : person + 2])],
            votes.values[slice(*votes.indptr[person : person + 2])],
            strict=True,
        )
    }
    assert found == {key: vote for key, (_, _, vote) in last.items()}
    assert sum(int(str(warned.parameters["count"])) for warned in told) == len(cast) - len(last)


@given(cast=CAST)
def test_a_conflict_names_the_first_row_that_contradicts_an_earlier_one(cast: list[tuple[int, int, int, int]]) -> None:
    seen: dict[tuple[int, int], int] = {}
    expected = None
    for place, (person, statement, vote, _) in enumerate(cast):
        earlier = seen.get((person, statement))
        if earlier is not None and cast[earlier][2] != vote:
            expected = (earlier + 2, place + 2)
            break
        seen[person, statement] = place
    try:
        made(cast, timed=False).votes("error")
        found = None
    except ComityError as error:
        found = (error.parameters["first"], error.parameters["second"])
    assert found == expected


def test_numbers_too_large_to_sort_at_once_are_sorted_all_the_same() -> None:
    cell = np.array([2**61, 5, 2**61, 5], dtype=np.int64)
    assert ballots._stable_order(cell).tolist() == [1, 3, 0, 2]


def test_an_array_of_text_larger_than_memory_is_refused() -> None:
    with pytest.raises(ComityError) as caught:
        text_array("x.csv", ["a"] * 10_000 + ["b" * 100_000])
    assert (caught.value.code, caught.value.parameters) == (
        "file.text_too_large",
        {"file": "x.csv", "found": 100_000, "expected": 2},
    )
