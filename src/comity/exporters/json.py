"""A comparison as JSON, written piece by piece: the same result gives the same bytes, however many people took part.

What stands in it is laid down in schemas/comity.compare.json. Numbers have at most ten significant digits; what is not
known is null; an object that maps participants to something keeps their canonical order.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from json.encoder import encode_basestring
from typing import Any, BinaryIO

import numpy as np

from comity.terms.comparison import Characteristic, Comparison, Cut, Divide, Shared, Tallies
from comity.terms.errors import ComityError
from comity.words import caution

SCHEMA = ("comity.compare", 1)
SCHEMAS = ("compare", "verification", "charter", "events")
UNDETERMINED = "und"  # the language tag (BCP 47) of a text whose language is not known
BLOCK = 10_000  # participants written at a time

_text = json.JSONEncoder(ensure_ascii=False).encode
Place = dict[str, str]


def to_json(result: Comparison, language: str = "en") -> str:
    """The comparison as JSON text. language: of the warnings."""
    return "".join(pieces(result, language))


def write_json(result: Comparison, stream: BinaryIO, language: str = "en") -> None:
    """Write the comparison as JSON in UTF-8, about a megabyte at a time."""
    for piece in pieces(result, language):
        # Half of a character, which only arrays can bring, is written as JSON escapes it.
        stream.write(piece.encode("utf-8", "backslashreplace"))


def schema(name: str) -> str:
    """The JSON Schema (2020-12) of what `name` ("compare", "verification") writes. Error: `schema.unknown`."""
    known = name.removeprefix("comity.")
    if known not in SCHEMAS:
        raise ComityError("schema.unknown", found=name, expected=", ".join(SCHEMAS))
    return files("comity.exporters").joinpath("schemas", f"comity.{known}.json").read_text(encoding="utf-8")


def pieces(result: Comparison, language: str = "en") -> Iterator[str]:
    """The text of the JSON document, in pieces that never hold more than some thousand participants or one
    statement."""
    start = "{\n"
    for key, value in _document(result, language):
        yield f"{start}{_text(key)}: "
        yield from value
        start = ",\n"
    yield "\n}\n"


def _document(result: Comparison, language: str) -> Iterator[tuple[str, Iterable[str]]]:
    ids, cuts = result.statements.ids.tolist(), [_place(cut) for cut in result.tallies.cuts]
    name, version = SCHEMA
    yield "schema", _plain({"name": name, "version": version})
    yield "version", _plain(result.version)
    yield "method", _plain(result.method)
    yield "seed", _plain(result.seed)
    yield "parameters", _plain(result.parameters)
    yield "input_digest", _plain(result.input_digest)
    yield "participants", _plain(len(result.participants))
    yield "statements", _plain(len(ids))
    yield "votes", _plain(result.votes)
    yield "groups", _object(_groups(result))
    yield "positions", _by_participant(result, result.positions.tolist(), _numbers)
    yield "axes", _plain({"explained": result.axes.explained, "steadiness": result.axes.steadiness})
    yield "weights", _object(_weights(result))
    yield "cuts", _plain([_cut(cut) for cut in result.tallies.cuts])
    yield "statements_detail", _array(_statements(result, cuts))
    shared = result.common_ground
    yield "common_ground", _array({"statement": ids[one.statement], **_shared(one, cuts)} for one in shared)
    yield "divides", _array(_divide(one, ids, result.tallies.cuts) for one in result.divides)
    yield (
        "representative",
        _plain({label: [_characteristic(one, ids) for one in found] for label, found in result.representative.items()}),
    )
    slate = result.slate
    yield (
        "slate",
        _plain(
            {
                "statements": [ids[j] for j in slate.statements],
                "represented": slate.represented,
                "justified": slate.justified,
            }
        ),
    )
    yield "participation", _array({**vars(one)} for one in result.participation)
    yield (
        "warnings",
        _array(
            {"code": one.code, "parameters": one.parameters, "text": caution(one, language)} for one in result.warnings
        ),
    )


def _groups(result: Comparison) -> Iterator[tuple[str, Iterable[str]]]:
    groups = result.groups
    member_of = groups.member_of.tolist()
    sizes = np.bincount(groups.member_of[groups.member_of >= 0], minlength=groups.k).tolist()
    labels = [*map(_text, groups.labels), "null"]  # -1, nobody's group, is the last
    yield "k", _plain(groups.k)
    yield "verdict", _plain(groups.verdict)
    yield "stability", _plain(groups.stability)
    yield "stability_low", _plain(groups.stability_low)
    yield "stability_high", _plain(groups.stability_high)
    yield "resamples", _plain(groups.resamples)
    yield "sizes", _plain(dict(zip(groups.labels, sizes, strict=True)))
    yield "per_group", _plain(dict(zip(groups.labels, groups.per_group.tolist(), strict=True)))
    yield "centres", _plain(dict(zip(groups.labels, groups.centres.tolist(), strict=True)))
    yield "candidates", _plain([{**vars(one)} for one in groups.candidates])
    yield "members", _by_participant(result, member_of, labels.__getitem__)
    yield "probability", _by_participant(result, groups.probability.tolist(), _number)


def _weights(result: Comparison) -> Iterator[tuple[str, Iterable[str]]]:
    weights = result.weights
    yield "rule", _plain(weights.rule)
    yield "effective", _plain(weights.effective)
    same = weights.rule == "equal"
    yield "values", _plain(None) if same else _by_participant(result, weights.values.tolist(), _number)


def _statements(result: Comparison, cuts: Sequence[Place]) -> Iterator[dict[str, object]]:
    statements, tallies = result.statements, result.tallies
    shared = {one.statement: one for one in result.common_ground}
    for j, identifier in enumerate(statements.ids.tolist()):
        texts = {language or UNDETERMINED: str(text[j]) for language, text in statements.texts.items() if text[j]}
        groups: dict[str, object] = {}
        strata: dict[str, dict[str, object]] = {}
        for c, cut in enumerate(tallies.cuts):
            if cut.kind == "group":
                groups[cut.name] = _tally(tallies, c, j)
            elif cut.kind == "stratum":
                strata.setdefault(cut.column, {})[cut.name] = _tally(tallies, c, j)
        yield {
            "id": identifier,
            "text": texts,
            "moderation": int(statements.moderation[j]),
            "meta": bool(statements.meta[j]),
            **_tally(tallies, 0, j),
            "groups": groups,
            "strata": strata,
            "common_ground": _shared(shared[j], cuts) if j in shared else None,
            "bridging": float(result.bridging[j]),
        }


def _tally(t: Tallies, cut: int, statement: int) -> dict[str, object]:
    """Counts and shares of one cut on one statement."""
    at = (cut, statement)
    agree, disagree, passed = int(t.agree[at]), int(t.disagree[at]), int(t.passed[at])
    return {
        "counts": {"votes": agree + disagree + passed, "agree": agree, "disagree": disagree, "pass": passed},
        "agreement": _estimate(t.share[at], t.low[at], t.high[at]),
        "disagreement": _estimate(t.against[at], t.against_low[at], t.against_high[at]),
    }


def _shared(one: Shared, cuts: Sequence[Place]) -> dict[str, object]:
    return {"side": one.side, "score": one.score, "worst_off": cuts[one.worst]}


def _divide(one: Divide, ids: Sequence[str], cuts: Sequence[Cut]) -> dict[str, object]:
    high, low = cuts[one.high], cuts[one.low]
    return {
        "statement": ids[one.statement],
        "kind": high.kind,
        "column": high.column,
        "high": high.name,
        "low": low.name,
        "difference": _estimate(one.difference, one.difference_low, one.difference_high),
        "q": one.q,
    }


def _characteristic(one: Characteristic, ids: Sequence[str]) -> dict[str, object]:
    return {
        "statement": ids[one.statement],
        "side": one.side,
        "difference": _estimate(one.difference, one.difference_low, one.difference_high),
        "q": one.q,
    }


def _cut(cut: Cut) -> dict[str, object]:
    return {**_place(cut), "people": cut.people, "effective": cut.effective}


def _place(cut: Cut) -> Place:
    return {"kind": cut.kind, "column": cut.column, "name": cut.name}


def _estimate(value: float, low: float, high: float) -> dict[str, float]:
    return {"estimate": float(value), "low": float(low), "high": float(high)}


def _by_participant(result: Comparison, values: Sequence[Any], written: Callable[[Any], str]) -> Iterator[str]:
    """An object from participant to value, a block of people at a time."""
    start = "{"
    for first in range(0, len(values), BLOCK):
        names = map(encode_basestring, result.participants[first : first + BLOCK].tolist())
        block = map(written, values[first : first + BLOCK])
        yield start + ", ".join(map(": ".join, zip(names, block, strict=True)))
        start = ", "
    yield "{}" if start == "{" else "}"


def _object(items: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    start = "{\n"
    for key, value in items:
        yield f"{start}  {_text(key)}: "
        yield from value
        start = ",\n"
    yield "\n}"


def _array(values: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """An array, one value a line."""
    start = "[\n  "
    for value in values:
        yield start
        yield from _plain(value)
        start = ",\n  "
    yield "[]" if start == "[\n  " else "\n]"


def _plain(value: object) -> Iterator[str]:
    yield _text(_rounded(value))


def _numbers(values: Sequence[float]) -> str:
    return f"[{', '.join(map(_number, values))}]"


def _number(value: float) -> str:
    rounded = _round(value)
    return "null" if rounded is None else repr(rounded)


def _round(value: float) -> float | None:
    """`value` with ten significant digits, as few of them as say the same; None where it is no number."""
    return float(f"{value:.10g}") + 0.0 if math.isfinite(value) else None


def _rounded(value: object) -> object:
    """`value` as JSON knows it: numbers rounded, arrays and tuples as lists, keys as text."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, float):
        return _round(value)
    if isinstance(value, Mapping):
        return {str(key): _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted(str(one) for one in value)
    return value if isinstance(value, str | int) or value is None else str(value)
