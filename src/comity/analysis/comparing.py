"""From files or tables to a comparison."""

import os
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import PurePath

import numpy as np

from comity.analysis.countries import Texts, member_shares
from comity.analysis.people import Described, described
from comity.engine import engine_named
from comity.flow import compare as stage
from comity.importers import (
    align_participants,
    align_statements,
    read_participants_file,
    read_shares_file,
    read_statements_file,
    read_votes,
)
from comity.importers.reading.wording import column_list
from comity.terms.comparison import Comparison, Warned
from comity.terms.errors import ComityError
from comity.terms.statements import Participants, Statements
from comity.terms.votes import Votes
from comity.terms.work import Engine

Shares = Sequence[tuple[str, str, float]]
Progress = Callable[[float, str], None]

UN_MEMBERS = "un_members"


def compare(
    votes: object,
    *,
    statements: object = None,
    participants: object = None,
    by: str | Sequence[str] = (),
    weight: str = "equal",
    margins: object = None,
    reference: object = None,
    method: str = "comity",
    seed: int = 0,
    resamples: int = 20,
    most_groups: int = 5,
    slate: int = 8,
    duplicates: str = "error",
    encoding: str | None = None,
    engine: str | Engine = "serial",
    progress: Progress | None = None,
) -> Comparison:
    """Compare the views of everybody who voted: what they share, where they divide, and who is missing.

    votes: a path ("-": standard input), `Votes`, or a table with the columns participant, statement and vote (or those
    of any other format that files may have). statements and participants: the same, or `Statements`, `Participants`.
    A table is a mapping from names to arrays, or one of pandas, polars, Arrow or whatever else hands over Arrow.

    by: columns of the participants whose values are told apart. region, subregion, income_group, ldc, lldc and sids are
    derived where only the country is known, and where the participants are countries themselves.
    weight: "equal", "equal-by:COLUMN", "column:COLUMN" or "rake:MARGINS", with MARGINS the path of a file of
    column,value,share, or any name where `margins` gives that table or those triples.
    reference: who should have been heard, in the same form. Without it, where countries are known, the members of the
    United Nations, for those of the columns above that are in `by`.
    method: "comity", or "polis" for the formulas of Polis. seed fixes every random draw. resamples: 0 leaves stability
    untested. most_groups: how many groups are looked for at most. slate: how many statements are to represent everyone.
    duplicates, encoding: as in `comity.importers.read_votes`.
    engine: "serial", "processes", "cluster:ADDRESS", or what keeps to `terms.work.Engine`.
    progress: told how far the work is (0 to 1) and the name of the stage.

    What the importers left aside stands in the result's warnings, behind the cautions about the figures.
    Errors: a `ComityError` for bad input or use.
    """
    if progress:
        progress(0.0, "reading")
    heard = _heard(votes, statements, participants, duplicates, encoding)
    columns = [by] if isinstance(by, str) else list(dict.fromkeys(by))
    rule, margin = _weighting(weight, margins, encoding)
    people = described(heard.participants, [*columns, *margin.columns], given=participants is not None)
    target = _target(reference, people, columns, encoding)
    with nullcontext(engine) if not isinstance(engine, str) else engine_named(engine) as workers:
        result = stage.compare(
            heard.votes,
            engine=workers,
            statements=heard.statements,
            participants=people.participants,
            by=columns,
            weight=rule,
            margins=margin.shares,
            reference=target.shares,
            method=method,
            seed=seed,
            resamples=resamples,
            most_groups=most_groups,
            slate=slate,
            progress=progress,
        )
    parameters = {**result.parameters, "duplicates": duplicates, "reference": target.name}
    notes = map(_without_folders, (*heard.notes, *people.notes, *margin.notes, *target.notes))
    return replace(result, parameters=parameters, warnings=(*result.warnings, *notes))


@dataclass(frozen=True, eq=False)
class _Heard:
    """Votes with the statements and participants aligned to them, and what was left aside on the way."""

    votes: Votes
    statements: Statements
    participants: Participants
    notes: tuple[Warned, ...]


@dataclass(frozen=True)
class _Target:
    """Shares of a population, what they are called ("" for none), which columns they need, and what goes unused."""

    shares: Shares = ()
    name: str = ""
    columns: tuple[str, ...] = ()
    notes: tuple[Warned, ...] = ()


def _heard(votes: object, statements: object, participants: object, duplicates: str, encoding: str | None) -> _Heard:
    notes: list[Warned] = []
    if not isinstance(votes, Votes):
        read = read_votes(votes, duplicates=duplicates, encoding=encoding)
        votes = read.votes
        notes += read.ignored
    if statements is not None and not isinstance(statements, Statements):
        texts = read_statements_file(statements, encoding=encoding)
        statements = texts.statements
        notes += texts.ignored
    if participants is not None and not isinstance(participants, Participants):
        people = read_participants_file(participants, encoding=encoding)
        participants = people.participants
        notes += people.ignored
    statements, more = align_statements(statements, votes)
    notes += more
    participants, more = align_participants(participants, votes)
    notes += more
    return _Heard(votes, statements, participants, tuple(notes))


def _without_folders(note: Warned) -> Warned:
    """The note with the name of its file only: where a file lay is nobody's matter who reads the result."""
    if "file" not in note.parameters:
        return note
    return Warned(note.code, {**note.parameters, "file": PurePath(str(note.parameters["file"])).name})


def _weighting(weight: str, margins: object, encoding: str | None) -> tuple[str, _Target]:
    """The rule, a file in it by its name without folders, and the margins to rake to: those given, or in that file."""
    kind, _, name = weight.partition(":")
    if kind in ("equal-by", "column", "rake") and not name:
        raise ComityError("weights.unknown_rule", rule=weight)
    if kind != "rake":
        return weight, _Target(columns=(name,) if kind in ("equal-by", "column") else ())
    shares, notes = _shares(name if margins is None else margins, encoding)
    called = PurePath(name).name if margins is None else name
    return f"rake:{called}", _Target(shares, called, tuple(dict.fromkeys(column for column, _, _ in shares)), notes)


def _target(reference: object, people: Described, columns: Sequence[str], encoding: str | None) -> _Target:
    """The reference population: the one given, or the members of the United Nations where countries are known.
    Error: `reference.no_value_met`."""
    known = people.participants.columns
    if reference is None:
        if people.countries is None:
            return _Target()
        members = member_shares([column for column in columns if _is_derivable(known[column], column)])
        return _Target(members, UN_MEMBERS if members else "")
    shares, notes = _shares(reference, encoding)
    named = PurePath(reference).name if isinstance(reference, str | os.PathLike) else "given"
    for column in columns:
        values = [value for name, value, _ in shares if name == column]
        if values and not np.isin(known[column], values).any():
            there = column_list(sorted(set(known[column].tolist()) - {""}))
            raise ComityError("reference.no_value_met", column=column, found=column_list(values), expected=there)
    unused = list(dict.fromkeys(name for name, _, _ in shares if name not in columns))
    if unused:
        notes = (*notes, Warned("reference.unused", {"count": len(unused), "columns": column_list(unused)}))
    return _Target(shares, named, notes=notes)


def _is_derivable(values: Texts, column: str) -> bool:
    """Whether a column says what would follow from the countries, and nothing else."""
    names = [name for _, name, _ in member_shares([column])]
    return bool(np.isin(values, [*names, ""]).all())


def _shares(source: object, encoding: str | None) -> tuple[Shares, tuple[Warned, ...]]:
    """The shares in a file, a table, or a list of (column, value, share)."""
    if isinstance(source, Sequence) and not isinstance(source, str):
        rows = [tuple(row) for row in source]
        source = {name: [row[n] for row in rows] for n, name in enumerate(("column", "value", "share"))}
    read = read_shares_file(source, encoding=encoding)
    return read.shares, read.ignored
