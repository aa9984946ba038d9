"""Statements as Polis exports them."""

from pathlib import Path

import pytest

from comity.importers import read_statements, read_statements_file
from tests.importers.conftest import Refused, Written

HEADER = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"


def test_texts_are_kept_as_they_were_written(written: Written) -> None:
    bodies = [
        "<b onclick=alert(1)>bold</b> & more",
        "\u200fقرار\u200e \u202eabc\u202c",
        " two  spaces \n and a line",
        "=not, escaped",
    ]
    rows = "".join(f'1,x,{10 - i},0,0,0,1,"{body}"\n' for i, body in enumerate(bodies))
    statements = read_statements(written(HEADER + rows))
    assert statements.ids.tolist() == ["7", "8", "9", "10"]
    assert statements.texts[""].tolist() == bodies[::-1]


def test_an_escaped_formula_is_the_text_it_was(written: Written) -> None:
    rows = "1,x,0,0,0,0,1,'=1+1\n1,x,1,0,0,0,1,'tis so\n1,x,2,0,0,0,1,''@home\n1,x,3,0,0,0,1,-1 is not escaped\n"
    assert read_statements(written(HEADER + rows)).texts[""].tolist() == [
        "=1+1",
        "'tis so",
        "'@home",
        "-1 is not escaped",
    ]


def test_moderation_and_meta(written: Written) -> None:
    rows = "b,0,1,true\na,1,-1,f\nc,2,0,\nd,3,,TRUE\n"
    statements = read_statements(written("comment-body,comment-id,moderated,is-meta\n" + rows))
    assert statements.moderation.tolist() == [1, -1, 0, 0]
    assert statements.meta.tolist() == [True, False, False, True]
    bare = read_statements(written("comment-id,comment-body\n0,a\n"))
    assert (bare.moderation.tolist(), bare.meta.tolist()) == ([0], [False])


def test_what_cannot_be_moderation_or_meta(refused: Refused) -> None:
    error = refused("comment-id,comment-body,moderated\n0,a,2\n", read_statements)
    assert (error.code, error.parameters) == (
        "statements.bad_moderation",
        {"row": 2, "column": "3 (moderated)", "found": "2", "expected": "-1, 0, 1"},
    )
    assert refused("comment-id,comment-body,is-meta\n0,a,maybe\n", read_statements).code == "statements.bad_meta"


def test_a_statement_twice_names_both_rows(refused: Refused) -> None:
    error = refused('comment-id,comment-body\n0,"a\nb"\n1,c\n 0,d\n', read_statements)
    assert (error.code, error.parameters) == ("statements.duplicate", {"first": 2, "second": 5, "found": "0"})


@pytest.mark.parametrize(
    ("name", "accepted", "undecided", "rejected"),
    [
        ("15-per-hour-seattle", 30, 1, 23),
        ("brexit-consensus", 50, 0, 0),
        ("scoop-hivemind.biodiversity", 154, 0, 162),
        ("vtaiwan.uberx", 99, 20, 78),
        ("american-assembly.bowling-green", 607, 0, 289),
    ],
)
def test_real_conversations(shared_data: Path, name: str, accepted: int, undecided: int, rejected: int) -> None:
    read = read_statements_file(shared_data / "polis" / name / "comments.csv")
    moderation = read.statements.moderation.tolist()
    assert (moderation.count(1), moderation.count(0), moderation.count(-1)) == (accepted, undecided, rejected)
    assert all(read.statements.texts[""].tolist())
