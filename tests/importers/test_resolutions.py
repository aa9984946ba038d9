"""The list of roll calls, whose descriptions are the statements of the General Assembly's votes."""

from pathlib import Path

from comity.importers import align_statements, read_statements, read_statements_file, read_votes
from tests.importers.conftest import Written


def test_the_description_is_the_text(written: Written) -> None:
    read = read_statements_file(written('rcid,session,short,descr\n77,1.0,ARMS,"Arms, and how to control them"\n'))
    assert (read.format, read.statements.ids.tolist()) == ("resolutions", ["77"])
    assert read.statements.text(0, "en") == ("Arms, and how to control them", "")
    assert read.ignored[0].parameters["columns"] == "2 (session), 3 (short)"


def test_every_roll_call_of_ten_years_is_described(shared_data: Path) -> None:
    folder = shared_data / "unga_votes"
    votes = read_votes(folder / "un_votes_2000_2009.csv").votes
    statements = read_statements(folder / "un_roll_calls.csv")
    assert len(statements.ids) == 6_203
    aligned, told = align_statements(statements, votes)
    assert all(aligned.texts[""].tolist())
    assert [(warned.code, warned.parameters["count"]) for warned in told] == [("statements.without_votes", 6_203 - 935)]
