"""Roll calls of the General Assembly: States as participants, resolutions as statements; absence is no vote."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from comity.importers import VotesFile
from comity.importers.reading.ballots import Ballots, Integers
from comity.importers.reading.cells import Refused, as_id, as_label, as_roll_call_vote
from comity.importers.reading.coding import Coder, Column
from comity.importers.reading.rows import read_columns
from comity.importers.reading.table import Table
from comity.importers.reading.wording import column_list
from comity.terms.comparison import Warned
from comity.terms.countries import COUNTRIES, find
from comity.words.languages import LANGUAGES, locale

KIND = "votes"
COLUMNS = "rcid,country,country_code,vote"

State = tuple[str, str]  # name and code as a row gives them, either of which may be missing
_ABOUT_STATES = ("country", "country_code")


def sniff(columns: Sequence[str]) -> bool:
    """Whether the columns rcid, vote, and country or country_code are there, in any order."""
    names = {name.casefold() for name in columns}
    return {"rcid", "vote"} <= names and not names.isdisjoint(_ABOUT_STATES)


def read(table: Table, *, duplicates: str) -> VotesFile:
    """The votes (yes, abstain, no as 1, 0, -1) of States known by their ISO 3166-1 alpha-3 code.

    A State that has none, as many former ones, is known by its name. Errors: as in `read_votes`.
    """
    resolutions, votes = Coder(as_id), Coder(as_roll_call_vote)
    about = {name: Coder(as_label) for name in _ABOUT_STATES if table.find(name) is not None}
    wanted: list[tuple[int, Column]] = [(table.need("rcid"), resolutions), (table.need("vote"), votes)]
    wanted += [(table.need(name), coder) for name, coder in about.items()]
    codes, rows = read_columns(table, wanted)
    states, state = _states(about, dict(zip(about, codes[2:], strict=True)), len(codes[0]))
    if ("", "") in states:
        nameless = int(np.flatnonzero(state == states.index(("", "")))[0])
        raise table.wrong(Refused("ids.empty"), rows[nameless], wanted[2][0])
    known_as, shared = _identified(table.file, states)
    people = {identifier: position for position, identifier in enumerate(sorted(set(known_as)))}
    ballots = Ballots(
        file=table.file,
        people=list(people),
        statements=resolutions.meanings,
        person=np.array([people[identifier] for identifier in known_as])[state],
        statement=codes[0],
        vote=np.array(votes.meanings, dtype=np.int8)[codes[1]],
        time=None,
        row_of=rows.__getitem__,
    )
    counted, set_aside = ballots.votes(duplicates)
    ignored = table.ignored([column for column, _ in wanted])
    return VotesFile(counted, "roll_calls", (*ignored, *set_aside, *shared))


def _states(
    about: Mapping[str, Coder[str]], codes: Mapping[str, Integers], rows: int
) -> tuple[list[State], NDArray[np.intp]]:
    """The distinct (name, code) pairs, and (R,) which of them each row is about."""
    missing = np.zeros(rows, dtype=np.int64)
    name, code = (codes.get(column, missing) for column in _ABOUT_STATES)
    names, labels = (about[column].meanings if column in about else [""] for column in _ABOUT_STATES)
    pairs, state = np.unique(name.astype(np.int64) * len(labels) + code, return_inverse=True)
    return [(names[pair // len(labels)], labels[pair % len(labels)]) for pair in pairs.tolist()], state


def _identified(file: str, states: Sequence[State]) -> tuple[list[str], tuple[Warned, ...]]:
    """The identifier of each State, and a warning for each code that several share.

    Lists that go back far give a former State the code of its successor, or none. Where one code comes with several
    names, it stays with those that are names of that country in one of the six languages; the others go by their name.
    """
    names_of: dict[str, set[str]] = defaultdict(set)
    for name, code in states:
        names_of[find(code) or ""].add(name.casefold())
    set_apart: dict[str, set[str]] = defaultdict(set)
    known_as = []
    for name, code in states:
        alpha3 = find(code)
        if alpha3 and name and len(names_of[alpha3] - {""}) > 1 and _called(name) != alpha3:
            set_apart[alpha3].add(name)
            known_as.append(name)
        else:
            known_as.append(alpha3 or _called(name) or name or code)
    warnings = (
        Warned(
            "votes.shared_country_code",
            {"file": file, "code": code, "count": len(names), "names": column_list(sorted(names))},
        )
        for code, names in sorted(set_apart.items())
    )
    return known_as, tuple(warnings)


def _called(name: str) -> str | None:
    """The alpha-3 code of the country that goes by `name` in one of the six languages."""
    return _names().get(name.casefold()) if name else None


@cache
def _names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for language in LANGUAGES:
        common = locale(language).territories
        for alpha3, country in COUNTRIES.items():
            names.setdefault(common.get(country.alpha2, alpha3).casefold(), alpha3)
    return names
