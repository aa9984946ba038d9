"""The way in: which format a file is in, what is said when it is in none, and that nothing else is ever raised."""

import gzip
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity import importers
from comity.importers import (
    formats,
    read_participants,
    read_participants_file,
    read_statements,
    read_statements_file,
    read_votes,
    recognised,
)
from comity.importers.reading import source
from comity.importers.reading.table import open_table
from comity.terms.errors import ComityError
from comity.terms.votes import Votes
from tests.importers.conftest import Refused, Written

FOLDER = Path(importers.__file__).parent
KINDS = ("votes", "statements", "participants", "shares")


def test_every_module_of_the_package_is_a_format_with_sniff_and_read() -> None:
    # A bundle of the record is no table that a header could tell; it is read line by line.
    modules = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "record_bundle"}
    found = {name: module for kind in KINDS for name, module in formats(kind).items()}
    assert set(found) == modules
    assert all(module.COLUMNS and callable(module.sniff) and callable(module.read) for module in found.values())


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("participant,statement,vote", "long"),
        ("Vote,Statement,Participant,timestamp,note", "long"),
        ("timestamp,datetime,comment-id,voter-id,vote", "polis_votes"),
        ("timestamp,datetime,comment-id,voter-id,vote,important", "polis_votes"),
        ("participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,2", "wide"),
        ("participant,xid,group-id,0,1", "wide"),
        ("participant,0,1,2", "wide"),
        ("rcid,country,country_code,vote", "roll_calls"),
        ("rcid,country_code,vote", "roll_calls"),
    ],
)
def test_the_header_shows_the_format(header: str, name: str) -> None:
    assert [found for found, module in formats("votes").items() if module.sniff(header.split(","))] == [name]


def test_unknown_columns_are_named_beside_the_expected_ones(refused: Refused) -> None:
    error = refused("who,what,how\n1,2,3\n")
    assert (error.code, error.parameters["row"]) == ("votes.unknown_columns", 1)
    assert error.parameters["found"] == "who, what, how"
    assert "participant,statement,vote" in str(error.parameters["expected"])
    assert "timestamp,datetime,comment-id,voter-id,vote" in str(error.parameters["expected"])
    assert refused("a,b\n1,2\n", read_statements).code == "statements.unknown_columns"
    assert refused("a,b\n1,2\n", read_participants).code == "participants.unknown_columns"


def test_of_very_many_unknown_columns_a_few_are_named_and_the_rest_counted(refused: Refused) -> None:
    error = refused(",".join(f"c{i}" for i in range(10_000)) + "\n")
    assert error.parameters["found"] == "c0, c1, c2, c3, c4, c5, c6, c7, … (10000)"


def test_columns_of_two_formats_at_once_are_refused(refused: Refused) -> None:
    error = refused("participant,statement,vote,voter-id,comment-id\n1,2,1,1,2\n")
    assert (error.code, error.parameters["expected"]) == ("votes.ambiguous_columns", "long, polis_votes")


@pytest.mark.parametrize(("mark", "named"), [(";", ";"), ("\t", "\\t"), ("|", "|")])
def test_cells_parted_by_another_mark_than_a_comma(refused: Refused, mark: str, named: str) -> None:
    error = refused(f"participant{mark}statement{mark}vote\n1{mark}2{mark}1\n")
    assert (error.code, error.parameters) == ("csv.not_comma", {"row": 1, "found": named})


def test_an_unknown_wish_for_duplicates_is_refused(written: Written) -> None:
    with pytest.raises(ComityError, match="bad_duplicates"):
        read_votes(written("participant,statement,vote\n1,2,1\n"), duplicates="first")


def test_standard_input_is_read_for_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    text = b"participant,statement,vote\n1,2,1\n"
    for content in (text, gzip.compress(text), zipped({"v.csv": text})):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert read_votes("-").votes.values.tolist() == [1]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    with pytest.raises(ComityError) as caught:
        read_votes("-")
    assert (caught.value.code, caught.value.parameters) == ("file.empty", {"file": "-"})


# --- any bytes at all ---------------------------------------------------------------------------------------------

MARKS = (",", ",", ",", ",", "\n", "\n", "\r\n", "\r", '"', '""', " ", "\ufeff", "é", "\x00", "\u202e", "\x1b[2J")
NAMES = (
    "participant",
    "statement",
    "vote",
    "voter-id",
    "comment-id",
    "timestamp",
    "rcid",
    "country_code",
    "id",
    "text_en",
)
VALUES = ("0", "1", "-1", "7", "agree", "yes", "NA", "'=1", "12345678901234567890", "2024-05-01T10:00:00Z")
TOKENS = st.sampled_from([*MARKS, *NAMES, *VALUES])
HEADERS = (
    "participant,statement,vote",
    "participant,statement,vote,timestamp",
    "timestamp,datetime,comment-id,voter-id,vote",
    "participant,1,2",
    "participant,group-id,0,1",
    "rcid,country,country_code,vote",
    "comment-id,comment-body,moderated,is-meta",
    "statement,text,text_fr",
    "id,region",
    "country_code,x",
)


@st.composite
def hostile(draw: st.DrawFn) -> bytes:
    """Bytes that begin like a table more often than chance would have it."""
    text = (
        draw(st.sampled_from(HEADERS))
        + draw(st.sampled_from(["\n", ""]))
        + "".join(draw(st.lists(TOKENS, max_size=30)))
    )
    content = text.encode("utf-8") + draw(st.binary(max_size=4))
    packing = draw(st.sampled_from([lambda raw: raw, lambda raw: raw, gzip.compress, lambda raw: zipped({"v": raw})]))
    packed = packing(content)
    return packed[: draw(st.integers(0, len(packed)))] if draw(st.booleans()) else packed


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=hostile() | st.binary(max_size=60), encoding=st.sampled_from([None, None, "latin-1", "utf-16", "no-such"])
)
def test_no_bytes_raise_anything_but_a_comity_error(tmp_path: Path, content: bytes, encoding: str | None) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    for read in (read_votes, read_statements_file, read_participants_file):
        try:
            read(path, encoding=encoding)
        except ComityError as error:
            assert "\n" not in str(error) and "\x1b" not in str(error)


# --- one meaning, whichever way a block is read -----------------------------------------------------------------


def meaning(path: Path, vectorised: bool) -> tuple[object, ...]:
    """All that a file of votes says, or all that is said against it."""
    try:
        with open_table(path, vectorised=vectorised) as table:
            read = recognised(table, "votes").read(table, duplicates="error")
    except ComityError as error:
        return error.code, error.parameters
    return read.votes.input_digest, read.format, read.ignored, read.groups


CELLS = st.sampled_from(
    ["0", "1", "-1", "1", "2", " 1", "agree", "PASS", '"1"', '"a,b"', "007", "x" * 9, "é", "", "1.0"]
)
LINES = st.lists(CELLS, min_size=2, max_size=4).map(",".join)


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.sampled_from(
        ["participant,statement,vote", "participant,1,2", "rcid,country_code,vote", '"participant",a']
    ),
    lines=st.lists(LINES | st.sampled_from(["", " ", ",,", "1,2,1", "1,2,1", '3,"4",1', "12345678,3,-1"]), max_size=12),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    last=st.booleans(),
)
def test_cells_cut_out_by_arithmetic_say_what_parsed_ones_do(
    tmp_path: Path, header: str, lines: list[str], end: str, last: bool
) -> None:
    path = tmp_path / "votes.csv"
    path.write_bytes((end.join([header, *lines]) + end * last).encode("utf-8"))
    with pytest.MonkeyPatch.context() as patch:
        whole = meaning(path, vectorised=False)
        assert meaning(path, vectorised=True) == whole
        patch.setattr(source, "BLOCK", 7)  # every line and every line end is now cut somewhere
        assert meaning(path, vectorised=True) == whole
        assert meaning(path, vectorised=False) == whole


# --- the same votes in every shape ------------------------------------------------------------------------------

IDS = st.one_of(
    st.integers(0, 30).map(str),
    st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters=',"'), min_size=1, max_size=12),
    st.sampled_from(["007", "NA", "=1+1", "-3", "id,with comma", 'a "quoted" one', "ünïcode", "标识", "x" * 70]),
)
BALLOTS = st.dictionaries(st.tuples(IDS, IDS), st.sampled_from([-1, 0, 1]), min_size=1, max_size=25)


def quoted(cell: str) -> str:
    escaped = "'" + cell if cell.lstrip("'")[:1] in ("=", "+", "-", "@") else cell
    return '"' + escaped.replace('"', '""') + '"' if any(mark in escaped for mark in ',"\n') else escaped


def shapes(ballots: dict[tuple[str, str], int]) -> dict[str, list[str]]:
    statements = sorted({statement for _, statement in ballots})
    people = sorted({person for person, _ in ballots})
    rows = list(ballots.items())
    words = {1: "Agree", 0: "pass", -1: "DISAGREE"}
    return {
        "long": ["participant,statement,vote", *(f"{quoted(p)},{quoted(s)},{v}" for (p, s), v in rows)],
        "words": ["statement,vote,participant", *(f"{quoted(s)},{words[v]},{quoted(p)}" for (p, s), v in rows)],
        "polis": [
            "timestamp,datetime,comment-id,voter-id,vote",
            *(f"1,Thu Jan 01 00:00:01 UTC 1970,{quoted(s)},{quoted(p)},{v}" for (p, s), v in rows),
        ],
        "wide": [
            ",".join(["participant", *map(quoted, statements)]),
            *(",".join([quoted(p), *(str(ballots.get((p, s), "")) for s in statements)]) for p in people),
        ],
    }


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ballots=BALLOTS, order=st.randoms(use_true_random=False))
def test_the_same_votes_come_out_of_every_shape_in_any_order_of_rows(
    tmp_path: Path, ballots: dict[tuple[str, str], int], order: object
) -> None:
    ours = {"participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", "xid"}
    ballots = {key: vote for key, vote in ballots.items() if key[1].casefold() not in ours | {"statement", "vote"}}
    if not ballots:
        return
    people, statements = ({key[side] for key in ballots} for side in (0, 1))
    ids = [sorted(people), sorted(statements)]
    places = [(ids[0].index(person), ids[1].index(statement)) for person, statement in ballots]
    expected = Votes.from_triples(*ids, *np.array(places).T, list(ballots.values()))
    for shape, (header, *rows) in shapes(ballots).items():
        order.shuffle(rows)  # type: ignore[attr-defined]
        path = tmp_path / f"{shape}.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        assert read_votes(path).votes.input_digest == expected.input_digest, shape


# --- large files ------------------------------------------------------------------------------------------------


def test_a_large_file_is_read_without_an_object_for_every_vote(
    written: Written, large: tuple[str, int], measured: Callable[[Callable[[], object]], tuple[float, int]]
) -> None:
    text, rows = large
    path = written(text)
    seconds, peak = measured(lambda: read_votes(path))
    # A tuple of three takes 64 bytes before what it holds; here a vote takes about 130 in all, arrays included.
    assert peak < 200 * rows + 10_000_000
    assert seconds < 3


@pytest.fixture(scope="module")
def large() -> tuple[str, int]:
    rows = 200_000
    draw = np.random.default_rng(7)
    cells = draw.choice(20_000 * 500, rows, replace=False)
    people, statements, votes = cells // 500, cells % 500, draw.integers(-1, 2, rows)
    lines = (
        f"{1_564_963_436_000 + i},Mon Aug 05 2019,{s},{p},{v}"
        for i, (p, s, v) in enumerate(zip(people, statements, votes, strict=True))
    )
    return "\n".join(["timestamp,datetime,comment-id,voter-id,vote", *lines]), rows


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()
