"""What a question may find."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wrong:
    """code: what is wrong; parameters: fill the sentence about it."""

    code: str
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """The answer to the question `name`: None where all is well."""

    name: str
    wrong: Wrong | None


Question = Callable[[], Wrong | None]
