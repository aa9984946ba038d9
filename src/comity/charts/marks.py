"""The shapes that tell groups apart without colour, and labels that stay inside their chart."""

import unicodedata

from comity.charts.svg import Side, element, words
from comity.words import clean

NARROWEST, LETTER, LIGHT = 232.0, 7.6, 6.8
"""Pixels: the width of a chart within a list on a phone 320 wide, and of an average letter, bold and not."""
SHAPES = ("circle", "square", "triangle", "diamond", "cross", "wedge", "ring", "bar")


def shape_of(group: int) -> str:
    """The shape of the group at position `group`; beyond the eighth they repeat, and the label alone tells."""
    return SHAPES[group % len(SHAPES)]


def outline(shape: str, size: float) -> str:
    """Path data of a shape of about the same ink for the same `size` (its half width), centred on the origin."""
    s, t = _n(size), _n(size * 1.2)
    half, small = _n(size * 0.85), _n(size * 0.4)
    paths = {
        "circle": _disc(s),
        "square": f"M-{half}-{half}H{half}V{half}H-{half}Z",
        "triangle": f"M0-{t}L{t} {half}H-{t}Z",
        "diamond": f"M0-{t}L{t} 0L0 {t}L-{t} 0Z",
        "cross": f"M-{small}-{t}H{small}V-{small}H{t}V{small}H{small}V{t}H-{small}V{small}H-{t}V-{small}H-{small}Z",
        "wedge": f"M0 {t}L{t}-{half}H-{t}Z",
        "ring": f"{_disc(s)}M{small} 0A{small} {small} 0 1 0-{small} 0A{small} {small} 0 1 0 {small} 0Z",
        "bar": f"M-{small}-{t}H{small}V{t}H-{small}Z",
    }
    return paths[shape]


def _disc(radius: str) -> str:
    return f"M{radius} 0A{radius} {radius} 0 1 1-{radius} 0A{radius} {radius} 0 1 1 {radius} 0Z"


def mark(shape: str, x: str, y: float, size: float, class_: str) -> str:
    """A shape at a position that may be a percentage of the width."""
    inside = element("path", d=outline(shape, size))
    return element("svg", inside, x=x, y=y, overflow="visible", class_=class_)


def icon(group: int) -> str:
    """The group's shape as a small picture to stand beside its name, silent to screen readers."""
    path = element("path", d=outline(shape_of(group), 5.5))
    return element(
        "svg",
        path,
        class_=f"icon g{group % len(SHAPES)}",
        viewBox="-8 -8 16 16",
        width=16,
        height=16,
        aria_hidden="true",
    )


def fitted(text: str, columns: int) -> str:
    """Foreign text cleaned and cut to `columns` letters of common width; Chinese characters count as two."""
    safe, room, kept = clean(text), columns, 0
    for kept, letter in enumerate(safe, 1):
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return safe[: kept - 2].rstrip() + "…"
    return safe


def width_of(text: str, letter: float = LETTER) -> float:
    """Pixels that a label takes at most; Chinese characters count as two letters."""
    return letter * sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def label(side: Side, share: float, y: float, text: str, class_: str = "") -> str:
    """Text at a share's position that grows towards the middle of the chart; a long one starts further out, so that it
    is whole even where the chart is no wider than NARROWEST."""
    takes = min(1.0, width_of(text) / NARROWEST)
    late = share > 0.5
    at = max(share, takes) if late else min(share, 1 - takes)
    return words("text", text, x=side.at(at), y=y, text_anchor="end" if late else "start", class_=class_ or None)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
