"""The opinion map: people who vote alike stand close together. Each is drawn up to a few hundred; beyond that, marks
whose area counts people, so that a million people take no more room than a thousand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from comity.charts.marks import SHAPES, outline, shape_of
from comity.charts.svg import Figure, element, scaled_figure, words
from comity.charts.table import Column, Table, table
from comity.words import clean, number, percent, say

MOST_DOTS = 300
WIDTH, MARGIN, CELLS = 400.0, 26.0, 34
CORE = 0.8
CERTAIN = 0.8
HALF_LABEL = 62.0  # of a group's name and number, on a phone

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Cluster:
    """A group as the map shows it: its label as said to the reader, its share of people and how many they are."""

    name: str
    people: int
    share: float


@dataclass(frozen=True, eq=False)
class _Frame:
    """The part of the plane that is drawn, and how its units become the picture's, equal on both axes."""

    low: Floats
    scale: float
    height: float
    offset: Floats

    def place(self, points: Floats) -> Floats:
        placed = (points - self.low) * self.scale + self.offset
        placed[:, 1] = self.height - placed[:, 1]
        return placed


def opinion_map(
    key: str,
    language: str,
    title: str,
    positions: Floats,
    member_of: NDArray[np.integer],
    clusters: Sequence[Cluster],
    *,
    probability: Floats | None = None,
) -> Figure:
    """positions (P, d): coordinates, of which the first two are drawn (a single axis is drawn as a line); member_of
    (P,): position in `clusters`, -1 for those in none, who are not drawn; probability (P,): of belonging there, drawn
    hollow below .8 where people are dots.

    The picture is not mirrored in right-to-left languages: left and right on it mean the same in every language.
    """
    inside = member_of >= 0
    points, member_of = _plane(positions)[inside], member_of[inside]
    probability = None if probability is None else probability[inside]
    frame = _frame(points)
    placed = frame.place(np.clip(points, frame.low, frame.low + _extent(points)))
    if len(points) <= MOST_DOTS:
        marks = _dots(placed, member_of, probability)
        description = say(language, "chart.map.desc.dots", n=len(points))
    else:
        marks, most = _density(placed, member_of, frame.height)
        description = say(language, "chart.map.desc.density", n=len(points), most=most)
    hulls = [_core(placed[member_of == g]) for g in range(len(clusters))] if len(clusters) > 1 else []
    lines = [
        element("path", class_=f"hull g{g % len(SHAPES)}", d=_path(hull))
        for g, hull in enumerate(hulls)
        if len(hull) > 2
    ]
    texts = _labels(language, placed, member_of, clusters, hulls, frame.height)
    content = [*_cross(placed, frame.height), *lines, element("g", marks, class_="marks"), *texts]
    return scaled_figure(key, language, title, description, content, kind="map", size=(WIDTH, frame.height))


def map_table(
    language: str, caption: str, positions: Floats, member_of: NDArray[np.integer], clusters: Sequence[Cluster]
) -> Table:
    """Where the groups stand: people, share, and the middle of each on both axes."""
    points = _plane(positions)
    rows = []
    for g, cluster in enumerate(clusters):
        own = points[member_of == g]
        middle = own.mean(axis=0) if len(own) else np.full(2, np.nan)
        rows.append(
            (
                clean(cluster.name),
                number(language, cluster.people),
                percent(language, cluster.share),
                number(language, float(middle[0]), 2),
                number(language, float(middle[1]), 2),
            )
        )
    columns = [Column(say(language, "column.group"))] + [
        Column(say(language, f"column.{name}"), True) for name in ("people", "share", "axis1", "axis2")
    ]
    return table(caption, columns, rows)


def _plane(positions: Floats) -> Floats:
    """The first two axes, with a flat second one where there is only one, and nothing that is not a number."""
    points = np.zeros((len(positions), 2))
    taken = min(2, positions.shape[1]) if positions.ndim == 2 else 0
    points[:, :taken] = positions[:, :taken]
    return np.nan_to_num(points, nan=0.0, posinf=0.0, neginf=0.0)


def _bounds(points: Floats) -> tuple[Floats, Floats]:
    """What to draw: everybody among few; among many all but the furthest 1 in 500 on each side, drawn on the rim."""
    if not len(points):
        return np.zeros(2), np.ones(2)
    if len(points) <= MOST_DOTS:
        return points.min(axis=0), points.max(axis=0)
    low, high = np.quantile(points, (0.002, 0.998), axis=0)
    return low, high


def _extent(points: Floats) -> Floats:
    low, high = _bounds(points)
    return np.asarray(high - low)


def _frame(points: Floats) -> _Frame:
    low, high = _bounds(points)
    extent = np.maximum(high - low, 1e-9)
    widest = float(extent.max())
    scale = (WIDTH - 2 * MARGIN) / max(float(extent[0]), widest / 1.4, 1e-9)
    scale = min(scale, (WIDTH * 0.8) / max(float(extent[1]), 1e-9))
    height = float(np.clip(extent[1] * scale + 2 * MARGIN, 220.0, WIDTH))
    offset = np.array([(WIDTH - extent[0] * scale) / 2, (height - extent[1] * scale) / 2])
    return _Frame(low, scale, height, offset)


def _dots(placed: Floats, member_of: NDArray[np.integer], probability: Floats | None) -> list[str]:
    size = 3.6 if len(placed) <= 120 else 2.8
    marks = []
    for position, (x, y) in enumerate(placed):
        group = int(member_of[position])
        sure = probability is None or not probability[position] < CERTAIN
        path = outline(shape_of(group), size)
        class_ = f"g{group % len(SHAPES)}" + ("" if sure else " unsure")
        marks.append(element("path", class_=class_, transform=f"translate({x:.1f} {y:.1f})", d=path))
    return marks


def _density(placed: Floats, member_of: NDArray[np.integer], height: float) -> tuple[list[str], int]:
    """One mark per occupied square: area by people, shape by the group most of them belong to."""
    side = WIDTH / CELLS
    columns = np.clip((placed[:, 0] / side).astype(np.int64), 0, CELLS - 1)
    tall = int(np.ceil(height / side))
    lines = np.clip((placed[:, 1] / side).astype(np.int64), 0, tall - 1)
    groups = int(member_of.max()) + 1
    flat = (lines * CELLS + columns) * groups + member_of
    counts = np.bincount(flat, minlength=tall * CELLS * groups).reshape(tall, CELLS, groups)
    total = counts.sum(axis=2)
    most = int(total.max())
    marks = []
    for line, column in zip(*np.nonzero(total), strict=True):
        group = int(counts[line, column].argmax())
        size = max(0.9, side * 0.46 * float(np.sqrt(total[line, column] / most)))
        at = f"translate({(column + 0.5) * side:.1f} {(line + 0.5) * side:.1f})"
        marks.append(element("path", class_=f"g{group % len(SHAPES)}", transform=at, d=outline(shape_of(group), size)))
    return marks, most


def _core(placed: Floats) -> Floats:
    """The outline around the four fifths of a group who stand closest to its middle."""
    if len(placed) < 3:
        return np.zeros((0, 2))
    middle = np.median(placed, axis=0)
    distance = ((placed - middle) ** 2).sum(axis=1)
    inner = placed[distance <= np.quantile(distance, CORE)]
    return _hull(_spots(inner))


def _spots(placed: Floats) -> Floats:
    """(n, 2) the whole units on which somebody stands, sorted by x, then y."""
    across, down = np.round(placed).astype(np.int64).T
    deep = int(WIDTH) + 1
    return np.column_stack(np.divmod(np.flatnonzero(np.bincount(across * deep + down)), deep)).astype(np.float64)


def _hull(points: Floats) -> Floats:
    """Convex hull by Andrew's monotone chain; points (n, 2) sorted by x, then y."""
    if len(points) < 3:
        return points

    def half(ordered: Floats) -> list[Floats]:
        chain: list[Floats] = []
        for point in ordered:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        return chain[:-1]

    return np.array(half(points) + half(points[::-1]))


def _turn(a: Floats, b: Floats, c: Floats) -> float:
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


def _path(hull: Floats) -> str:
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in hull) + "Z"


def _cross(placed: Floats, height: float) -> list[str]:
    """Faint axes through the middle of everybody."""
    if not len(placed):
        return []
    x, y = placed.mean(axis=0)
    return [
        element("line", class_="grid", x1=MARGIN / 2, x2=WIDTH - MARGIN / 2, y1=float(y), y2=float(y)),
        element("line", class_="grid", x1=float(x), x2=float(x), y1=MARGIN / 2, y2=height - MARGIN / 2),
    ]


def _labels(
    language: str,
    placed: Floats,
    member_of: NDArray[np.integer],
    clusters: Sequence[Cluster],
    hulls: Sequence[Floats],
    height: float,
) -> list[str]:
    """Each group's name and size above or below its outline or its marks, where they cover least."""
    if len(clusters) < 2 or not len(placed):
        return []
    marks = _spots(placed)
    anchors: list[list[float]] = []
    for g in range(len(clusters)):
        own = placed[member_of == g]
        offered = _offered(own if len(own) else placed, hulls[g], height)
        covered = [((np.abs(marks - at) < (HALF_LABEL, 9)).all(axis=1)).sum() for at in offered - (0, 4)]
        met = [sum(abs(x - a) < 2 * HALF_LABEL and abs(y - b) < 20 for a, b in anchors) for x, y in offered]
        best = min(range(len(offered)), key=lambda i: (met[i], covered[i], i))
        anchors.append([float(offered[best, 0]), float(offered[best, 1])])
    _apart(anchors, height)
    return [
        words(
            "text",
            say(language, "chart.map.group", name=clean(cluster.name), n=cluster.people),
            x=x,
            y=y,
            text_anchor="middle",
            class_="strong halo",
        )
        for cluster, (x, y) in zip(clusters, anchors, strict=True)
    ]


def _offered(own: Floats, hull: Floats, height: float) -> Floats:
    """(n, 2) places for a group's label, the nearest first: above and below its outline, then its outermost marks."""
    around = hull if len(hull) else own
    x = np.clip(own[:, 0].mean() + np.array([0.0, -40.0, 40.0]), HALF_LABEL, WIDTH - HALF_LABEL)
    edges = ((around[:, 1].min() - 8, around[:, 1].max() + 16), (own[:, 1].min() - 8, own[:, 1].max() + 16))
    return np.array([(a, np.clip(y, 14, height - 8)) for pair in edges for y in pair for a in x])


def _apart(anchors: list[list[float]], height: float) -> None:
    """Moves labels that would overlap up or down until none does, or the picture is full."""
    order = sorted(range(len(anchors)), key=lambda i: anchors[i][1])
    for _ in range(3):
        for i, j in pairwise(order):
            near = abs(anchors[i][0] - anchors[j][0]) < 2 * HALF_LABEL
            overlap = 20 - (anchors[j][1] - anchors[i][1])
            if near and overlap > 0:
                anchors[i][1] = max(14.0, anchors[i][1] - overlap / 2)
                anchors[j][1] = min(height - 8, anchors[j][1] + overlap / 2)
