"""What a simulation measured, as a table that can stand in docs/methods/compare.md."""

from collections.abc import Iterable, Sequence


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; floats with two decimals, or three where they are nearer than that to 0 or 1."""
    print(f"\n{title}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for row in rows:
        print(f"| {' | '.join(map(_cell, row))} |")


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:.3f}" if 0 < min(abs(value), abs(1 - value)) < 0.01 else f"{value:.2f}"
