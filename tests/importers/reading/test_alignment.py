"""What one file has and the other lacks."""

import numpy as np

from comity.importers import align_participants, align_statements
from comity.terms.statements import Participants, Statements
from comity.terms.votes import Votes

VOTES = Votes.from_triples(["2", "10", "1"], ["s2", "s1", "s3"], [0, 1, 2], [0, 1, 2], [1, -1, 0])


def test_statements_are_brought_into_the_order_of_the_votes() -> None:
    texts = {"en": np.array(["three", "one", "nine"]), "fr": np.array(["trois", "", "neuf"])}
    moderation = np.array([-1, 1, 1], dtype=np.int8)
    aligned, told = align_statements(
        Statements(np.array(["s3", "s1", "s9"]), texts, moderation, np.array([True, False, True])), VOTES
    )
    assert aligned.ids.tolist() == ["s1", "s2", "s3"]
    assert aligned.texts["en"].tolist() == ["one", "", "three"]
    assert aligned.texts["fr"].tolist() == ["", "", "trois"]
    assert (aligned.moderation.tolist(), aligned.meta.tolist()) == ([1, 0, -1], [False, False, True])
    assert [(warned.code, warned.parameters) for warned in told] == [
        ("statements.without_text", {"count": 1, "ids": "s2"}),
        ("statements.without_votes", {"count": 1, "ids": "s9"}),
    ]


def test_participants_are_brought_into_the_order_of_the_votes() -> None:
    people = Participants(np.array(["10", "11", "1"]), {"region": np.array(["Asia", "Europe", "Africa"])})
    aligned, told = align_participants(people, VOTES)
    assert aligned.ids.tolist() == ["1", "2", "10"]
    assert aligned.columns["region"].tolist() == ["Africa", "", "Asia"]
    assert people.columns["region"].tolist() == ["Asia", "Europe", "Africa"]
    assert [(warned.code, warned.parameters) for warned in told] == [
        ("participants.unknown", {"count": 1, "ids": "2"}),
        ("participants.without_votes", {"count": 1, "ids": "11"}),
    ]


def test_where_nothing_is_known_nothing_is_said() -> None:
    statements, told = align_statements(None, VOTES)
    assert (statements.ids.tolist(), statements.texts, told) == (["s1", "s2", "s3"], {}, ())
    assert (statements.moderation.tolist(), statements.meta.tolist()) == ([0, 0, 0], [False, False, False])
    people, told = align_participants(None, VOTES)
    assert (people.ids.tolist(), people.columns, told) == (["1", "2", "10"], {}, ())
