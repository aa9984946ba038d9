"""What may be drawn from a pool: a sample, quotas of strata, teams of reviewers."""

from collections.abc import Mapping
from dataclasses import dataclass

from comity.flow.remember.draws.fields import fields, mapping, name, names, text, whole
from comity.methods.lots import SEED, assign, sample, stratified
from comity.terms.errors import ComityError


@dataclass(frozen=True)
class Sample:
    """So many of the pool, each subset as likely as any other."""

    count: int

    def to_payload(self) -> dict[str, object]:
        """As the announcement says it."""
        return {"kind": "sample", "count": self.count}

    def drawn(self, seed: bytes, pool: Mapping[str, str]) -> object:
        """The names, in the order in which they were drawn."""
        return sample(seed, pool, self.count)


@dataclass(frozen=True)
class Stratified:
    """So many of each stratum of the pool."""

    quotas: Mapping[str, int]

    def to_payload(self) -> dict[str, object]:
        """As the announcement says it."""
        return {"kind": "stratified", "quotas": dict(self.quotas)}

    def drawn(self, seed: bytes, pool: Mapping[str, str]) -> object:
        """Stratum -> names, in the order in which they were drawn."""
        return stratified(seed, pool, pool, self.quotas)


@dataclass(frozen=True)
class Reviewers:
    """A team for each subject, from the pool, whose strata are regions.

    subjects: subject -> who may not review it; seats: reviewers of a team; load: reviews of a member at most; done: how
    many of these a member has had.
    """

    subjects: Mapping[str, tuple[str, ...]]
    seats: int
    load: int
    done: Mapping[str, int]

    def to_payload(self) -> dict[str, object]:
        """As the announcement says it."""
        subjects = {subject: list(excluded) for subject, excluded in self.subjects.items()}
        return {
            "kind": "reviewers",
            "subjects": subjects,
            "seats": self.seats,
            "load": self.load,
            "done": dict(self.done),
        }

    def drawn(self, seed: bytes, pool: Mapping[str, str]) -> object:
        """Subject -> its reviewers and who stands in."""
        teams = assign(seed, pool, self.subjects, seats=self.seats, load=self.load, done=self.done)
        return {
            subject: {"reviewers": list(team.reviewers), "stand_in": team.stand_in} for subject, team in teams.items()
        }


Asked = Sample | Stratified | Reviewers


def asked_from(value: object) -> Asked:
    """What is to be drawn, as an announcement says it. Errors: `draw.unknown_lot`, and those of `fields`."""
    kind = text(mapping(value, "lot").get("kind"), "kind")
    if kind == "sample":
        return Sample(whole(fields(value, ("kind", "count"), "lot")["count"], "count"))
    if kind == "stratified":
        quotas = mapping(fields(value, ("kind", "quotas"), "lot")["quotas"], "quotas")
        return Stratified({name(stratum, "quotas"): whole(quota, "quotas") for stratum, quota in quotas.items()})
    if kind == "reviewers":
        found = fields(value, ("kind", "subjects", "seats", "load", "done"), "lot")
        subjects, done = mapping(found["subjects"], "subjects"), mapping(found["done"], "done")
        return Reviewers(
            {name(subject, "subjects"): names(excluded, "subjects") for subject, excluded in subjects.items()},
            whole(found["seats"], "seats", least=1),
            whole(found["load"], "load", least=1),
            {name(member, "done"): whole(count, "done") for member, count in done.items()},
        )
    raise ComityError("draw.unknown_lot", found=kind, expected="sample, stratified, reviewers")


def refuse_impossible(asked: Asked, pool: Mapping[str, str]) -> None:
    """Refuse what no seed could draw from the pool, before anyone draws. Whether it can be drawn depends on no seed.

    Errors: those of `sample`, `stratified` and `assign`.
    """
    asked.drawn(bytes(SEED), pool)
