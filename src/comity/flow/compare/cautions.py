"""What the reader must know before believing a figure."""

from comity.flow.compare.ground import ENOUGH_PEOPLE
from comity.terms.comparison import Comparison, Warned
from comity.terms.votes import Votes

FEW_PEOPLE = 30
THIN_COVERAGE = 0.05


def cautions(votes: Votes, result: Comparison) -> tuple[Warned, ...]:
    """Warnings, the weightiest first."""
    found: list[Warned] = []
    people = int((votes.per_participant() > 0).sum())
    if people < FEW_PEOPLE:
        found.append(Warned("compare.few_people", {"n": people}))
    groups = result.groups
    if groups.k > 1 and not groups.resamples:
        found.append(Warned("compare.stability_untested", {}))
    elif groups.verdict == "unstable":
        found.append(Warned("compare.unstable_groups", {"stability": round(groups.stability, 2)}))
    if not votes.values.any():
        found.append(Warned("compare.only_passes", {}))
    small = [cut for cut in result.tallies.cuts if cut.kind == "stratum" and cut.name and cut.people < ENOUGH_PEOPLE]
    if small:
        named = ", ".join(f"{cut.name} ({cut.people})" for cut in small[:5])
        found.append(Warned("compare.small_strata", {"n": len(small), "names": named}))
    if result.weights.effective < 0.5 * people:
        found.append(Warned("compare.costly_weights", {"people": people, "effective": round(result.weights.effective)}))
    seen = len(votes) / max(1, people * votes.shape[1])
    if seen < THIN_COVERAGE:
        found.append(Warned("compare.thin_coverage", {"share": round(seen, 4)}))
    return tuple(found)
