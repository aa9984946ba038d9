"""The report says the right things, in every language, from any input, and carries nothing that could act."""

import base64
import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from comity.demo.population import simulate, statements
from comity.exporters.html import report, write_report
from comity.flow.compare import compare
from comity.terms.comparison import Comparison, Presence, Warned, Weights
from comity.terms.errors import ComityError
from comity.terms.statements import Participants, Statements
from comity.terms.votes import Votes
from comity.terms.work import InTurn
from comity.words import LANGUAGES, direction, tag

Build = Callable[..., Comparison]
VOID = {"meta", "path", "rect", "line", "br"}


class Page(HTMLParser):
    """The elements of a page in order, with what a check needs: nesting, ids, text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, dict(attributes)))
        if name not in VOID:
            self.open.append(name)

    def handle_startendtag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((name, dict(attributes)))

    def handle_endtag(self, name: str) -> None:
        assert self.open and self.open[-1] == name, f"</{name}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))

    def all(self, *names: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name in names]


@pytest.fixture(scope="module")
def told(comparison: Comparison) -> Page:
    return Page(report(comparison))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_makes_a_whole_page(comparison: Comparison, language: str) -> None:
    text = report(comparison, language=language)
    page = Page(text)
    assert not page.open
    (html,) = page.all("html")
    assert (html["lang"], html["dir"]) == (tag(language), direction(language))
    assert not re.search(r"\{\w+(:\w+)?\}|\[\[", page.text), "a placeholder or a term was left as it is"
    assert not re.search(r"\b(report|shared|divides|figure|column|chart)\.[a-z_]+\b", page.text), "a key was shown"
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_same_input_gives_the_same_bytes(comparison: Comparison) -> None:
    assert report(comparison, language="ru") == report(comparison, language="ru")


def test_nothing_can_act_or_be_fetched(told: Page) -> None:
    assert not told.all("script", "link", "img", "iframe", "object", "embed", "form", "base", "use", "image")
    for name, attributes in told.elements:
        assert "style" not in attributes, name
        assert not any(key.startswith("on") for key in attributes), name
        assert (attributes.get("href") or "#").startswith("#"), attributes


def test_the_policy_names_the_one_style(comparison: Comparison) -> None:
    text = report(comparison)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy.replace("&#39;", "'") == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in style and "@import" not in style


def test_headings_step_down_one_at_a_time(told: Page) -> None:
    levels = [int(name[1]) for name, _ in told.elements if re.fullmatch(r"h[1-6]", name)]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_every_chart_has_a_title_and_a_table(comparison: Comparison) -> None:
    text = report(comparison)
    charts = re.findall(r"<svg[^>]* role=\"img\"[^>]*>(.*?)</svg>", re.sub(r"<svg x=.*?</svg>", "", text), re.DOTALL)
    assert len(charts) > 40
    assert all(
        re.match(r'<title id="[^"]+">[^<]{8,}</title><desc id="[^"]+">[^<]{8,}</desc>', chart) for chart in charts
    )
    # Under each chart, before the next item or figure, stands its table.
    for kind, opens, closes in (
        ("item", '<li class="item"', "</li>"),
        ("figure", '<figure class="exhibit">', "</figure>"),
    ):
        blocks = text.split(opens)[1:]
        assert blocks, kind
        assert all("<table>" in block.split(closes)[0] for block in blocks), kind


def test_the_first_screen_answers_what_who_and_how_sure(told: Page) -> None:
    before = told.text.split("At least 64% agree in every group and category. Least sure")[0]
    for said in (
        "What 1,200 participants share, and where they divide",
        "1,200 participants171 countries40 statements",
        "On 5 of 40 statements, most participants are on the same side in every group and category.",
        "Least heard: Oceania, with 2.0% of the participants and 7.2% of the reference population.",
        "24 of 195 States have no participant.",
        "3 opinion groups were found, and they are stable",
        "Those who answered are not a random sample.",
    ):
        assert said in before, said


def test_common_ground_is_told_by_its_worst_off(told: Page, comparison: Comparison) -> None:
    best = comparison.common_ground[0]
    share = comparison.tallies.share[best.worst, best.statement]
    assert (
        f"At least 64% agree in every group and category. Least sure: Low income, {share:.0%} (likely 64 to 90)"
        in told.text
    )


def test_a_shortfall_within_chance_names_nobody(comparison: Comparison) -> None:
    even = tuple(replace(p, reference=p.share + 0.002) for p in comparison.participation)
    page = Page(report(replace(comparison, participation=even)))
    assert "Least heard" not in page.text
    assert (
        "Every category with a reference is close to its share of the reference population, or above it." in page.text
    )


def test_who_has_no_voice_at_all_comes_first(comparison: Comparison) -> None:
    nobody = Presence("region", "Antarctica", 0, 0, 0.0, 0.05)
    page = Page(report(replace(comparison, participation=(*comparison.participation, nobody))))
    said = page.text.split("Who is missing")[1]
    assert said.startswith(
        ("No voice yet from Antarctica. Least heard: ", " No voice yet from Antarctica. Least heard: ")
    )


def test_groups_that_no_gap_separates_are_not_said_to_stand_apart(comparison: Comparison) -> None:
    assert "3 groups stand apart" in Page(report(comparison)).text
    page = Page(report(replace(comparison, warnings=(Warned("compare.no_gap", {"pairs": "A–B"}),))))
    assert "stand apart" not in page.text
    assert "No gap separates these groups: A–B." in page.text


def test_how_a_group_is_counted_and_tested_is_said(told: Page) -> None:
    method = told.text.split("How it was made")[1]
    assert "A group’s shares are counted on votes that did not help to place their voters in it." in method
    assert "20 times, each time without another random fifth of the votes" in method


def test_a_notice_stands_above_the_findings(comparison: Comparison) -> None:
    text = report(comparison, notice="Simulated: nobody here <b>exists</b>.")
    assert text.index("Simulated: nobody here &lt;b&gt;exists&lt;/b&gt;.") < text.index('class="findings"')


def test_warnings_stand_above_the_findings(comparison: Comparison) -> None:
    weighty = Warned("compare.few_people", {"n": 12})
    aside = Warned("csv.blank_rows", {"file": "votes.csv", "count": 3})
    text = report(replace(comparison, warnings=(weighty, aside, aside)))
    assert text.index("Only 12 participants voted") < text.index('class="findings"')
    # What changes no finding is told once, with the method.
    assert text.index('id="method"') < text.index("votes.csv: 3 blank rows were left aside.")
    assert text.count("votes.csv: 3 blank rows were left aside.") == 1


def test_unstable_groups_are_said_to_be_so_before_anything_is_built_on_them(populate: Build) -> None:
    page = Page(report(populate(150, verdict="unstable", by=("region",))))
    at = page.text.index("3 opinion groups can be drawn, but they are not stable")
    assert page.text.index("Read with care") < at < page.text.index("See what is shared")


def one_group(build: Build, votes: Votes, texts: Statements) -> Comparison:
    return build(votes, texts, np.zeros(votes.shape[0], dtype=int), verdict="single")


def small(votes: list[tuple[int, int, int]], people: int, statements: int) -> tuple[Votes, Statements]:
    rows, columns, values = zip(*votes, strict=True) if votes else ((), (), ())
    ids = [f"s{j}" for j in range(statements)]
    made = Votes.from_triples([f"p{i}" for i in range(people)], ids, rows, columns, values)
    none = Statements(np.array(ids), {}, np.zeros(statements, np.int8), np.zeros(statements, bool))
    return made, none


def test_a_single_group_without_categories_is_told_as_a_finding(build: Build) -> None:
    votes, texts = small([(i, j, (-1) ** (i + j)) for i in range(8) for j in range(3)], 8, 3)
    page = Page(report(one_group(build, votes, texts)))
    for said in (
        "No separate opinion groups were found",
        "This is a finding, not a failure.",
        "There is one group and no category was named, so there is nothing to compare.",
        "No statement has most participants on the same side among everybody",
        "Nothing is known about who the participants are",
        "Statement s0",
    ):
        assert said in page.text, said


@pytest.mark.filterwarnings("ignore:Mean of empty slice")
def test_a_statement_nobody_voted_on_is_told(build: Build) -> None:
    votes, texts = small([(0, 0, 1), (1, 0, 1), (2, 0, 0)], 3, 2)
    page = Page(report(one_group(build, votes, texts)))
    assert not re.search(r"\bnan\b", page.text.lower())
    assert "–" in page.text


def test_who_is_in_no_group_is_counted_among_all_but_in_no_group(comparison: Comparison) -> None:
    member_of = comparison.groups.member_of.copy()
    member_of[:600] = -1
    page = Page(report(replace(comparison, groups=replace(comparison.groups, member_of=member_of))))
    assert "1,200 participants171 countries" in page.text
    sizes = [int(n) for n in re.findall(r"Group [ABC] (\d+) participants, \d+% of all", page.text)]
    assert len(sizes) == 3 and sum(sizes) == 600


HOSTILE = (
    "</title></style></script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "\u202eevil\u2069\u2066",
    "=cmd|'/c calc'!A0",
    "\x00\x08\x1b[31m",
    "{{ 7*7 }}{n}%s",
    "\ud800",
    "x" * 100_000,
)


def test_hostile_text_is_inert(build: Build) -> None:
    random = np.random.default_rng(3)
    people, count = 30, len(HOSTILE)
    cells = [(i, j, int(random.integers(-1, 2))) for i in range(people) for j in range(count)]
    votes, _ = small(cells, people, count)
    votes = replace(votes, statements=np.array([f"{j}{text[:150]}" for j, text in enumerate(HOSTILE)]))
    texts = Statements(
        votes.statements,
        {"en": np.array(HOSTILE), '"><script>': np.array(HOSTILE)},
        np.full(count, -1, np.int8),
        np.zeros(count, bool),
    )
    named = np.array([HOSTILE[i % count][:150] for i in range(people)])
    columns = {'<script>alert("c")</script>': named, "country": np.array(["FJI", "<b>", ""] * 10)}
    made = build(
        votes,
        texts,
        np.arange(people) % 2,
        Participants(votes.participants, columns),
        tuple(columns),
        warnings=(Warned("x.y", {"name": HOSTILE[0]}),),
    )
    made = replace(
        made, weights=Weights("column:<script>", made.weights.values, 30.0), parameters={"<script>": HOSTILE[0]}
    )
    for language in ("en", "ar"):
        text = report(made, language=language, title=HOSTILE[0], notice=HOSTILE[1])
        page = Page(text)
        assert not page.open
        assert not page.all("script", "img")
        assert not any(key.startswith("on") for _, attributes in page.elements for key in attributes)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e]", text)
        assert "{{ 7*7 }}" in text and "49" not in re.findall(r"\{\{ .{1,9} \}\}", text)
        assert len(text) < 2_000_000


def test_statements_are_shown_in_the_language_they_have(comparison: Comparison) -> None:
    text = report(comparison, language="zh-CN")
    assert '<p class="voice" lang="zh" dir="auto">' in text
    only = replace(comparison.statements, texts={"fr": comparison.statements.texts["fr"]})
    assert '<p class="voice" lang="fr" dir="auto">' in report(replace(comparison, statements=only), language="en")


def test_the_polis_method_is_told_without_claiming_what_it_does_not_give(comparison: Comparison) -> None:
    nan, groups = float("nan"), comparison.groups
    products = tuple(replace(shared, score=0.99) for shared in comparison.common_ground)
    made = replace(
        comparison,
        method="polis",
        groups=replace(
            groups,
            verdict="unstable",
            stability=nan,
            resamples=0,
            probability=np.full(len(groups.member_of), nan),
            per_group=np.full(groups.k, nan),
            candidates=groups.candidates[2:],
        ),
        axes=replace(comparison.axes, explained=np.full(2, nan)),
        common_ground=products,
        bridging=np.full(len(comparison.bridging), nan),
        warnings=(Warned("compare.polis_method", {}),),
    )
    page = Page(report(made))
    assert not re.search(r"\bnan\b|–%", page.text)
    assert "3 opinion groups were found; whether they are stable was not tested" in page.text
    assert "group-aware consensus" in page.text and "on votes held out" not in page.text
    assert "At least 64% agree in every group and category." in page.text, "the score is a product, not a bound"
    assert "At least 99%" not in page.text


def test_rejected_statements_are_marked_in_the_table(comparison: Comparison) -> None:
    moderation = comparison.statements.moderation.copy()
    moderation[3] = -1
    text = report(replace(comparison, statements=replace(comparison.statements, moderation=moderation)))
    assert text.count("(rejected by the moderators)") == 1


def test_a_statement_put_twice_is_shown_once_in_a_list(comparison: Comparison) -> None:
    first, second = (shared.statement for shared in comparison.common_ground[:2])
    english = comparison.statements.texts["en"].copy()
    english[second] = english[first].upper()
    made = replace(comparison, statements=replace(comparison.statements, texts={"en": english}))
    shared = report(made).split('id="shared"')[1].split("</section>")[0]
    assert shared.count('class="item"') == 4


def test_what_compare_finds_in_the_simulated_population_is_told() -> None:
    votes, participants = simulate(7)
    found = compare(
        votes, engine=InTurn(), statements=statements(), participants=participants, by=["region", "ldc"], seed=7
    )
    page = Page(report(found))
    assert not page.open and not re.search(r"\bnan\b", page.text)
    assert "most participants are on the same side in every group and category" in page.text
    assert "Least developed countries" in page.text


def test_states_that_speak_once_each_show_their_group_on_the_map(build: Build) -> None:
    votes, texts = small([(i, j, 1 if i < 3 else -1) for i in range(5) for j in range(4)], 5, 4)
    countries = np.array(["FJI", "TUV", "KEN", "CHN", "USA"])
    made = build(votes, texts, np.array([0, 0, 0, 1, 1]), Participants(votes.participants, {"country": countries}))
    text = report(made)
    assert "States by opinion group: Group A (3) and Group B (2)" in text
    assert re.search(r"TUV</text><text[^>]*>A<", text) and re.search(r"CHN</text><text[^>]*>B<", text)


def test_the_command_makes_the_same_again(comparison: Comparison) -> None:
    assert (
        "comity compare VOTES.csv --statements STATEMENTS.csv --participants PARTICIPANTS.csv --by region"
        " --by income_group --by ldc --by sids --by kind --method comity --seed 7 --out REPORT"
    ) in Page(report(comparison)).text


def test_options_away_from_their_defaults_are_in_the_command(comparison: Comparison) -> None:
    given = {"resamples": 50, "slate": 8, "reference": "my shares.csv", "duplicates": "last"}
    page = Page(report(replace(comparison, parameters=given), language="fr"))
    command = page.text.split("comity compare ")[1].split(" --out")[0]
    assert "--reference 'my shares.csv'" in command
    assert command.endswith("--seed 7 --resamples 50 --duplicates last --language fr")


def test_roll_calls_need_no_file_of_participants_and_a_nameless_reference_gets_a_name(build: Build) -> None:
    votes, texts = small([(i, j, 1 if i < 3 else -1) for i in range(5) for j in range(4)], 5, 4)
    codes = np.array(["CHN", "FJI", "KEN", "TUV", "USA"])
    votes = replace(votes, participants=codes)
    made = build(votes, texts, np.array([0, 0, 0, 1, 1]), Participants(codes, {"country": codes}))
    assert "--participants" not in Page(report(made)).text
    given = Page(report(replace(made, parameters={"reference": "given"}))).text
    assert "--reference REFERENCE.csv" in given


def test_whom_the_participants_are_held_against_is_said(comparison: Comparison) -> None:
    page = Page(report(replace(comparison, parameters={"reference": "un_members"})))
    assert "Here it is the member and observer States of the United Nations, each counted once." in page.text
    assert "--reference" not in page.text


def test_a_thousand_statements_and_thirty_cuts_stay_small_and_quick(build: Build) -> None:
    random = np.random.default_rng(5)
    people, count = 3000, 1000
    rows = np.repeat(np.arange(people), 100)
    columns = np.concatenate([random.choice(count, 100, replace=False) for _ in range(people)])
    labels = np.arange(people) % 3
    liking = np.where(columns < 700, 0.2 + 0.25 * ((labels[rows] + columns) % 3), 0.99)
    values = np.where(random.random(len(rows)) < liking, 1, -1)
    ids = [str(j) for j in range(count)]
    votes = Votes.from_triples([str(i) for i in range(people)], ids, rows, columns, values)
    texts = Statements(
        votes.statements,
        {"en": np.array([f"Statement {j} " + "words " * 22 for j in ids])},
        np.zeros(count, np.int8),
        np.zeros(count, bool),
    )
    who = {"place": np.array([f"Place number {i % 26}" for i in range(people)])}
    made = build(votes, texts, labels, Participants(votes.participants, who), ("place",))
    assert len(made.tallies.cuts) == 30
    begun = time.perf_counter()
    text = report(made)
    assert time.perf_counter() - begun < 2
    assert len(text.encode()) < 3_000_000
    assert "Every statement is in the table further down." in text


def test_where_it_cannot_be_written_is_told(comparison: Comparison, tmp_path: Path) -> None:
    with pytest.raises(ComityError) as refused:
        write_report(comparison, tmp_path / "no" / "such" / "folder.html")
    assert refused.value.code == "report.cannot_write"
    with pytest.raises(ComityError):
        write_report(comparison, tmp_path)


def test_it_is_written_as_utf_8_with_plain_line_ends(comparison: Comparison, tmp_path: Path) -> None:
    path = write_report(comparison, tmp_path / "r.html", language="ar")
    assert path == tmp_path / "r.html"
    assert b"\r" not in path.read_bytes()
    assert path.read_text(encoding="utf-8") == report(comparison, language="ar")
