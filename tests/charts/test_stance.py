"""One bar in three parts, labelled where they stand."""

import re

from comity.charts import Stances, stance_bar, stance_table


def widths(svg: str) -> list[float]:
    return [float(w) for w in re.findall(r'<rect class="part \w+" x="[\d.]+%" width="([\d.]+)%"', svg)]


def test_parts_are_as_wide_as_their_shares() -> None:
    svg = stance_bar("s", "en", "t", Stances.counted(60, 10, 30)).svg
    assert widths(svg) == [60, 10, 30]
    for text in ("60% agree", "10% pass", "30% disagree"):
        assert text in svg


def test_in_arabic_agreement_begins_at_the_right() -> None:
    svg = stance_bar("s", "ar", "t", Stances.counted(60, 10, 30)).svg
    assert '<rect class="part agree" x="40%" width="60%"' in svg


def test_nobody_voted_is_said() -> None:
    assert "Nobody voted on this" in stance_bar("s", "en", "t", Stances.counted(0, 0, 0)).svg


def test_the_table_has_counts_and_shares() -> None:
    assert stance_table("en", "c", Stances.counted(6, 1, 3)).rows == (
        ("Agree", "6", "60%"),
        ("Pass", "1", "10%"),
        ("Disagree", "3", "30%"),
    )
    assert stance_table("en", "c", Stances.counted(0, 0, 0)).rows[0] == ("Agree", "0", "–")


def test_weighted_shares_are_drawn_and_people_are_counted() -> None:
    weighted = Stances(6, 1, 3, share=0.2, against=0.7)
    assert widths(stance_bar("s", "en", "t", weighted).svg) == [20, 10, 70]
    assert stance_table("en", "c", weighted).rows[0] == ("Agree", "6", "20%")


def test_labels_share_a_line_only_where_they_fit_on_a_phone() -> None:
    def rows(language: str, *shares: int) -> set[str]:
        return set(re.findall(r' y="(\d+)" text-anchor', stance_bar("s", language, "t", Stances.counted(*shares)).svg))

    assert rows("en", 84, 6, 10) == {"34"}
    assert rows("ru", 84, 6, 10) == {"34", "50"}
