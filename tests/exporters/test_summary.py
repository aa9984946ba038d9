"""The summary: a screenful that says who took part, what is shared, what divides and who is missing."""

from dataclasses import replace

import numpy as np
import pytest

from comity.exporters.summary import summary
from comity.exporters.wrapping import columns
from comity.terms.comparison import Comparison, Warned
from comity.terms.statements import Statements
from comity.terms.votes import Votes
from comity.words import LANGUAGES
from tests.exporters.html.conftest import Build


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_wider_than_a_terminal(comparison: Comparison, language: str) -> None:
    text = summary(comparison, language)
    assert all(columns(line) <= 80 for line in text.splitlines())
    assert text.endswith("\n") and "\n\n\n" not in text and "[[" not in text and "{" not in text


def test_the_summary_says_what_was_found(comparison: Comparison) -> None:
    text = " ".join(summary(comparison).split())
    assert text.startswith("What 1,200 participants share, and where they divide 1,200 participants · ")
    assert "40 statements · 24,730 votes" in text
    assert "3 opinion groups were found, and they are stable" in text
    best = comparison.common_ground[0]
    assert f"≥ {int(best.score * 100)}% agree · “{comparison.statements.texts['en'][best.statement]}”" in text
    most = max(comparison.divides, key=lambda one: one.difference_low)
    assert f"{round(most.difference * 100)} points apart." in text
    assert "Who is missing Least heard: " in text
    assert "Read with care" not in text


def test_warnings_come_last(comparison: Comparison) -> None:
    text = summary(replace(comparison, warnings=(Warned("compare.only_passes", {}),)))
    assert text.split("Read with care\n")[1].startswith("  - Every vote is a pass")


def test_one_group_and_no_strata(build: Build) -> None:
    from_one = build(*_few())
    text = " ".join(summary(from_one).split())
    assert "No separate opinion groups were found" in text
    assert "there is nothing to compare" in text
    assert "this report cannot say who is missing" in text


def _few() -> tuple[object, object, np.ndarray]:
    from_table = Votes.from_triples(["a", "b"], ["s", "t"], [0, 1, 1], [0, 0, 1], [1, -1, 1])
    texts = Statements(from_table.statements, {}, np.zeros(2, np.int8), np.zeros(2, np.bool_))
    return from_table, texts, np.zeros(2, int)
