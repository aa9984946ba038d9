"""The figures as tables that a person can read."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.peer import PEER

Row = Mapping[str, Any]
BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of figures -->"
NOT_TIMED = "—"


def render(results: Row) -> str:
    """Markdown: machine, promises, times, memory, groups found, doubling, files, profiles."""
    sections = [
        _machine(results),
        "### Promised and measured\n\n" + _targets(results["targets"]),
        "### Time\n\n" + _times(results["conversations"]),
        "### Memory\n\n" + _memory(results["conversations"]),
        "### Groups found\n\n" + _groups(results["conversations"]),
    ]
    if results["doubling"]:
        sections.append("### Twice the votes\n\n" + _doubling(results["doubling"]))
    sections += ["### From a file\n\n" + _files(one) for one in results["conversations"] if one["files"]]
    if any(one["profiles"] for one in results["conversations"]):
        sections.append("### Where the time goes\n\n" + _profiles(results["conversations"]))
    return "\n\n".join(sections) + "\n"


def quote(path: Path, text: str) -> None:
    """Put the figures between the two marks of a page."""
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")


def _machine(results: Row) -> str:
    machine, versions = results["machine"], results["versions"]
    loads = [one["load"] for found in results["conversations"] for one in found["results"].values()]
    loads += [one["load"] for one in results["doubling"]]
    used = "; ".join(
        ", ".join(f"{package} {number}" for package, number in packages.items()) for packages in versions.values()
    )
    return (
        f"Measured on {machine['date']}, commit {machine['commit']}: {machine['processor']}, {machine['cores']} cores, "
        f"{machine['memory'] / 2**30:.0f} GiB, {machine['system']}, Python {machine['python']}. "
        f"{results['threads']} thread for both; load average up to {max(loads):.1f}, of which 1 is the benchmark. "
        f"{used}."
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _targets(targets: Sequence[Row]) -> str:
    rows = [[one["what"], one["promised"], one["measured"], "yes" if one["met"] else "**no**"] for one in targets]
    kept = sum(one["met"] for one in targets)
    return f"{kept} of {len(targets)} are kept.\n\n" + _table(["", "promised", "measured", "met"], rows)


def _named(one: Row) -> str:
    return f"{one['name']}, {one['people']:,} x {one['statements']:,}, {one['votes']:,} votes"


def _times(found: Sequence[Row]) -> str:
    rows = []
    for one in found:
        results = one["results"]
        peer = results.get(PEER, {}).get("seconds")
        row = [_named(one), _seconds(peer)]
        for job in ("point", "stability"):
            seconds = results[job]["seconds"]
            row += [_seconds(seconds), f"{peer / seconds:.1f} x" if peer else NOT_TIMED]
        rows.append([*row, _seconds(results.get("from triples", {}).get("seconds"))])
    header = ["", PEER, "point results", "faster", "with stability", "faster", "making Votes of triples"]
    return _table(header, rows)


def _memory(found: Sequence[Row]) -> str:
    jobs = (PEER, "point", "stability", "from triples")
    rows = [[_named(one), *(_megabytes(one["results"].get(job)) for job in jobs)] for one in found]
    return _table(["", PEER, "point results", "with stability", "making Votes of triples"], rows)


def _groups(found: Sequence[Row]) -> str:
    rows = []
    for one in found:
        row = [_named(one)]
        for job in (PEER, "stability"):
            facts = one["results"].get(job, {}).get("facts")
            row += [str(facts["k"]), _index(facts["planted"])] if facts else [NOT_TIMED, NOT_TIMED]
        facts = one["results"]["stability"]["facts"]
        rows.append([*row, facts["verdict"], _index(facts["stability"])])
    return _table(["", f"{PEER}: groups", "as planted", "Comity: groups", "as planted", "verdict", "stability"], rows)


def _doubling(doubled: Sequence[Row]) -> str:
    rows = []
    for before, one in zip([None, *doubled], doubled, strict=False):
        factor = f"{one['seconds'] / before['seconds']:.2f} x" if before else NOT_TIMED
        per_vote = one["seconds"] / one["votes"] * 1e9
        rows.append([f"{one['votes']:,} votes", _seconds(one["seconds"]), factor, f"{per_vote:.0f} ns"])
    return _table(["", "point results", "than the half", "per vote"], rows)


def _files(one: Row) -> str:
    rows = []
    for file in one["files"]:
        steps = file["results"]
        names = ("read", "csv", "csv stability", "command")
        row = [f"{file['shape']}, {file['bytes'] / 1e6:.0f} MB", *(_seconds(steps[name]["seconds"]) for name in names)]
        rows.append([*row, _megabytes(steps["csv stability"])])
    header = [_named(one), "reading", "point results", "with stability", "whole command, with stability", "memory"]
    return _table(header, rows)


def _profiles(found: Sequence[Row]) -> str:
    parts = []
    for one in found:
        for job, profile in one["profiles"].items():
            title = f"{_named(one)}: {job if job == PEER else 'Comity, ' + job}"
            stages, own = (
                [
                    [name, f"{seconds / profile['seconds']:.0%}", _seconds(seconds), str(calls)]
                    for name, seconds, calls in rows
                ]
                for rows in (profile["stages"], profile["own"])
            )
            parts.append(f"**{title}**, {_seconds(profile['seconds'])} under the profiler")
            parts.append(_table([f"stages of {profile['function']}", "share", "time", "calls"], stages))
            parts.append(_table(["functions, by the time in them alone", "share", "time", "calls"], own))
    return "\n\n".join(parts)


def _seconds(seconds: float | None) -> str:
    if seconds is None:
        return NOT_TIMED
    return (
        f"{seconds * 1e3:.1f} ms" if seconds < 0.1 else f"{seconds * 1e3:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
    )


def _megabytes(result: Row | None) -> str:
    return f"{result['peak'] / 1e6:,.0f} MB" if result else NOT_TIMED


def _index(value: float | None) -> str:
    return NOT_TIMED if value is None else f"{value:.2f}"
