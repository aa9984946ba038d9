"""A chart with what stands beside it: its finding, who is in it, and the same figures as a table."""

from dataclasses import dataclass

from markupsafe import Markup

from comity.charts import Figure, Table


@dataclass(frozen=True)
class Exhibit:
    """title: the finding, shown above the chart ("" where the text beside it says it already). subtitle: what, who,
    how many. narrow: another drawing of the same chart for narrow places. heading: what
    the chart is one of several of. The table opens under the chart."""

    figure: Figure
    table: Table
    title: str | Markup = ""
    subtitle: str | Markup = ""
    narrow: Figure | None = None
    heading: str = ""
