"""Writing SVG: escaped elements, and positions measured from the side where the reader begins.

Charts that are rows of marks have no view box: they are as wide as the page allows, positions are percentages and
text keeps its size on a phone. Colour comes from classes alone (`charts.css`), so a strict content security policy,
dark surroundings and grey print all work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from comity.words import direction, printable


@dataclass(frozen=True)
class Figure:
    """One chart: `title` states its finding, `description` says what is drawn; `svg` is the whole element."""

    title: str
    description: str
    svg: str

    def __html__(self) -> str:
        return self.svg


@dataclass(frozen=True)
class Side:
    """Where a share of 0 to 1 stands across the page, in percent of its width, in the reader's direction.

    start, end: the part of the width that the scale takes, from the side where reading begins.
    """

    rtl: bool
    start: float = 0.0
    end: float = 100.0

    @classmethod
    def of(cls, language: str, start: float = 0.0, end: float = 100.0) -> "Side":
        return cls(direction(language) == "rtl", start, end)

    def at(self, share: float) -> str:
        """The position of `share` as an attribute value."""
        return f"{_short(self.position(share))}%"

    def position(self, share: float) -> float:
        along = self.start + min(1.0, max(0.0, share)) * (self.end - self.start)
        return 100.0 - along if self.rtl else along

    def box(self, low: float, high: float) -> dict[str, str]:
        """The `x` and `width` of a rectangle from `low` to `high`."""
        first, last = sorted((self.position(low), self.position(high)))
        return {"x": f"{_short(first)}%", "width": f"{_short(last - first)}%"}

    def line(self, low: float, high: float) -> dict[str, str]:
        """The `x1` and `x2` of a line from `low` to `high`."""
        return {"x1": self.at(low), "x2": self.at(high)}


def element(name: str, content: str | Iterable[str] = "", /, **attributes: object) -> str:
    """An element with escaped attributes and `content` that is markup already; `class_` stands for `class`, and an
    underscore within a name for a hyphen."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_attribute(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = content if isinstance(content, str) else "".join(content)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def words(name: str, content: str, /, **attributes: object) -> str:
    """An element that holds plain text, which is escaped."""
    return element(name, escape(printable(content), quote=False), **attributes)


def figure(
    key: str, language: str, title: str, description: str, content: Iterable[str], *, kind: str, height: float
) -> Figure:
    """A chart as wide as its place and `height` pixels high, without a view box."""
    return _figure(
        key, language, title, description, content, {"class_": f"chart {kind}", "width": "100%", "height": height}
    )


def scaled_figure(
    key: str,
    language: str,
    title: str,
    description: str,
    content: Iterable[str],
    *,
    kind: str,
    size: tuple[float, float],
) -> Figure:
    """A picture of `size` units that grows and shrinks with its place."""
    box = f"0 0 {_short(size[0])} {_short(size[1])}"
    return _figure(key, language, title, description, content, {"class_": f"chart {kind}", "viewBox": box})


def _figure(
    key: str, language: str, title: str, description: str, content: Iterable[str], shape: dict[str, object]
) -> Figure:
    ids = f"chart-{key}-title", f"chart-{key}-desc"
    parts = [words("title", title, id=ids[0]), words("desc", description, id=ids[1]), *content]
    svg = element(
        "svg",
        parts,
        id=f"chart-{key}",
        role="img",
        aria_labelledby=" ".join(ids),
        direction=direction(language),
        **shape,
    )
    return Figure(title, description, svg)


def _attribute(value: object) -> str:
    return _short(value) if isinstance(value, float) else printable(str(value))


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if "." in f"{value:.2f}" else f"{value:.2f}"
