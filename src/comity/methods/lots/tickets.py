"""Drawing from a pool: everyone gets a ticket, a hash of the seed and of the own name, and the lowest tickets win.

Nothing depends on the order in which the pool is written down, everyone can compute the own ticket with any tool that
knows SHA-256, and whoever stands in for a drawn one is simply the next.
"""

import hashlib
from collections.abc import Collection, Mapping

from comity.methods.lots.seeds import SEED
from comity.terms.errors import ComityError

_END = "\0"


def ticket(seed: bytes, name: str, label: str = "") -> bytes:
    """SHA-256 over the seed, the label in UTF-8, a zero byte and the name in UTF-8. label: what is drawn, where one
    seed serves several lots."""
    if len(seed) != SEED:
        raise ComityError("lots.bad_seed", size=SEED)
    if not name or _END in name or _END in label:
        raise ComityError("lots.bad_name", name=name)
    try:
        return hashlib.sha256(seed + f"{label}{_END}{name}".encode()).digest()
    except UnicodeEncodeError as broken:
        raise ComityError("lots.bad_name", name=ascii(name)) from broken


def in_order(seed: bytes, names: Collection[str], label: str = "") -> list[str]:
    """The names by their tickets, the lowest first. Error: `lots.twice` for a name that stands there twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ComityError("lots.twice", name=name)
        seen.add(name)
    return sorted(seen, key=lambda name: ticket(seed, name, label))


def sample(seed: bytes, pool: Collection[str], k: int) -> list[str]:
    """k of the pool, without replacement, each subset as likely as any other, in the order in which they were drawn.

    Errors: `lots.pool_too_small`, `lots.twice`, `lots.bad_name`, `lots.bad_seed`.
    """
    if not 0 <= k <= len(pool):
        raise ComityError("lots.pool_too_small", wanted=k, there=len(pool))
    return in_order(seed, pool)[:k]


def stratified(
    seed: bytes, pool: Collection[str], strata: Mapping[str, str], quotas: Mapping[str, int]
) -> dict[str, list[str]]:
    """For each stratum that has a quota, so many of its members as `sample` would draw of them.

    strata: name -> stratum, for everyone in the pool. Errors: `lots.no_stratum`, `lots.quota_too_large`, and those of
    `sample`.
    """
    members: dict[str, list[str]] = {stratum: [] for stratum in sorted(quotas)}
    for name in in_order(seed, pool):
        if name not in strata:
            raise ComityError("lots.no_stratum", name=name)
        if strata[name] in members:
            members[strata[name]].append(name)
    for stratum, there in members.items():
        if not 0 <= quotas[stratum] <= len(there):
            raise ComityError("lots.quota_too_large", stratum=stratum, wanted=quotas[stratum], there=len(there))
    return {stratum: there[: quotas[stratum]] for stratum, there in members.items()}
