"""How a stage asks for heavy work: hold these parts, run this on each. Where it runs is the engine's affair."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol


class Engine(Protocol):
    """Runs a pure function on every part of a divided whole and hands the results back in the order of the parts."""

    def hold(self, parts: Sequence[Any]) -> Any:
        """Bring the parts to where they will be worked on; returns a handle for `each`."""

    def each(self, function: Callable[..., Any], held: Any, *arguments: Any) -> list[Any]:
        """[function(part, *arguments) for part in held]; `function` must be importable, arguments must pickle."""

    def derive(self, function: Callable[..., Any], held: Any, *arguments: Any) -> Any:
        """Like `each`, but the results stay where they are and come back as a handle."""


class InTurn:
    """The plainest engine: in this process, one part after another."""

    def hold(self, parts: Sequence[Any]) -> Sequence[Any]:
        """The parts themselves."""
        return parts

    def each(self, function: Callable[..., Any], held: Sequence[Any], *arguments: Any) -> list[Any]:
        """[function(part, *arguments) for part in held]"""
        return [function(part, *arguments) for part in held]

    def derive(self, function: Callable[..., Any], held: Sequence[Any], *arguments: Any) -> Sequence[Any]:
        """The results as parts."""
        return self.each(function, held, *arguments)
