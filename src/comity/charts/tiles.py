"""The world as a grid of equal tiles: each state's code and value, blank where nobody took part.

Two drawings of one chart: the world, for wide places, and rows of tiles by region, for narrow ones; the page shows one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.charts.marks import SHAPES
from comity.charts.svg import Figure, element, scaled_figure, words
from comity.charts.table import Column, Table, table
from comity.charts.world import COLUMNS, ROWS, TILES
from comity.terms.countries import COUNTRIES, REGIONS
from comity.words import country_name, direction, say

TILE, GAP = 30.0, 2.0
PER_ROW, BLOCK = 8, 45.0
LEVELS = 4


@dataclass(frozen=True)
class Tile:
    """What one state's tile carries: the value as shown, and how dark it is (`level` 1 to 4) or whose group it is
    (`group`, its position)."""

    text: str
    level: int = 1
    group: int | None = None

    @property
    def class_(self) -> str:
        return f"tile level{self.level}" if self.group is None else f"tile group g{self.group % len(SHAPES)}"


def level_of(value: float, most: float) -> int:
    """1 to 4: equal steps of the logarithm between 1 and the largest value, so that small numbers stay apart."""
    if most <= 1 or value <= 1:
        return 1
    step, bound = most ** (1 / LEVELS), 1.0
    for level in range(1, LEVELS):
        bound *= step
        if value <= bound * (1 + 1e-9):
            return level
    return LEVELS


def tile_map(key: str, language: str, title: str, tiles: Mapping[str, Tile]) -> Figure:
    """The whole world, each state in a recognisable place; other areas that have a tile stand in a row beneath."""
    others = sorted(set(tiles) - set(TILES))
    deep = -(-len(others) // COLUMNS)
    parts = [_tile(code, tiles.get(code), column * TILE, row * TILE, TILE) for code, (column, row) in TILES.items()]
    for position, code in enumerate(others):
        at = ROWS + 1 + position // COLUMNS
        parts.append(_tile(code, tiles[code], position % COLUMNS * TILE, at * TILE, TILE))
    height = (ROWS + (1 + deep if others else 0)) * TILE
    description = say(language, "chart.tiles.desc", n=len(tiles))
    return scaled_figure(key, language, title, description, parts, kind="tiles world", size=(COLUMNS * TILE, height))


def region_map(key: str, language: str, title: str, tiles: Mapping[str, Tile]) -> Figure:
    """The same tiles in rows under the name of their region, for narrow places."""
    rtl = direction(language) == "rtl"
    width, y, parts = PER_ROW * BLOCK, 0.0, []
    for name, codes in _regions(tiles):
        heading = say(language, f"value.region.{name}") if name else say(language, "figure.other_areas")
        parts.append(words("text", heading, x=width if rtl else 0, y=y + 20, text_anchor="start", class_="strong"))
        for position, code in enumerate(codes):
            column = position % PER_ROW
            x = (PER_ROW - 1 - column if rtl else column) * BLOCK
            parts.append(_tile(code, tiles.get(code), x, y + 30 + position // PER_ROW * BLOCK, BLOCK))
        y += 30 + -(-len(codes) // PER_ROW) * BLOCK + 10
    description = say(language, "chart.tiles.desc", n=len(tiles))
    return scaled_figure(key, language, title, description, parts, kind="tiles regions", size=(width, y))


def tile_table(language: str, caption: str, heading: str, tiles: Mapping[str, Tile]) -> Table:
    """Every state or area with a value, by region and name."""
    rows = [
        (country_name(language, code), code, say(language, f"value.region.{name}") if name else "", tiles[code].text)
        for name, codes in _regions(tiles)
        for code in sorted(codes, key=lambda c: country_name(language, c))
        if code in tiles
    ]
    columns = [
        Column(say(language, "column.country")),
        Column(say(language, "column.code")),
        Column(say(language, "column.region")),
        Column(heading, True),
    ]
    return table(caption, columns, rows)


def _regions(tiles: Mapping[str, Tile]) -> list[tuple[str, Sequence[str]]]:
    """Region -> codes of its states and of other areas that have a tile; what has no region comes last."""
    codes = sorted(set(TILES) | set(tiles))
    found: list[tuple[str, Sequence[str]]] = [
        (region, [c for c in codes if c in COUNTRIES and COUNTRIES[c].region == region]) for region in REGIONS
    ]
    rest = [c for c in codes if c not in COUNTRIES or COUNTRIES[c].region not in REGIONS]
    return [*found, ("", rest)] if rest else found


def _tile(code: str, tile: Tile | None, x: float, y: float, size: float) -> str:
    inner = size - GAP
    box = element("rect", class_="face", width=inner, height=inner, rx=2)
    middle = inner / 2
    name = words("text", code, x=middle, y=inner * (0.42 if tile else 0.6), text_anchor="middle", class_="code")
    value = words("text", tile.text, x=middle, y=inner * 0.85, text_anchor="middle", class_="figure") if tile else ""
    class_ = tile.class_ if tile else "tile blank"
    return element("g", [box, name, value], class_=class_, transform=f"translate({x:.0f} {y:.0f})")
