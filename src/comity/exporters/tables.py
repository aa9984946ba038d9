"""What a comparison found as tidy tables: one row for each thing counted, ids and names as columns.

A table is a dictionary of numpy arrays, and an Arrow stream: pandas, polars, pyarrow and whatever else reads either
take it as it is, and none of them is needed here.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from arro3.core import Array, DataType
from arro3.core import Table as ArrowTable
from numpy.typing import NDArray

from comity.terms.comparison import Comparison
from comity.words import caution

Values = NDArray[Any] | Sequence[Any]


class Column(np.ndarray[Any, np.dtype[Any]]):
    """One column of a table: a numpy array whose NaN stands for an absent value, and leaves as Arrow's null."""

    def __arrow_c_array__(self, requested_schema: object = None) -> object:
        """The column through the Arrow PyCapsule interface."""
        return _arrow(self).__arrow_c_array__(requested_schema)


class Table(dict[str, Column]):
    """Name -> column (R,): text as numpy strings, whole numbers as int64, measures as float64 with NaN where there is
    none, truth values as bool. Also an Arrow stream (PyCapsule interface), in which what is absent is null."""

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table through the Arrow PyCapsule interface."""
        return ArrowTable.from_pydict(dict(self)).__arrow_c_stream__(requested_schema)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.values()), ()))


def tables(result: Comparison, language: str = "en") -> dict[str, Table]:
    """Every table of a comparison by its name, in the order of TABLES.

    language: of the statements' texts where they have one in it, and of the warnings.
    """
    return {name: make(result, language) for name, make in TABLES.items()}


def text_column(language: str) -> str:
    """What the column of the texts in `language` ("" where it is unknown) is called, as statements are imported."""
    return f"text_{language.replace('-', '_')}" if language else "text"


def _participants(result: Comparison, language: str) -> Table:
    labels = np.array([*result.groups.labels, ""], dtype=np.str_)  # -1, nobody's group, is the last
    axes = result.positions.shape[1]
    table = Table(
        participant=_text(result.participants),
        group=_text(labels[result.groups.member_of]),
        probability=_measure(result.groups.probability),
        **{f"axis_{axis + 1}": _measure(result.positions[:, axis]) for axis in range(axes)},
        weight=_measure(result.weights.values),
    )
    if result.countries is not None:
        table["country"] = _text(result.countries)
    return table


def _statements(result: Comparison, language: str) -> Table:
    statements, t, size = result.statements, result.tallies, len(result.statements.ids)
    shared = {one.statement: one for one in result.common_ground}
    ranked = [shared.get(j) for j in range(size)]
    return Table(
        statement=_text(statements.ids),
        **{text_column(code): _text(texts) for code, texts in statements.texts.items()},
        moderated=_whole(statements.moderation),
        meta=_truth(statements.meta),
        votes=_whole(t.agree[0] + t.disagree[0] + t.passed[0]),
        agree=_whole(t.agree[0]),
        disagree=_whole(t.disagree[0]),
        **{"pass": _whole(t.passed[0])},
        agreement=_measure(t.share[0]),
        agreement_low=_measure(t.low[0]),
        agreement_high=_measure(t.high[0]),
        disagreement=_measure(t.against[0]),
        disagreement_low=_measure(t.against_low[0]),
        disagreement_high=_measure(t.against_high[0]),
        common_side=_text([one.side if one else "" for one in ranked]),
        common_score=_measure([one.score if one else np.nan for one in ranked]),
        **_named_cuts(result, "worst_off", [one.worst if one else -1 for one in ranked]),
        bridging=_measure(result.bridging),
    )


def _agreement(result: Comparison, language: str) -> Table:
    t, size = result.tallies, len(result.statements.ids)
    cut = np.repeat(np.arange(len(t.cuts)), size)
    return Table(
        statement=_text(np.tile(result.statements.ids, len(t.cuts))),
        **{name: _text(np.array([getattr(one, name) for one in t.cuts])[cut]) for name in ("kind", "column", "name")},
        people=_whole(np.array([one.people for one in t.cuts])[cut]),
        effective=_measure(np.array([one.effective for one in t.cuts])[cut]),
        votes=_whole((t.agree + t.disagree + t.passed).reshape(-1)),
        agree=_whole(t.agree.reshape(-1)),
        disagree=_whole(t.disagree.reshape(-1)),
        **{"pass": _whole(t.passed.reshape(-1))},
        agreement=_measure(t.share.reshape(-1)),
        agreement_low=_measure(t.low.reshape(-1)),
        agreement_high=_measure(t.high.reshape(-1)),
        disagreement=_measure(t.against.reshape(-1)),
        disagreement_low=_measure(t.against_low.reshape(-1)),
        disagreement_high=_measure(t.against_high.reshape(-1)),
    )


def _common_ground(result: Comparison, language: str) -> Table:
    found = result.common_ground
    return Table(
        rank=_ranks(found),
        **_named_statements(result, language, [one.statement for one in found]),
        side=_text([one.side for one in found]),
        score=_measure([one.score for one in found]),
        **_named_cuts(result, "worst_off", [one.worst for one in found]),
    )


def _divides(result: Comparison, language: str) -> Table:
    found, cuts = result.divides, result.tallies.cuts
    return Table(
        rank=_ranks(found),
        **_named_statements(result, language, [one.statement for one in found]),
        kind=_text([cuts[one.high].kind for one in found]),
        column=_text([cuts[one.high].column for one in found]),
        high=_text([cuts[one.high].name for one in found]),
        low=_text([cuts[one.low].name for one in found]),
        **_differences(found),
    )


def _representative(result: Comparison, language: str) -> Table:
    pairs = [(label, rank, one) for label, found in result.representative.items() for rank, one in enumerate(found, 1)]
    return Table(
        group=_text([label for label, _, _ in pairs]),
        rank=_whole([rank for _, rank, _ in pairs]),
        **_named_statements(result, language, [one.statement for _, _, one in pairs]),
        side=_text([one.side for _, _, one in pairs]),
        **_differences([one for _, _, one in pairs]),
    )


def _slate(result: Comparison, language: str) -> Table:
    chosen = list(result.slate.statements)
    return Table(
        rank=_ranks(chosen),
        **_named_statements(result, language, chosen),
        agreement=_measure([result.tallies.share[0, j] for j in chosen]),
    )


def _participation(result: Comparison, language: str) -> Table:
    found = result.participation
    return Table(
        **{name: _text([getattr(one, name) for one in found]) for name in ("column", "name")},
        **{name: _whole([getattr(one, name) for one in found]) for name in ("people", "votes")},
        **{name: _measure([getattr(one, name) for one in found]) for name in ("share", "reference")},
    )


def _candidates(result: Comparison, language: str) -> Table:
    found = result.groups.candidates
    return Table(
        k=_whole([one.k for one in found]),
        **{name: _measure([getattr(one, name) for one in found]) for name in ("fit", "stability", "low", "high")},
        chosen=_truth([one.chosen for one in found]),
    )


def _warnings(result: Comparison, language: str) -> Table:
    found = result.warnings
    parameters = [json.dumps(dict(one.parameters), ensure_ascii=False, sort_keys=True, default=str) for one in found]
    return Table(
        code=_text([one.code for one in found]),
        text=_text([caution(one, language) for one in found]),
        parameters=_text(parameters),
    )


TABLES: Mapping[str, Callable[[Comparison, str], Table]] = MappingProxyType(
    {
        "participants": _participants,
        "statements": _statements,
        "agreement": _agreement,
        "common_ground": _common_ground,
        "divides": _divides,
        "representative": _representative,
        "slate": _slate,
        "participation": _participation,
        "candidates": _candidates,
        "warnings": _warnings,
    }
)
"""Every table there is, by name, and what makes it of a comparison and a language."""


def _named_statements(result: Comparison, language: str, positions: Sequence[int]) -> dict[str, Column]:
    return {
        "statement": _text([str(result.statements.ids[j]) for j in positions]),
        "text": _text([result.statements.text(j, language)[0] for j in positions]),
    }


def _named_cuts(result: Comparison, prefix: str, positions: Sequence[int]) -> dict[str, Column]:
    """Kind, column and name of the cuts at `positions`, -1 for none."""
    cuts = [result.tallies.cuts[c] if c >= 0 else None for c in positions]
    return {
        f"{prefix}_{name}": _text([getattr(cut, name) if cut else "" for cut in cuts])
        for name in ("kind", "column", "name")
    }


def _differences(found: Sequence[Any]) -> dict[str, Column]:
    names = ("difference", "difference_low", "difference_high", "q")
    return {name: _measure([getattr(one, name) for one in found]) for name in names}


def _ranks(found: Sequence[object]) -> Column:
    return _whole(range(1, len(found) + 1))


def _text(values: Values) -> Column:
    return np.asarray(values, dtype=np.str_).view(Column)


def _whole(values: Values) -> Column:
    return np.asarray(values, dtype=np.int64).view(Column)


def _measure(values: Values) -> Column:
    return np.asarray(values, dtype=np.float64).view(Column)


def _truth(values: Values) -> Column:
    return np.asarray(values, dtype=np.bool_).view(Column)


def _arrow(column: Column) -> Array:
    plain = np.asarray(column)
    if plain.dtype.kind == "f" and np.isnan(plain).any():
        return Array(_with_none(plain.tolist()), DataType.float64())
    return Array.from_numpy(np.ascontiguousarray(plain))


def _with_none(values: Iterable[float]) -> list[float | None]:
    return [None if value != value else value for value in values]
