"""A process is killed in the middle of five thousand acts: none that was acknowledged is lost, none is half there."""

from tests.cli.acting import ACT, acknowledged, in_step
from tests.cli.installations import Installation

ACTS, KILLED_AT = 5000, (700, 1900, 3300)
_WRITER = f"""{ACT}
for number in range(FIRST, {ACTS}):
    act(number)
    print(number, flush=True)
"""


def test_killed_in_the_middle_of_acts(installation: Installation) -> None:
    installation.prepare()
    first = 0
    for least in KILLED_AT:
        with installation.working(_WRITER.replace("FIRST", str(first))) as writer:
            acknowledged(writer, least)
            writer.kill()
            assert writer.stdout is not None
            said = [int(line) for line in writer.stdout.read().split()]
        last = said[-1] if said else least
        there = in_step(installation)
        assert there == list(range(len(there))), "each act once, none missing"
        assert last < len(there) <= last + 2, "what was acknowledged, and at most the one act that was under way"
        first = len(there)
    with installation.working(_WRITER.replace("FIRST", str(first))) as writer:
        acknowledged(writer, ACTS - 1)
    assert in_step(installation) == list(range(ACTS))


def test_processes_share_what_they_count(installation: Installation) -> None:
    installation.prepare()
    program = """
from comity.web.running.counting import Count, add, look
for _ in range(25):
    add(Count("shared", 3600, 10))
print(look(Count("shared", 3600, 10)), flush=True)
"""
    with (
        installation.working(program) as first,
        installation.working(program) as second,
        installation.working(program) as third,
    ):
        said = [int(one.stdout.read()) for one in (first, second, third) if one.stdout is not None]
    assert max(said) == 75
