"""Who volunteers, what the quotas are, and who is alike in everything that a quota asks about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from comity.terms.errors import ComityError


@dataclass(frozen=True)
class Quota:
    """Of those with this value in this category, at least `least` and at most `most` sit on the panel."""

    category: str
    value: str
    least: int
    most: int


@dataclass(frozen=True)
class Pool:
    """The volunteers: their ids, and for each category a column with one value for each id."""

    ids: tuple[str, ...]
    features: Mapping[str, tuple[str, ...]]


Types = dict[tuple[str, ...], list[str]]
"""Profile (one value for each category of the quotas, categories sorted) -> ids, sorted."""


def types(pool: Pool, quotas: Sequence[Quota], size: int) -> Types:
    """Everyone by profile, in an order that does not depend on that of the rows.

    Errors: `sortition.twice`, `sortition.uneven_column`, `sortition.bad_size`, `sortition.bad_quota`,
    `sortition.quota_twice`, `sortition.unknown_category`, `sortition.unknown_value`.
    """
    _check_pool(pool, size)
    allowed = _allowed(pool, quotas)
    categories = sorted(allowed)
    found: Types = {}
    for row, name in sorted(enumerate(pool.ids), key=lambda pair: pair[1]):
        profile = tuple(pool.features[category][row] for category in categories)
        for category, value in zip(categories, profile, strict=True):
            if value not in allowed[category]:
                raise ComityError("sortition.unknown_value", name=name, category=category, value=value)
        found.setdefault(profile, []).append(name)
    return dict(sorted(found.items()))


def _check_pool(pool: Pool, size: int) -> None:
    seen: set[str] = set()
    for name in pool.ids:
        if name in seen:
            raise ComityError("sortition.twice", name=name)
        seen.add(name)
    for category, column in pool.features.items():
        if len(column) != len(pool.ids):
            raise ComityError("sortition.uneven_column", category=category, found=len(column), expected=len(pool.ids))
    if not 1 <= size <= len(pool.ids):
        raise ComityError("sortition.bad_size", wanted=size, there=len(pool.ids))


def _allowed(pool: Pool, quotas: Sequence[Quota]) -> dict[str, set[str]]:
    allowed: dict[str, set[str]] = {}
    for quota in quotas:
        if quota.category not in pool.features:
            raise ComityError("sortition.unknown_category", category=quota.category)
        if not 0 <= quota.least <= quota.most:
            raise ComityError(
                "sortition.bad_quota",
                category=quota.category,
                value=quota.value,
                least=quota.least,
                most=quota.most,
            )
        values = allowed.setdefault(quota.category, set())
        if quota.value in values:
            raise ComityError("sortition.quota_twice", category=quota.category, value=quota.value)
        values.add(quota.value)
    return allowed
