"""Opening a matter, moving it from state to state, and linking one to another.

A room calls these inside the transaction of its own act; each enters in the record what it does to the matter.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from comity.terms.errors import ComityError
from comity.terms.record import Entry
from comity.web.spine.acting import Acting
from comity.web.spine.acts import texts
from comity.web.spine.acts.record import Act, append, stamp
from comity.web.spine.models import Body, Link, Matter, Party
from comity.web.spine.visibility import EVERYBODY, Audience
from comity.words import tag


@dataclass(frozen=True)
class Opening:
    """A matter to be opened. titles, summaries: by language, that of `original` first of all; opens, deadline: with a
    zone; audience: who may see it; attributed: whether views voiced in it are shown with names."""

    body: Body
    stage: str
    kind: str
    original: str
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    state: str = Matter.State.OPEN
    opens: datetime.datetime | None = None
    deadline: datetime.datetime | None = None
    audience: Audience = EVERYBODY
    attributed: bool = True


def open_matter(acting: Acting, opening: Opening) -> Matter:
    """Open a matter. Errors: `matter.ends_first`, `matter.unknown_party`, and those of texts."""
    if opening.opens is not None and opening.deadline is not None and opening.deadline <= opening.opens:
        raise ComityError("matter.ends_first")
    audience = opening.audience
    with transaction.atomic():
        party = Party.objects.filter(slug=audience.party).first() if audience.party else None
        if audience.party and party is None:
            raise ComityError("matter.unknown_party", party=audience.party)
        matter = Matter.objects.create(
            body=opening.body,
            stage=opening.stage,
            kind=opening.kind,
            title=texts.write_in_all(opening.titles, opening.original, acting.person),
            summary=(
                texts.write_in_all(opening.summaries, opening.original, acting.person) if opening.summaries else None
            ),
            state=opening.state,
            opens=opening.opens,
            deadline=opening.deadline,
            level=audience.level,
            party=party,
            group_id=audience.group,
            attributed=opening.attributed,
        )
        append(_act(acting, "matter.opened", matter, _opened(matter, opening)))
    return matter


def move(acting: Acting, matter: Matter, state: str, deadline: datetime.datetime | None = None) -> Entry:
    """Take a matter to another state; `deadline` replaces the one it has, None leaves it.

    Errors: `matter.unknown_state`, `matter.same_state`.
    """
    if state not in Matter.State.values:
        raise ComityError("matter.unknown_state", value=state)
    with transaction.atomic():
        held = Matter.objects.select_for_update().get(pk=matter.pk)
        if held.state == state and (deadline is None or deadline == held.deadline):
            raise ComityError("matter.same_state")
        payload = {"matter": matter.pk, "was": held.state, "state": state, "deadline": _written(deadline)}
        held.state, held.deadline = state, deadline or held.deadline
        held.save(update_fields=["state", "deadline", "changed"])
        matter.state, matter.deadline = held.state, held.deadline
        return append(_act(acting, "matter.moved", held, payload))


def link(acting: Acting, source: Matter, target: Matter, relation: str, digest: str = "") -> Link:
    """Say that `source` went into `target`; twice says no more than once. Errors: `matter.linked_to_itself`."""
    if source.pk == target.pk:
        raise ComityError("matter.linked_to_itself")
    with transaction.atomic():
        made, new = Link.objects.get_or_create(
            source=source, target=target, relation=relation, defaults={"digest": digest}
        )
        if new:
            payload = {"source": source.pk, "target": target.pk, "relation": relation, "digest": digest}
            append(_act(acting, "matter.linked", _narrower(source, target), payload))
    return made


def audience_of(matter: Matter) -> Audience:
    """Who may see a matter, and so what the record says of it."""
    return Audience(matter.level, matter.party.slug if matter.party else "", matter.group_id)


def _narrower(source: Matter, target: Matter) -> Matter:
    """Of two matters the one that fewer may see: what links them is no less confidential."""
    order = list(Matter._meta.get_field("level").choices or ())
    ranks = {str(level): rank for rank, (level, _) in enumerate(order)}
    return max(source, target, key=lambda one: ranks[one.level])


def _act(acting: Acting, kind: str, matter: Matter, payload: Mapping[str, object]) -> Act:
    return Act(acting, kind, f"matter:{matter.pk}", payload, matter.body.slug, audience_of(matter))


def _opened(matter: Matter, opening: Opening) -> dict[str, object]:
    return {
        "matter": matter.pk,
        "stage": opening.stage,
        "sort": opening.kind,
        "title": {tag(language): title for language, title in opening.titles.items()},
        "state": str(opening.state),
        "opens": _written(opening.opens),
        "deadline": _written(opening.deadline),
        "level": str(matter.level),
    }


def _written(moment: datetime.datetime | None) -> str:
    return stamp(moment) if moment is not None else ""
