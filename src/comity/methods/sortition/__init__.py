"""An assembly drawn from volunteers under quotas, so that the least likely are as likely as they can be.

`pools` says who volunteers and what the quotas are, `panels` finds compositions that meet them, `lotteries` makes the
fairest lottery over panels and draws from it. docs/methods/sortition.md has the formulas.
"""

from comity.methods.sortition.lotteries import Lottery, draw, leximin
from comity.methods.sortition.pools import Pool, Quota

__all__ = ["Lottery", "Pool", "Quota", "draw", "leximin"]
