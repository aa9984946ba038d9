"""Charts as SVG with a title that states the finding, a description and a table; for reports and pages alike.

Every chart function returns a `Figure`, every companion a `Table`; both write themselves into a template
(`__html__`). Colours, light and dark, come from `stylesheet()`.
"""

from importlib.resources import files

from comity.charts.gaps import Part, by_gap, gap_chart, gap_table
from comity.charts.intervals import (
    Estimate,
    in_order,
    interval_chart,
    interval_columns,
    interval_table,
    pair_chart,
    strip_chart,
)
from comity.charts.marks import icon
from comity.charts.opinion_map import Cluster, map_table, opinion_map
from comity.charts.stance import Stances, stance_bar, stance_table
from comity.charts.svg import Figure
from comity.charts.table import Column, Table, table
from comity.charts.tiles import Tile, level_of, region_map, tile_map, tile_table

__all__ = [
    "Cluster",
    "Column",
    "Estimate",
    "Figure",
    "Part",
    "Stances",
    "Table",
    "Tile",
    "by_gap",
    "gap_chart",
    "gap_table",
    "icon",
    "in_order",
    "interval_chart",
    "interval_columns",
    "interval_table",
    "level_of",
    "map_table",
    "opinion_map",
    "pair_chart",
    "region_map",
    "stance_bar",
    "stance_table",
    "strip_chart",
    "stylesheet",
    "table",
    "tile_map",
    "tile_table",
]


def stylesheet() -> str:
    """The style rules of the charts. They read the page's custom properties and define those that are theirs."""
    return files("comity.charts").joinpath("charts.css").read_text(encoding="utf-8")
