"""Every bad input of a long list, through the command as a user gives it: a right answer, or one line that says what,
where and what was expected. Never a traceback, never a silent drop."""

import gzip
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, Say

HEADER = "participant,statement,vote\n"
FULL = HEADER + "".join(f"p{p},s{s},{(p * s) % 3 - 1}\n" for p in range(1, 13) for s in range(1, 7))


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("votes.csv", content)
    return packed.getvalue()


REFUSED: dict[str, tuple[bytes, str]] = {
    "an empty file": (b"", "votes.csv is empty; expected a header and at least one row."),
    "a header alone": (HEADER.encode(), "below the header in row 1 there is nothing"),
    "unknown columns": (b"who,what,how\na,b,1\n", "row 1: the columns are who, what, how; expected participant"),
    "a vote of 7": (HEADER.encode() + b"a,s,1\nb,s,7\n", "row 3, column 3 (vote): 7 is no vote; expected one of -1,"),
    "a truncated line": (HEADER.encode() + b"a,s,1\nb,s\n", "row 3, column 3 (vote): the row has 2 cells; expected 3"),
    "a quotation mark never closed": (HEADER.encode() + b'a,"s,1\n', "row 2, column 2 (statement): a quotation mark"),
    "two different votes": (HEADER.encode() + b"a,s,1\na,s,-1\n", "rows 2 and 3: participant a voted differently"),
    "latin-1": ("participant,statement,vote\nJosé,s,1\n".encode("latin-1"), "row 2, column 1 (participant): byte"),
    "UTF-16": (FULL.encode("utf-16"), "is saved in utf-16"),
    "semicolons": (FULL.replace(",", ";").encode(), "row 1: cells are parted by ;; expected commas."),
    "a zero byte": (HEADER.encode() + b"a,s,\x001\n", "row 2: a zero byte"),
    "a line without end": (HEADER.encode() + b"x" * (3 << 20), "row 2: the row is longer than"),
    "too many columns": (("participant," + ",".join(map(str, range(30_000)))).encode(), "30,001 columns; expected"),
    "a zip bomb": (zipped(b"participant,statement,vote\n" + b"\0" * (1 << 28)), "votes.csv"),
    "a gzip bomb": (gzip.compress(FULL.encode() + b"a,s,1\n" * (1 << 24)), "votes.csv"),
    "half an archive": (gzip.compress(FULL.encode() * 50)[:200], "is damaged or cut short"),
    "a picture": (b"%PDF-1.7 ...................", "votes.csv is a PDF file; expected a table saved as CSV."),
    "a spreadsheet": (zipped(b"")[:4] + b"xl/workbook.xml" * 9, "votes.csv"),
    "an id that does not show": (HEADER.encode() + "a\u2028b,s,1\n".encode(), "invisible character U+2028"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_line(run: Run, tmp_path: Path, kind: str) -> None:
    content, said = REFUSED[kind]
    (tmp_path / "votes.csv").write_bytes(content)
    done = run("compare", "votes.csv", "--json", "out.json")
    _check_refusal(done, said)
    assert not (tmp_path / "out.json").exists()


def _check_refusal(done: "subprocess.CompletedProcess[bytes]", said: str) -> None:
    error = done.stderr.decode("utf-8")
    assert (done.returncode, done.stdout) == (2, b"")
    assert error.count("\n") == 1 and error.endswith(".\n"), error
    assert error.startswith("comity: ") and said in error, error
    assert len(error) < 700 and error[:-1].isprintable(), error


def test_a_folder_and_a_file_that_is_not_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "votes").mkdir()
    _check_refusal(run("compare", "votes"), "votes is a folder; expected a file in it.")
    (tmp_path / "votes.csv").write_text(FULL)
    _check_refusal(run("compare", "vote.csv"), "vote.csv: there is no file of this name; expected perhaps votes.csv.")
    _check_refusal(run("compare", "a\nb\x1b[2J.csv"), "there is no file of this name")


def test_two_gigabytes_in_one_line_are_refused_at_once(tmp_path: Path) -> None:
    """The line is fed for as long as anybody reads it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "comity", "compare", "-"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    fed, block = 0, b"x" * (1 << 20)
    try:
        process.stdin.write(HEADER.encode())
        while fed < 2 << 30:
            fed += process.stdin.write(block)
    except BrokenPipeError:
        pass
    out, error = process.communicate()
    assert fed < 16 << 20
    _check_refusal(subprocess.CompletedProcess("comity", process.returncode, out, error), "row 2: the row is longer")


ANSWERED: dict[str, bytes] = {
    "one participant": HEADER.encode() + b"a,s,1\na,t,-1\n",
    "one statement": HEADER.encode() + b"a,s,1\nb,s,-1\nc,s,0\n",
    "one vote": HEADER.encode() + b"a,s,1\n",
    "passes only": FULL.replace(",-1", ",0").replace(",1\n", ",0\n").encode(),
    "the same vote from everybody": FULL.replace(",-1", ",1").replace(",0\n", ",1\n").encode(),
    "a byte-order mark and CRLF": b"\xef\xbb\xbf" + FULL.replace("\n", "\r\n").encode(),
    "a packed file": gzip.compress(FULL.encode()),
    "a zipped file": zipped(FULL.encode()),
    "10,000 columns": (
        "participant,"
        + ",".join(f"s{n}" for n in range(10_000))
        + "\n"
        + "".join(
            f"p{p}," + ",".join(str((p + n) % 3 - 1) if n % 97 == p else "" for n in range(10_000)) + "\n"
            for p in range(20)
        )
    ).encode(),
}


@pytest.mark.parametrize("kind", ANSWERED)
def test_what_is_poor_but_sound_is_answered(say: Say, tmp_path: Path, kind: str) -> None:
    (tmp_path / "votes.csv").write_bytes(ANSWERED[kind])
    for method in ("comity", "polis"):
        code, out, err = say("compare", "votes.csv", "--json", "-", "--method", method)
        assert code == 0, err
        found = json.loads(out)
        assert found["groups"]["k"] >= 1
        assert len(found["statements_detail"]) == found["statements"]
    code, _, err = say("compare", "votes.csv", "--out", "report")
    assert code == 0, err
    assert (tmp_path / "report" / "report.html").stat().st_size > 10_000


def test_a_file_in_latin1_is_read_where_its_encoding_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_bytes("participant,statement,vote\nJosé,s,1\nAna,s,0\n".encode("latin-1"))
    done = run("compare", "votes.csv", "--encoding", "latin-1", "--json", "-")
    assert "José" in json.loads(done.stdout)["positions"]


def test_repeated_votes_are_counted_and_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text(FULL + "p1,s1,0\n")
    done = run("compare", "votes.csv", "--json", "-")
    assert "votes.csv: 1 vote repeats an earlier one and was counted once." in done.stderr.decode()
    assert [one for one in json.loads(done.stdout)["warnings"] if one["code"] == "votes.repeated"]
    (tmp_path / "votes.csv").write_text(FULL + "p1,s1,1\n")
    assert run("compare", "votes.csv", "--json", "-").returncode == 2
    done = run("compare", "votes.csv", "--duplicates", "last", "--json", "-")
    assert json.loads(done.stdout)["votes"] == 72


HOSTILE = [
    '=HYPERLINK("http://x")',
    "<script>alert(1)</script><b>bold</b>",
    "\u202eright to left \u2067and back",
    "@SUM(1)",
    "'=quoted",
    "plain",
]


def test_hostile_texts_stay_text(run: Run, tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text(FULL)
    rows = "".join('s{},"{}"\n'.format(n, text.replace('"', '""')) for n, text in enumerate(HOSTILE, 1))
    (tmp_path / "statements.csv").write_text("statement,text\n" + rows.replace("'=", "''="), encoding="utf-8")
    done = run("compare", "votes.csv", "--statements", "statements.csv", "--out", "report", "--title", "<i>A</i>")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page and "<b>bold" not in page and "<i>A" not in page and "\u202e" not in page
    found: dict[str, Any] = json.loads((tmp_path / "report" / "result.json").read_text(encoding="utf-8"))
    assert [one["text"]["und"] for one in found["statements_detail"]] == HOSTILE
    table = (tmp_path / "report" / "tables" / "statements.csv").read_text(encoding="utf-8")
    assert '"\'=HYPERLINK(""http://x"")"' in table and ",'@SUM(1)," in table
    again = run("compare", "votes.csv", "--statements", "report/tables/statements.csv", "--json", "-")
    assert [one["text"]["und"] for one in json.loads(again.stdout)["statements_detail"]] == HOSTILE


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "expected VOTES"),
        (["votes.csv", "more.csv"], "has no use for more.csv"),
        (["votes.csv", "--sed", "1"], "has no option --sed; expected perhaps --seed."),
        (["votes.csv", "--seed"], "Nothing stands behind --seed; expected N."),
        (["votes.csv", "--seed", "-1"], "--seed cannot be -1; expected a whole number of 0 or more."),
        (["votes.csv", "--most-groups", "0"], "--most-groups cannot be 0; expected a whole number of 1 or more."),
        (["votes.csv", "--method", "polls"], "--method cannot be polls; expected perhaps polis"),
        (["votes.csv", "--by", "region"], "expected a file of participants"),
        (["votes.csv", "--participants", "people.csv", "--by", "sise"], "there is size"),
        (["votes.csv", "--participants", "people.csv", "--weight", "column:size"], "The weight big in column size"),
        (["votes.csv", "--participants", "people.csv", "--weight", "rake:people.csv"], "expected column,value,share"),
        (["votes.csv", "--weight", "fair"], "There is no rule of weights fair"),
        (["-", "--statements", "-"], "Standard input (-) is named for more than one file"),
        (["votes.csv", "--engine", "fast"], "fast"),
        (["votes.csv", "--encoding", "klingon"], "There is no encoding for text called klingon"),
        (["votes.csv", "--out", "people.csv"], "people.csv is a file; expected a folder"),
        (["votes.csv", "--out", "."], "holds what Comity did not write there (people.csv, votes.csv)"),
        (["votes.csv", "--json", "no/where.json"], "no/where.json cannot be written"),
        (["votes.csv", "--quiet=yes"], "--quiet was given yes; expected --quiet alone."),
        (["votes.csv", "--seed", "1", "--seed=2"], "--seed is given more than once"),
    ],
)
def test_bad_use_is_refused_in_one_line(say: Say, tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "votes.csv").write_text(FULL)
    (tmp_path / "people.csv").write_text("participant,size\np1,big\np2,2\n")
    code, out, error = say("compare", *words)
    _check_refusal(subprocess.CompletedProcess("comity", code, out.encode(), error.encode()), said)


def test_statements_and_participants_are_refused_by_their_own_names(run: Run, tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text(FULL)
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    for option in ("--statements", "--participants", "--reference"):
        _check_refusal(run("compare", "votes.csv", option, "bad.csv"), "bad.csv, row 1: the columns are a, b; expected")
