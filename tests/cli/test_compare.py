"""comity compare: summary, JSON and report, in every language, the same for the same votes."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from comity.cli.options import TAGS
from comity.exporters.json import schema
from tests.cli.conftest import Run, Say

CONVERSATIONS = (
    "15-per-hour-seattle",
    "american-assembly.bowling-green",
    "brexit-consensus",
    "scoop-hivemind.biodiversity",
    "vtaiwan.uberx",
)
ALL = ("--statements", "statements.csv", "--participants", "participants.csv", "--by", "region", "--by", "sids")


def check(text: str) -> Any:
    document = json.loads(text)
    jsonschema.validate(document, json.loads(schema("compare")), cls=jsonschema.Draft202012Validator)
    return document


def test_without_anywhere_to_write_a_summary_is_printed(say: Say, samples: Path) -> None:
    code, out, err = say("compare", "votes.csv", *ALL)
    assert code == 0
    assert out.startswith("What 23 participants share, and where they divide\n23 participants · 23 countries · 8 state")
    for heading in ("The groups", "What is shared", "Where views divide", "Who is missing", "Read with care"):
        assert f"\n\n{heading}\n" in out
    assert "Only 23 participants voted" in out and "Only 23 participants voted" in err
    assert max(map(len, out.splitlines())) <= 80


def test_json_on_standard_output_is_nothing_else(run: Run, samples: Path) -> None:
    done = run("compare", "votes.csv", *ALL, "--json", "-")
    document = check(done.stdout.decode())
    assert document["participants"] == 23
    assert set(document["statements_detail"][0]["strata"]) == {"region", "sids"}
    assert "Only 23 participants voted" in done.stderr.decode()
    assert document["warnings"][0]["code"] == "compare.few_people"


def test_a_folder_holds_report_data_and_tables(say: Say, samples: Path) -> None:
    code, out, err = say("compare", "votes.csv", *ALL, "--out", "report", "--json", "r.json", "--title", "Our views")
    assert (code, out) == (
        0,
        "Report: report/report.html\nData: report/result.json\nData: report/tables\nData: r.json\n",
    )
    assert err.startswith("Only 23 participants voted")
    check((samples / "report" / "result.json").read_text())
    assert (samples / "r.json").read_bytes() == (samples / "report" / "result.json").read_bytes()
    assert "Our views" in (samples / "report" / "report.html").read_text()
    assert len(list((samples / "report" / "tables").glob("*.csv"))) == 10


def test_quiet_says_nothing(say: Say, samples: Path) -> None:
    assert say("compare", "votes.csv", "--quiet", "--out", "report", "--json", "r.json") == (0, "", "")


def test_the_same_votes_in_any_order_and_shape_give_the_same_bytes(say: Say, samples: Path) -> None:
    header, *rows = (samples / "votes.csv").read_text().splitlines()
    (samples / "shuffled.csv").write_text("\n".join([header, *reversed(rows)]))
    columns = header.split(",")
    (samples / "turned.csv").write_text(
        "\n".join([",".join(reversed(columns)), *(",".join(reversed(row.split(","))) for row in rows)])
    )
    first = say("compare", "votes.csv", *ALL, "--json", "-")[1]
    for other in ("shuffled.csv", "turned.csv", "votes-wide.csv"):
        assert say("compare", other, *ALL, "--json", "-")[1] == first
    assert say("compare", "votes.csv", *ALL, "--seed", "1", "--json", "-")[1] != first


def test_the_export_of_polis_holds_the_same_votes(say: Say, samples: Path) -> None:
    found = [json.loads(say("compare", name, "--json", "-")[1]) for name in ("votes.csv", "votes-polis.csv")]
    assert found[0]["input_digest"] == found[1]["input_digest"]
    assert found[0]["groups"] == found[1]["groups"]


@pytest.mark.parametrize("language", TAGS)
def test_every_language_speaks_in_summary_report_and_data(say: Say, samples: Path, language: str) -> None:
    words = ("compare", "votes.csv", *ALL, "--language", language)
    code, out, err = say(*words)
    assert code == 0 and "{" not in out + err
    assert say(*words, "--out", language)[0] == 0
    page = (samples / language / "report.html").read_text(encoding="utf-8")
    assert f'<html lang="{"zh-Hans" if language == "zh" else language}"' in page
    warning = check((samples / language / "result.json").read_text())["warnings"][0]["text"]
    assert warning in err
    if language != "en":
        assert "participants voted" not in err


def test_weights_reference_and_method_are_carried_to_the_result(say: Say, samples: Path) -> None:
    words = ("compare", "votes.csv", *ALL, "--weight", "rake:margins.csv", "--reference", "reference.csv")
    document = check(say(*words, "--resamples", "0", "--most-groups", "2", "--slate", "3", "--json", "-")[1])
    assert document["weights"]["rule"] == "rake:margins.csv"
    assert document["groups"]["resamples"] == 0
    assert {one["k"] for one in document["groups"]["candidates"]} <= {1, 2}
    assert len(document["slate"]["statements"]) == 3
    africa = next(one for one in document["participation"] if one["name"] == "Africa")
    assert africa["reference"] == pytest.approx(0.28, abs=0.001)
    assert document["parameters"]["reference"] == "reference.csv"
    assert check(say(*words, "--method", "polis", "--json", "-")[1])["method"] == "polis"


def test_processes_give_the_same_bytes(say: Say, samples: Path) -> None:
    here = say("compare", "votes.csv", *ALL, "--json", "-")
    there = say("compare", "votes.csv", *ALL, "--json", "-", "--engine", "processes:2")
    assert there == here


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_real_conversations(say: Say, tmp_path: Path, shared_data: Path, conversation: str) -> None:
    folder = shared_data / "polis" / conversation
    code, _, err = say(
        "compare",
        folder / "participants-votes.csv",
        "--statements",
        folder / "comments.csv",
        "--out",
        "report",
        "--json",
        "r.json",
        "--resamples",
        "4",
    )
    assert code == 0, err
    document = check((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert document["groups"]["verdict"] in ("stable", "unstable", "single")
    assert sum(one["counts"]["votes"] for one in document["statements_detail"]) == document["votes"]
    assert "participants-votes.csv: 4 columns were not used: 3 (n-comments)" in err


def test_the_general_assembly(say: Say, tmp_path: Path, shared_data: Path) -> None:
    folder = shared_data / "unga_votes"
    code, _, err = say(
        "compare",
        folder / "un_votes_2000_2009.csv",
        "--statements",
        folder / "un_roll_calls.csv",
        "--by",
        "region",
        "--by",
        "income_group",
        "--weight",
        "equal-by:country",
        "--json",
        "r.json",
    )
    assert code == 0, err
    document = check((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert {"FRA", "CHN", "TUV"} <= set(document["positions"])
    assert {one["column"] for one in document["participation"]} == {"region", "income_group"}
