"""The opinion map: everybody drawn among few, counted among many, groups told apart without colour."""

import re
import time

import numpy as np
import pytest

from comity.charts import Cluster, map_table, opinion_map


def people(n: int, k: int = 3, seed: int = 1) -> tuple[np.ndarray, np.ndarray, list[Cluster]]:
    random = np.random.default_rng(seed)
    member_of = random.integers(0, k, n).astype(np.int16)
    angle = 2 * np.pi * member_of / k
    positions = np.column_stack([3 * np.cos(angle), 3 * np.sin(angle)]) + random.normal(size=(n, 2))
    sizes = np.bincount(member_of, minlength=k)
    return positions, member_of, [Cluster(f"Group {'ABCDEFGHIJ'[g]}", int(sizes[g]), sizes[g] / n) for g in range(k)]


def marks(svg: str) -> list[str]:
    inside = re.search(r'<g class="marks">(.*?)</g>', svg)
    assert inside
    return re.findall(r"<path [^>]*>", inside[1])


def test_few_people_are_one_mark_each() -> None:
    positions, member_of, clusters = people(120)
    assert len(marks(opinion_map("m", "en", "t", positions, member_of, clusters).svg)) == 120


def test_groups_differ_in_shape() -> None:
    positions, member_of, clusters = people(90)
    drawn = marks(opinion_map("m", "en", "t", positions, member_of, clusters).svg)
    shapes = {re.search(r' d="([^"]*)"', mark)[1] for mark in drawn}  # type: ignore[index]
    assert len(shapes) == 3


def test_groups_are_labelled_with_their_size() -> None:
    positions, member_of, clusters = people(90)
    svg = opinion_map("m", "en", "t", positions, member_of, clusters).svg
    for cluster in clusters:
        assert f"{cluster.name} · {cluster.people}<" in svg


def test_labels_do_not_overlap() -> None:
    positions, member_of, clusters = people(400, k=5)
    svg = opinion_map("m", "en", "t", positions / 50, member_of, clusters).svg
    at = [(float(x), float(y)) for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"', svg)]
    assert len(at) == 5
    close = [(a, b) for i, a in enumerate(at) for b in at[i + 1 :] if abs(a[1] - b[1]) < 12 and abs(a[0] - b[0]) < 100]
    assert not close


def test_uncertain_members_are_hollow() -> None:
    positions, member_of, clusters = people(50)
    probability = np.ones(50)
    probability[:7] = 0.5
    svg = opinion_map("m", "en", "t", positions, member_of, clusters, probability=probability).svg
    assert sum("unsure" in mark for mark in marks(svg)) == 7


def test_a_million_people_are_counted_quickly_and_take_no_more_room() -> None:
    positions, member_of, clusters = people(1_000_000)
    begun = time.perf_counter()
    figure = opinion_map("m", "en", "t", positions, member_of, clusters)
    assert time.perf_counter() - begun < 3
    assert len(figure.svg) < 250_000
    assert "1,000,000 participants, counted in small squares" in figure.description


def test_what_lies_far_out_is_drawn_on_the_rim() -> None:
    positions, member_of, clusters = people(1000)
    positions[0] = (1e9, -1e9)
    at = re.findall(
        r"translate\(([-\d.]+) ([-\d.]+)\)", opinion_map("m", "en", "t", positions, member_of, clusters).svg
    )
    spread = np.array(at, dtype=float)
    assert spread.min() >= 0 and spread.max() <= 420
    assert np.std(spread[:, 0]) > 40, "one far voice must not squeeze everybody into a point"


@pytest.mark.parametrize(
    "positions", [np.zeros((5, 2)), np.zeros((1, 1)), np.full((3, 2), np.nan), np.zeros((0, 2)), np.zeros((4, 0))]
)
def test_degenerate_positions_still_make_a_picture(positions: np.ndarray) -> None:
    member_of = np.zeros(len(positions), dtype=np.int16)
    svg = opinion_map("m", "en", "t", positions, member_of, [Cluster("All", len(positions), 1.0)]).svg
    assert "nan" not in svg.lower() and svg.startswith("<svg")


def test_the_picture_is_not_mirrored() -> None:
    positions, member_of, clusters = people(60)
    places = [
        re.findall(r"translate\([^)]*\)", opinion_map("m", lang, "t", positions, member_of, clusters).svg)
        for lang in ("en", "ar")
    ]
    assert places[0] == places[1]


def test_the_table_says_where_the_groups_stand() -> None:
    positions, member_of, clusters = people(300)
    rows = map_table("en", "c", positions, member_of, clusters).rows
    assert [row[0] for row in rows] == ["Group A", "Group B", "Group C"]
    assert float(rows[0][3]) == pytest.approx(3, abs=0.3)


def test_who_is_in_no_group_is_not_drawn() -> None:
    positions, member_of, clusters = people(100)
    member_of[:10] = -1
    figure = opinion_map("m", "en", "t", positions, member_of, clusters, probability=np.ones(100))
    assert len(marks(figure.svg)) == 90 and "90 marks" in figure.description


def test_a_label_covers_no_mark_where_there_is_room() -> None:
    """A few States far from the others: the name stands clear of the outermost of them."""
    many = np.random.default_rng(2).normal((3, 2), 0.1, (60, 2))
    few = np.array([[-2.0, -2.0], [-1.7, -1.2], [-1.8, -1.5], [-1.6, -1.6], [-2.6, -2.4]])
    member_of = np.repeat([0, 1], [60, 5]).astype(np.int16)
    svg = opinion_map(
        "m", "en", "t", np.vstack([many, few]), member_of, [Cluster("A", 60, 0.9), Cluster("B", 5, 0.1)]
    ).svg
    label = re.search(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*>B · 5', svg)
    assert label
    x, y = float(label[1]), float(label[2]) - 4
    at = np.array(re.findall(r'class="g1" transform="translate\(([\d.]+) ([\d.]+)\)', svg), dtype=float)
    assert len(at) == 5 and not ((abs(at[:, 0] - x) < 60) & (abs(at[:, 1] - y) < 7)).any()
