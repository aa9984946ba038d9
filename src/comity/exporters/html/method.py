"""How the figures were made, what they cannot say, how to make them again, and what the words mean."""

import math
from collections.abc import Sequence

from comity.charts import Column, Table, table
from comity.exporters.html.reader import Reader
from comity.terms.comparison import Candidate, Comparison
from comity.words import clean, keys, tag
from comity.words.languages import FALLBACK

UN_MEMBERS, GIVEN = "un_members", "given"  # a reference that no file was named for
FOLLOWING = frozenset({"region", "subregion", "income_group", "ldc", "lldc", "sids"})  # from a country's code
DEFAULTS = {"resamples": 20, "most_groups": 5, "slate": 8, "duplicates": "error"}
LIMITS = ("who", "order", "shares", "chance", "groups", "majority")


def settings(reader: Reader) -> tuple[tuple[str, str], ...]:
    """Name and value of everything the result depends on."""
    result = reader.result
    rule = result.weights.rule
    known = f"weights.{rule.split(':')[0]}"
    weights = reader.say(known, name=rule.partition(":")[2]) if rule else reader.say("weights.equal")
    found = [
        (
            reader.say("method.method"),
            reader.say(f"method.name.{result.method}")
            if result.method in ("comity", "polis")
            else clean(result.method, 60),
        ),
        (reader.say("method.version"), clean(result.version, 40)),
        (reader.say("method.seed"), str(result.seed)),
        (reader.say("method.weights"), weights),
        (
            reader.say("method.effective"),
            reader.say("method.effective.value", effective=round(result.weights.effective), n=reader.people),
        ),
        (reader.say("method.resamples"), _resamples(reader)),
        (reader.say("method.digest"), clean(result.input_digest, 100)),
    ]
    shown = {"seed", "method", "weight", "weights", "resamples"}
    others = [
        f"{clean(str(name), 60)}: {_value(value)}"
        for name, value in sorted(result.parameters.items())
        if name not in shown
    ]
    if others:
        found.append((reader.say("method.parameters"), "; ".join(others)))
    return tuple(found)


def _resamples(reader: Reader) -> str:
    """How often the groups were looked for again, and without what."""
    times = reader.result.groups.resamples
    return reader.say("method.resamples.value", n=times) if times else reader.say("method.resamples.none")


def _value(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(clean(str(one), 60) for one in value)
    return clean(str(value), 120)


def command(reader: Reader) -> str:
    """The command that makes the same result from the same votes; options at their defaults are left out."""
    result, given = reader.result, reader.result.parameters
    columns = dict.fromkeys(cut.column for cut in result.tallies.cuts if cut.kind == "stratum")
    rule, reference = result.weights.rule or "equal", str(given.get("reference") or "")
    words = ["comity", "compare", "VOTES.csv"]
    if result.statements.texts:
        words += ["--statements", "STATEMENTS.csv"]
    if (columns or rule != "equal" or result.countries is not None) and not _states_vote(result):
        words += ["--participants", "PARTICIPANTS.csv"]
    for column in columns:
        words += ["--by", _quoted(column)]
    if rule != "equal":
        words += ["--weight", _quoted(rule)]
    if reference and reference != UN_MEMBERS:
        words += ["--reference", "REFERENCE.csv" if reference == GIVEN else _quoted(reference)]
    words += ["--method", _quoted(result.method), "--seed", str(result.seed)]
    for name, usual in DEFAULTS.items():
        if name in given and given[name] != usual:
            words += [f"--{name.replace('_', '-')}", _quoted(str(given[name]))]
    if reader.language != FALLBACK:
        words += ["--language", tag(reader.language)]
    return " ".join([*words, "--out", "REPORT"])


def _states_vote(result: Comparison) -> bool:
    """Whether the participants are States named by their codes, as in roll calls, which need no file of who they are:
    everything counted by follows from the country."""
    own = {cut.column for cut in result.tallies.cuts if cut.kind == "stratum"}
    if result.countries is None or not own <= FOLLOWING:
        return False
    known = result.countries != ""
    return bool(known.any() and (result.participants[known] == result.countries[known]).all())


def _quoted(word: str) -> str:
    """A word as a shell reads it back."""
    safe = clean(word, 100)
    if safe and all(c.isalnum() or c in "_-:.,=/" for c in safe):
        return safe
    return "'" + safe.replace("'", "'\\''") + "'"


def reference(reader: Reader) -> str:
    """Whom the participants are held against; "" where there is nobody."""
    named = str(reader.result.parameters.get("reference") or "")
    if all(math.isnan(p.reference) for p in reader.result.participation):
        return ""
    if named == UN_MEMBERS:
        return reader.say("missing.reference.un_members")
    return reader.say("missing.reference.named", name=named) if named and named != GIVEN else ""


def candidates(reader: Reader) -> Table | None:
    """How well each number of groups fits and how steadily it is found; None where only one was tried."""
    tried = reader.result.groups.candidates
    if len(tried) < 2:
        return None
    rows = [
        (
            reader.number(c.k),
            reader.number(c.fit, 1),
            reader.number(c.stability, 2),
            _range(reader, c),
            reader.say("figure.chosen") if c.chosen else "",
        )
        for c in tried
    ]
    columns = [Column(reader.say("column.k"))] + [
        Column(reader.say(f"column.{name}"), name != "chosen") for name in ("fit", "stability", "range", "chosen")
    ]
    return table(reader.say("method.candidates"), columns, rows)


def _range(reader: Reader, found: Candidate) -> str:
    if math.isnan(found.low):
        return reader.number(found.low)
    return reader.say("figure.range", low=reader.number(found.low, 2), high=reader.number(found.high, 2))


def glossary(reader: Reader) -> tuple[tuple[str, str, str], ...]:
    """(key, term, definition in one sentence), sorted as the terms are spelt."""
    names = [key.removeprefix("term.") for key in keys("en") if key.startswith("term.")]
    found = [(name, reader.say(f"term.{name}"), reader.say(f"definition.{name}")) for name in sorted(names)]
    return tuple(sorted(found, key=lambda entry: entry[1].casefold()))
