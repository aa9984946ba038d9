"""What a check of a charter finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from comity.terms.errors import ComityError

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """level: ERROR (the charter is refused) or WARNING; code: a key of the catalogues, as `error.<code>` or
    `warning.<code>`; path: the place in the document, such as "procedures.silence.transitions.3"."""

    code: str
    path: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    level: str = ERROR

    def error(self) -> ComityError:
        """The finding as what can be raised and explained."""
        return ComityError(self.code, path=self.path, **self.parameters)


def found(code: str, path: str, **parameters: object) -> Finding:
    return Finding(f"charter.{code}", path, parameters)


def warned(code: str, path: str, **parameters: object) -> Finding:
    return Finding(f"charter.{code}", path, parameters, WARNING)
