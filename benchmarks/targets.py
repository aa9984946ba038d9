"""What was promised of speed and memory, and whether the figures keep it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from benchmarks.peer import PEER

SMALL_CONVERSATION = 50_000  # votes below which the first factor of each pair counts
POINT_FACTORS, STABILITY_FACTORS = (10, 15), (2, 3)
STABILITY_FACTOR_AT_2M = 15
MOST = {"2M": (1.0, 500), "5M": (2.5, 1000), "50M": (20.0, 4000)}  # seconds and MB (10^6 bytes) of point results
FROM_CSV = 4.0  # seconds, 2 million votes
DOUBLING = 2.2


@dataclass(frozen=True)
class Target:
    """One promise, what was measured, and whether it is kept."""

    what: str
    promised: str
    measured: str
    met: bool


def judge(conversations: Sequence[Mapping[str, Any]], doubled: Sequence[Mapping[str, Any]]) -> list[Target]:
    """Every promise for which there is a figure."""
    found = [target for one in conversations for target in _of(one)]
    for less, more in pairwise(doubled):
        factor = more["seconds"] / less["seconds"] * (2 * less["votes"] / more["votes"])
        what = f"{less['votes'] / 1e6:.1f} to {more['votes'] / 1e6:.1f} million votes"
        found.append(Target(what, f"≤ {DOUBLING} x the time", f"{factor:.2f} x", factor <= DOUBLING))
    return found


def _of(one: Mapping[str, Any]) -> Iterator[Target]:
    results, name = one["results"], one["name"]
    if PEER in results:
        peer = results[PEER]["seconds"]
        larger = one["votes"] >= SMALL_CONVERSATION
        if one["kind"] == "real":
            yield _factor(f"{name}, point results", peer / results["point"]["seconds"], POINT_FACTORS[larger])
            yield _factor(f"{name}, with stability", peer / results["stability"]["seconds"], STABILITY_FACTORS[larger])
        if name == "2M":
            factor = peer / results["stability"]["seconds"]
            yield _factor(f"{name}, with stability", factor, STABILITY_FACTOR_AT_2M)
    if name in MOST:
        seconds, megabytes = MOST[name]
        yield _seconds(f"{name}, point results", results["point"]["seconds"], seconds)
        peak = results["point"]["peak"] / 1e6
        yield Target(f"{name}, memory", f"< {megabytes} MB", f"{peak:.0f} MB", peak < megabytes)
    for file in one.get("files", ()):
        yield _seconds(f"{name} from {file['shape']}, point results", file["results"]["csv"]["seconds"], FROM_CSV)
        if "command" in file["results"]:
            whole = file["results"]["command"]["seconds"]
            yield _seconds(f"{name} from {file['shape']}, whole command with stability", whole, FROM_CSV)


def _factor(what: str, factor: float, least: int) -> Target:
    return Target(
        what, f"≥ {least} x {PEER}", f"{factor:.2f} x" if factor < 100 else f"{factor:.0f} x", factor >= least
    )


def _seconds(what: str, seconds: float, most: float) -> Target:
    return Target(what, f"< {most:g} s", f"{seconds:.2f} s", seconds < most)
