"""What checking a bundle says: a verdict, what it rests on, what could not be shown, and every place that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from comity.flow.remember.signing import PublicKey

SOUND, TAMPERED, UNVERIFIABLE = "sound", "tampered", "unverifiable"

CONSISTENT, TRUSTED, GROWN, REPLAYED, WITNESSED = "consistent", "trusted", "grown", "replayed", "witnessed"
"""What can be shown: that the bundle agrees with itself; that a trusted key, or one that follows from it, vouches for
it; that it begins with all that a held checkpoint is over; that what can be done again comes out as claimed; that
witnesses saw the same."""

CLAIMS = (CONSISTENT, TRUSTED, GROWN, REPLAYED, WITNESSED)


@dataclass(frozen=True)
class Finding:
    """Something wrong. code: a dotted name that `words.explain` knows as an error; parameters: what fills it; line: of
    the bundle, from 1; seq: the entry; None where it is of the whole."""

    code: str
    parameters: Mapping[str, object]
    line: int | None = None
    seq: int | None = None


@dataclass(frozen=True)
class Counts:
    """Entries by what is shown of them: `shown`; `withheld` from this copy; `redacted`, erased with an entry that says
    why; `erased` without one."""

    entries: int = 0
    shown: int = 0
    withheld: int = 0
    redacted: int = 0
    erased: int = 0


@dataclass(frozen=True)
class Verification:
    """What was found. verdict: SOUND, TAMPERED or UNVERIFIABLE; shown: those of `CLAIMS` that were; findings: what is
    wrong, the first place first; more: how many findings beyond those; origin, size, root (hex), signer, note and time
    range of the bundle (None or "" where it was not read so far); witnesses: name -> seconds since 1970 (UTC);
    replayed: replay -> entries it was given; digest: SHA-256 of the file (hex); trust and held: what was asked for (a
    fingerprint; the size of the checkpoint held)."""

    verdict: str
    shown: tuple[str, ...]
    findings: tuple[Finding, ...]
    more: int
    origin: str
    size: int
    root: str
    signer: PublicKey | None
    note: str
    first_time: str
    last_time: str
    counts: Counts
    witnesses: Mapping[str, int]
    replayed: Mapping[str, int]
    digest: str
    trust: str
    held: int | None

    @property
    def key(self) -> str:
        """The fingerprint of the key that signed, or ""."""
        return self.signer.fingerprint if self.signer else ""

    @property
    def not_shown(self) -> tuple[str, ...]:
        """Those of `CLAIMS` that were not."""
        return tuple(claim for claim in CLAIMS if claim not in self.shown)
