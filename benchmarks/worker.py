"""A process that holds one conversation as one library wants it, and runs it when told to.

Both libraries are timed by this loop, each in its own interpreter, so that both are measured alike. The parent writes
one order a line on standard input, as JSON, and reads one answer a line from standard output.
"""

import cProfile
import gc
import json
import os
import pstats
import re
import resource
import sys
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

Job = Callable[[], Any]
TURN = 0.2  # seconds that a turn lasts at least, whole runs
SMALL = 2000  # people in the slice on which jobs are run once to warm up
LISTED = 10  # rows of a profile that are kept
HANDED_ON = 0.97  # share of the time from which a function only hands on to another


def serve(jobs: Mapping[str, Job], warm_jobs: Mapping[str, Job], facts: Callable[[Any], dict[str, Any]]) -> None:
    """Answer orders until standard input ends.

    jobs: name -> what is timed; warm_jobs: the same on a small slice; facts: what to say of a job's result.
    Orders are pairs: warm, time, peak or profile with the name of a job; facts, of the job timed last; versions, with
    the packages asked for.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints is no answer
    gc.collect()
    gc.freeze()  # the input is not walked again by every collection while a job runs
    _forget_peak()
    last: list[Any] = []

    def timed(name: str) -> list[dict[str, float]]:
        last.clear()
        gc.collect()
        runs: list[dict[str, float]] = []
        while not runs or sum(run["seconds"] for run in runs) < TURN:
            last.clear()
            wall, processor = time.perf_counter(), time.process_time()
            result = jobs[name]()
            runs.append({"seconds": time.perf_counter() - wall, "processor": time.process_time() - processor})
            last.append(result)
        return runs

    orders: dict[str, Callable[[Any], Any]] = {
        "warm": lambda name: {"warm": warm_jobs[name]() is not None},
        "time": timed,
        "facts": lambda name: facts(last[0]),
        "peak": lambda name: _peak(jobs[name]),
        "profile": lambda name: _profiled(jobs[name]),
        "versions": lambda packages: {package: version(package) for package in packages},
    }
    for line in sys.stdin:
        order, about = json.loads(line)
        print(json.dumps(orders[order](about)), file=answers, flush=True)


def _peak(job: Job) -> dict[str, float]:
    """Resident memory of this process, in bytes: with its input ready, and the most until the job was done."""
    before = _resident("VmRSS")
    job()
    return {"before": before, "peak": _resident("VmHWM")}


def _resident(field: str) -> int:
    """From the kernel's account of this program alone; `ru_maxrss` would count what the parent held before as well."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field + ":"))


def _forget_peak() -> None:
    """What it took to make the input ready is not the job's."""
    if Path("/proc/self/clear_refs").exists():
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _profiled(job: Job) -> dict[str, Any]:
    """Where the time of one run goes: `stages`, what the function that does the work calls, and `own`, functions by the
    time spent in them alone; each as [name, seconds, calls], longest first."""
    profile = cProfile.Profile()
    started = time.perf_counter()
    profile.runcall(job)
    seconds = time.perf_counter() - started
    profile.create_stats()
    stats: Any = pstats.Stats(profile)
    stats.calc_callees()
    working, stages = _stages(stats)
    own = [[_called(key), times[2], times[0]] for key, times in stats.stats.items()]
    return {
        "seconds": seconds,
        "function": _called(working),
        "stages": sorted(stages, key=lambda row: -row[1])[:LISTED],
        "own": sorted(own, key=lambda row: -row[1])[:LISTED],
    }


def _stages(stats: Any) -> tuple[Any, list[list[Any]]]:
    """The first function from the job downwards that does more than hand on to one other, and what it calls; the
    longest of these stands as what it calls in turn, if it is most of the time."""

    def calls(key: Any) -> dict[Any, float]:
        return {called: times[3] for called, times in stats.all_callees[key].items()}

    working = max(stats.stats, key=lambda entry: stats.stats[entry][3])
    total = stats.stats[working][3]
    longest = max(calls(working), key=calls(working).__getitem__)
    while calls(working)[longest] > HANDED_ON * total:
        working = longest
        longest = max(calls(working), key=calls(working).__getitem__)
    stages = dict(stats.all_callees[working])
    if stages[longest][3] > total / 2:
        stages = {**stats.all_callees[longest], **{key: of for key, of in stages.items() if key != longest}}
    return working, [[_named(stats, key), of[3], of[0]] for key, of in stages.items()]


def _named(stats: Any, key: tuple[str, int, str]) -> str:
    """The function, or for an attribute computed on first use, what computes it."""
    if key[2] == "__get__" and stats.all_callees[key]:
        key = max(stats.all_callees[key].items(), key=lambda called: called[1][3])[0]
    return _called(key)


def _called(key: tuple[str, int, str]) -> str:
    """module.function of an entry of a profile, the module with its package but without the machine's paths."""
    path, _, function = key
    if not path.endswith(".py"):
        return re.sub(r"^<(built-in )?method |>$|'| of .*", "", function)
    parts = Path(path).with_suffix("").parts
    return ".".join([part for part in parts[-2:] if part != "__init__"] + [function])
