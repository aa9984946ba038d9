"""Who is told what happened: by what they are, and by what they follow.

    self, inviter   the people it names
    seated          those who act for a party that sits in the body, its secretariat, and who follows body or matter
    binders         of those who act for a party, the ones who may bind it
    pending         the others of those who act for a party, and who follows body or matter
    followers       who follows the body or the matter
    translators     those of the body's secretariat who translate
    officers        everybody in a secretariat, and who runs the installation
    operators       who runs the installation

Nobody is told what they may not see, nor what they did themselves, nor reminded of what they, or for binders and
pending their party, have done already.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from comity.web.notices.happenings import Happening
from comity.web.notices.models import Follow
from comity.web.notices.viewers import held_now, sees, viewers
from comity.web.people.models import Capacity, Person
from comity.web.spine.models import GroupMember, Membership, Nesting
from comity.web.spine.models.matters import Level
from comity.web.spine.queries.bodies import holding


@dataclass(frozen=True)
class Recipient:
    """Somebody who is told, and why: a reason and the slug of a party or a body, such as "member:fra"; the words of a
    reason are `notice.why.<reason>`."""

    person: Person
    why: str


def portion(one: Happening, after: int, most: int) -> tuple[list[Recipient], int | None]:
    """Who is told of `one` among the next `most` people it might concern, those behind the id `after`; and the last id
    looked at, None at the end. Twelve queries at most, however many people."""
    found = list(_CANDIDATES[one.kind.reach](one).filter(pk__gt=after).order_by("pk")[:most])
    eyes = viewers(found) if one.audience.level != Level.PUBLIC else {}
    seeing = [each for each in found if not eyes or sees(eyes[each.pk], one.audience, one.body)]
    reasons = dict(_reasons(one, seeing)) if seeing else {}
    told = [Recipient(each, reasons[each.pk]) for each in seeing if each.pk in reasons]
    return told, found[-1].pk if len(found) == most else None


def secretariat_of(body: str) -> frozenset[str]:
    """Slugs of the bodies whose secretariat looks after the body: the body itself where it has one of its own,
    otherwise the nearest above it that have."""
    nearest = frozenset([body])
    served = frozenset(
        Capacity.objects.filter(held_now()).exclude(body=None).values_list("body__slug", flat=True).distinct()
    )
    looked: set[str] = set()
    above: dict[str, set[str]] = {}
    while nearest and not nearest & served:
        if not above:
            for parent, child in Nesting.objects.values_list("parent__slug", "child__slug"):
                above.setdefault(child, set()).add(parent)
        looked |= nearest
        nearest = frozenset(parent for one in nearest for parent in above.get(one, ())) - looked
    return nearest & served


def _everybody(one: Happening) -> QuerySet[Person]:
    """People who can be told anything at all, but for who did it."""
    people = Person.objects.filter(is_active=True, erased=None, email__isnull=False)
    return people.exclude(uid__in={one.actor, *one.acted.people} - {""})


def _named(one: Happening) -> QuerySet[Person]:
    return _everybody(one).filter(uid__in=one.people)


def _operators(one: Happening) -> QuerySet[Person]:
    return _everybody(one).filter(is_operator=True)


def _officers(one: Happening) -> QuerySet[Person]:
    serving = Capacity.objects.filter(held_now()).exclude(body=None)
    return _everybody(one).filter(Q(is_operator=True) | Q(pk__in=serving.values("person")))


def _translators(one: Happening) -> QuerySet[Person]:
    return _everybody(one).filter(pk__in=_serving(one).filter(translates=True).values("person"))


def _binders(one: Happening) -> QuerySet[Person]:
    return _everybody(one).filter(pk__in=_seated(one).filter(may_bind=True).values("person"))


def _pending(one: Happening) -> QuerySet[Person]:
    seated = _seated(one)
    inside = Q(pk__in=seated.values("person")) | Q(pk__in=_follows(one, True).values("person"))
    binding = Q(pk__in=seated.filter(may_bind=True).values("person"))
    return _not_muted(one, _everybody(one).filter(inside & ~binding))


def _followers(one: Happening) -> QuerySet[Person]:
    return _not_muted(one, _everybody(one).filter(pk__in=_follows(one, True).values("person")))


def _concerned(one: Happening) -> QuerySet[Person]:
    inside = Q(pk__in=_seated(one).values("person")) | Q(pk__in=_serving(one).values("person"))
    if one.audience.group is not None:
        inside |= Q(uid__in=GroupMember.objects.filter(group=one.audience.group).values("person"))
    return _not_muted(one, _everybody(one).filter(inside | Q(pk__in=_follows(one, True).values("person"))))


_CANDIDATES: Mapping[str, Callable[[Happening], QuerySet[Person]]] = {
    "self": _named,
    "inviter": _named,
    "operators": _operators,
    "officers": _officers,
    "translators": _translators,
    "binders": _binders,
    "pending": _pending,
    "followers": _followers,
    "seated": _concerned,
}


def _seated(one: Happening) -> QuerySet[Capacity]:
    """Capacities for the parties that sit in the body and have not acted yet."""
    sitting = Membership.objects.filter(holding(), body__slug=one.body).exclude(party__slug__in=one.acted.parties)
    return Capacity.objects.filter(held_now(), party__in=sitting.values("party"))


def _serving(one: Happening) -> QuerySet[Capacity]:
    return Capacity.objects.filter(held_now(), body__slug__in=secretariat_of(one.body))


def _follows(one: Happening, follows: bool) -> QuerySet[Follow]:
    of_matter = Q(matter=one.matter) if one.matter is not None else Q(pk=None)
    return Follow.objects.filter(Q(body__slug=one.body) | of_matter, follows=follows)


def _not_muted(one: Happening, people: QuerySet[Person]) -> QuerySet[Person]:
    """Without those who no longer want to hear of the matter, nor of the body unless they follow the matter."""
    mute = Follow.objects.filter(follows=False)
    by_body = Q(pk__in=mute.filter(body__slug=one.body).values("person"))
    if one.matter is None:
        return people.exclude(by_body)
    kept = Follow.objects.filter(matter=one.matter, follows=True)
    by_matter = Q(pk__in=mute.filter(matter=one.matter).values("person"))
    return people.exclude(by_matter | (by_body & ~Q(pk__in=kept.values("person"))))


def _reasons(one: Happening, people: Sequence[Person]) -> Iterator[tuple[int, str]]:
    """(id of the person, why) for each; the later of several is the one that counts."""
    match one.kind.reach:
        case "self" | "inviter" as reach:
            yield from ((each.pk, f"{reach}:") for each in people)
        case "operators" | "officers":
            yield from ((each.pk, "operator:" if each.is_operator else "officer:") for each in people)
        case "translators":
            yield from ((each.pk, f"translator:{one.body}") for each in people)
        case _:
            yield from _of_concern(one, people)


def _of_concern(one: Happening, people: Sequence[Person]) -> Iterator[tuple[int, str]]:
    ids = [each.pk for each in people]
    follows = _follows(one, True).filter(person__in=ids).order_by("-body")
    yield from (
        (person, f"{'follows_matter' if body is None else 'follows_body'}:{one.body}")
        for person, body in follows.values_list("person_id", "body_id")
    )
    if one.kind.reach == "followers":
        return
    if one.audience.group is not None:
        inside = set(GroupMember.objects.filter(group=one.audience.group).values_list("person", flat=True))
        yield from ((each.pk, f"group:{one.body}") for each in people if each.uid in inside)
    if one.kind.reach == "seated":
        serving = _serving(one).filter(person__in=ids).values_list("person_id", flat=True)
        yield from ((person, f"secretariat:{one.body}") for person in serving)
    reason = "binder" if one.kind.reach == "binders" else "member"
    seated = _seated(one).filter(person__in=ids).order_by("-pk")
    yield from ((person, f"{reason}:{party}") for person, party in seated.values_list("person_id", "party__slug"))
