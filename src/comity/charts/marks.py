"""The shapes that tell groups apart without colour, and labels that stay inside their chart."""

from comity.charts.svg import Side, element, words

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


def label(side: Side, share: float, y: float, text: str, class_: str = "", gap: float = 0.0) -> str:
    """Text at a share's position that grows towards the middle of the chart, so that it is never cut off; `gap` keeps
    it that many pixels off the position."""
    late = share > 0.5
    towards = -gap if late else gap
    return words(
        "text",
        text,
        x=side.at(share),
        y=y,
        dx=(-towards if side.rtl else towards) or None,
        text_anchor="end" if late else "start",
        class_=class_ or None,
    )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
