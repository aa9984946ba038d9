"""Samples: small, valid, and made for one another."""

from pathlib import Path

import pytest

from comity.cli.sample import SAMPLES
from comity.importers import (
    align_participants,
    align_statements,
    read_participants,
    read_shares_file,
    read_statements,
    read_votes,
)
from tests.cli.conftest import Say


def test_the_three_shapes_of_votes_hold_the_same_votes(samples: Path) -> None:
    digests = {read_votes(samples / f"{name}.csv").votes.input_digest for name in SAMPLES if name.startswith("votes")}
    assert len(digests) == 1


def test_the_files_fit_together(samples: Path) -> None:
    votes = read_votes(samples / "votes.csv").votes
    statements, more = align_statements(read_statements(samples / "statements.csv"), votes)
    assert more == () and set(statements.texts) == {"en", "fr"}
    participants, more = align_participants(read_participants(samples / "participants.csv"), votes)
    assert more == () and set(participants.columns) == {"country", "kind"}
    for name in ("margins", "reference"):
        assert {column for column, _, _ in read_shares_file(samples / f"{name}.csv").shares} <= {"region", "sids"}


def test_they_are_small(samples: Path) -> None:
    assert all((samples / f"{name}.csv").stat().st_size < 8_000 for name in SAMPLES)


@pytest.mark.parametrize(("name", "said"), [("vote", "expected perhaps votes"), ("../votes", "expected")])
def test_another_name_is_refused(say: Say, name: str, said: str) -> None:
    code, out, err = say("sample", name)
    assert (code, out) == (2, "") and said in err
