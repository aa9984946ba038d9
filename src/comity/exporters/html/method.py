"""How the figures were made, what they cannot say, how to make them again, and what the words mean."""

from collections.abc import Sequence

from comity.charts import Column, Table, table
from comity.exporters.html.reader import Reader
from comity.words import clean, keys

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
        (reader.say("method.resamples"), reader.number(result.groups.resamples)),
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


def _value(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(clean(str(one), 60) for one in value)
    return clean(str(value), 120)


def command(reader: Reader) -> str:
    """The command that makes the same result from the same votes."""
    result = reader.result
    columns = dict.fromkeys(cut.column for cut in result.tallies.cuts if cut.kind == "stratum")
    words = ["comity", "compare", "VOTES.csv"]
    if result.statements.texts:
        words += ["--statements", "STATEMENTS.csv"]
    rule = result.weights.rule
    if columns or rule != "equal":
        words += ["--participants", "PARTICIPANTS.csv"]
    for column in columns:
        words += ["--by", _quoted(column)]
    if rule and rule != "equal":
        words += ["--weight", _quoted(rule)]
    words += ["--method", _quoted(result.method), "--seed", str(result.seed), "--out", "REPORT"]
    return " ".join(words)


def _quoted(word: str) -> str:
    """A word as a shell reads it back."""
    safe = clean(word, 100)
    if safe and all(c.isalnum() or c in "_-:.,=/" for c in safe):
        return safe
    return "'" + safe.replace("'", "'\\''") + "'"


def candidates(reader: Reader) -> Table | None:
    """How well each number of groups fits and how steadily it is found; None where only one was tried."""
    tried = reader.result.groups.candidates
    if len(tried) < 2:
        return None
    rows = [
        (
            reader.number(c.k),
            reader.number(c.fit, 3),
            reader.number(c.stability, 2),
            reader.say("figure.range", low=reader.number(c.low, 2), high=reader.number(c.high, 2)),
            reader.say("figure.chosen") if c.chosen else "",
        )
        for c in tried
    ]
    columns = [Column(reader.say("column.k"))] + [
        Column(reader.say(f"column.{name}"), name != "chosen") for name in ("fit", "stability", "range", "chosen")
    ]
    return table(reader.say("method.candidates"), columns, rows)


def glossary(reader: Reader) -> tuple[tuple[str, str, str], ...]:
    """(key, term, definition in one sentence), sorted as the terms are spelt."""
    names = [key.removeprefix("term.") for key in keys("en") if key.startswith("term.")]
    found = [(name, reader.say(f"term.{name}"), reader.say(f"definition.{name}")) for name in sorted(names)]
    return tuple(sorted(found, key=lambda entry: entry[1].casefold()))
