"""What somebody is told, what they chose, and what became of mails."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, Value, When

from comity.web.notices.kinds import Kind, channel_of, kinds
from comity.web.notices.models import Follow, Mail, Mailbox, Notice, Preference
from comity.web.notices.viewers import viewer_in_database, visible
from comity.web.people.models import Capacity, Person
from comity.web.spine.models import Body, Matter, Membership
from comity.web.spine.queries.bodies import holding
from comity.web.spine.visibility import matters_seen_by

PAGE = 30


def unread(person: Person | None, capacities: Iterable[Capacity]) -> int:
    """How many notices the person has not read and may see. One query; none for nobody. capacities: all that they hold
    now."""
    if person is None:
        return 0
    return Notice.objects.filter(visible(person, capacities), read=None).count()


@dataclass(frozen=True)
class NoticesPage:
    """Some notices, the unread first, each part with the newest first; after: where the next page starts, "" at the
    end."""

    notices: tuple[Notice, ...]
    after: str


def page(person: Person, capacities: Iterable[Capacity], after: str = "", most: int = PAGE) -> NoticesPage:
    """The notices that the person may see now, those behind the place that the page before ended with. One
    query."""
    rank = Case(When(read=None, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = Notice.objects.filter(visible(person, capacities)).annotate(rank=rank)
    part, _, pk = after.partition("-")
    if part in ("0", "1") and pk.isdecimal() and len(pk) < 19:
        behind = Q(rank=int(part), pk__lt=int(pk))
        found = found.filter(behind | Q(rank=1)) if part == "0" else found.filter(behind)
    rows = list(found.select_related("matter").order_by("rank", "-pk")[: most + 1])
    last = rows[most - 1] if len(rows) > most else None
    return NoticesPage(tuple(rows[:most]), f"{0 if last.read is None else 1}-{last.pk}" if last else "")


def notice_of(person: Person, capacities: Iterable[Capacity], number: int) -> Notice | None:
    """One notice of the person, if they may see it now."""
    return Notice.objects.filter(visible(person, capacities), pk=number).select_related("matter").first()


def mailbox_of(person: Person) -> Mailbox | None:
    """What is known of the person's present address; None where nothing is."""
    return Mailbox.objects.filter(person=person, address=person.email or "").first()


@dataclass(frozen=True)
class Chosen:
    """A kind of notice, and how somebody gets it."""

    kind: Kind
    channel: str


@dataclass(frozen=True)
class Heard:
    """A body that somebody may hear of. concerned: because of what they are there; follows: what they chose, None where
    nothing; channel: for all that happens in it, "" where the kinds decide."""

    body: Body
    concerned: bool
    follows: bool | None
    channel: str

    @property
    def choice(self) -> str:
        """As a form has it: a channel, "" for as usual, "none" for not at all."""
        if self.follows is False or (self.follows is None and not self.concerned):
            return "none"
        return self.channel


@dataclass(frozen=True)
class Choices:
    """All that somebody chose. matters: those they follow (True) or do not want to hear of, and may see."""

    kinds: tuple[Chosen, ...]
    bodies: tuple[Heard, ...]
    matters: tuple[tuple[Matter, bool], ...]

    @property
    def texts(self) -> list[int]:
        """Ids of the texts that name bodies and matters."""
        return [one.body.name_id for one in self.bodies] + [one.title_id for one, _ in self.matters]


def choices(person: Person, capacities: Iterable[Capacity], also: Body | None = None) -> Choices:
    """What the person chose, for every kind, and for the bodies that work here and concern them, those they follow, and
    the one named. Three queries. capacities: all that they hold now."""
    held = list(capacities)
    made = {(k, b): c for k, b, c in Preference.objects.filter(person=person).values_list("kind", "body", "channel")}
    seen = Matter.objects.filter(matters_seen_by(viewer_in_database(person, held)))
    follows = list(
        Follow.objects.filter(Q(matter=None) | Q(matter__in=seen), person=person)
        .select_related("matter", "matter__body")
        .order_by("-pk")
    )
    by_body = {one.body_id: one.follows for one in follows if one.body_id is not None}
    seats = Membership.objects.filter(holding(), party__in=[one.party_id for one in held if one.party_id])
    concerned = Q(pk__in=seats.values("body")) | Q(pk__in=[one.body_id for one in held if one.body_id])
    listed = Q(concerned, hosted=True) | Q(pk__in=[*by_body, *([also.pk] if also else [])])
    bodies = Body.objects.filter(listed).annotate(concerned=Case(When(concerned, then=True), default=False))
    return Choices(
        kinds=tuple(Chosen(kind, channel_of(kind, made, "")) for kind in kinds().values()),
        bodies=tuple(
            Heard(one, one.concerned, by_body.get(one.pk), made.get(("", one.slug), ""))
            for one in bodies.order_by("slug")
        ),
        matters=tuple((one.matter, one.follows) for one in follows if one.matter is not None),
    )


def follows_matter(person: Person, matter: Matter) -> bool | None:
    """Whether the person follows the matter, or (False) does not want to hear of it; None where they chose nothing."""
    return Follow.objects.filter(person=person, matter=matter).values_list("follows", flat=True).first()


def uncertain_mails(most: int = 100) -> list[Mail]:
    """Mails of which nobody knows whether they arrived, and those that failed, the latest first. One query."""
    found = Mail.objects.filter(state__in=(Mail.State.UNKNOWN, Mail.State.FAILED)).select_related("person")
    return list(found.order_by("-pk")[:most])


def mail_counts() -> dict[str, int]:
    """State -> how many mails. One query."""
    rows = Mail.objects.values("state").order_by("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}
