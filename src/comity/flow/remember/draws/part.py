"""What a participant does, on its own machine: commit, reveal, and open shares for those who stay silent."""

from comity.flow.remember.draws.course import Course
from comity.flow.remember.draws.payloads import Announced, Committed, Rebuilt, Revealed
from comity.methods.lots.sharing import deal, key_of, open_share
from comity.terms.errors import ComityError


def commitment(announced: Announced, participant: str, secret: int, nonce: bytes) -> Committed:
    """The dealing of a nonce (32 random bytes), to be entered before `commit_by`. secret: opens the participant's key.

    Errors: `draw.not_participant`, `draw.other_key`.
    """
    place = _own_place(announced, participant, secret)
    return Committed(announced.draw, participant, deal(nonce, secret, place, announced.circle))


def reveal(course: Course, participant: str, nonce: bytes) -> Revealed:
    """The nonce, once the root is fixed. Errors: `draw.root_open`, `draw.not_qualified`: showing it earlier would let
    the others choose theirs by it."""
    if course.announced is None or course.fixed is None:
        raise ComityError("draw.root_open")
    if participant not in course.dealings:
        raise ComityError("draw.not_qualified", name=participant)
    return Revealed(course.announced.draw, participant, nonce)


def shares(course: Course, participant: str, secret: int) -> Rebuilt:
    """The participant's shares of all who have not revealed, to be entered after `reveal_by`.

    Errors: `draw.root_open`, `draw.not_participant`, `draw.other_key`.
    """
    if course.announced is None or course.fixed is None:
        raise ComityError("draw.root_open")
    announced = course.announced
    holder = _own_place(announced, participant, secret)
    opened = {
        dealer: open_share(course.dealings[dealer], announced.places[dealer], holder, secret, announced.circle)
        for dealer in course.silent
    }
    return Rebuilt(announced.draw, participant, opened)


def _own_place(announced: Announced, participant: str, secret: int) -> int:
    if participant not in announced.places:
        raise ComityError("draw.not_participant", name=participant)
    if announced.participants[participant] != key_of(secret):
        raise ComityError("draw.other_key", name=participant)
    return announced.places[participant]
