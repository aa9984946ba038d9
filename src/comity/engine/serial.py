"""In this process, one part after another."""

from collections.abc import Callable, Sequence
from typing import Any


class Serial:
    """The default engine."""

    def hold(self, parts: Sequence[Any]) -> Sequence[Any]:
        """The parts themselves."""
        return parts

    def each(self, function: Callable[..., Any], held: Sequence[Any], *arguments: Any) -> list[Any]:
        """[function(part, *arguments) for part in held]"""
        return [function(part, *arguments) for part in held]

    def derive(self, function: Callable[..., Any], held: Sequence[Any], *arguments: Any) -> Sequence[Any]:
        """The results as parts."""
        return self.each(function, held, *arguments)
