"""A place with people in it, for those who wish it ill."""

from tests.web.people.conftest import _no_attempts_counted, as_somebody, hold, person, place

__all__ = ["_no_attempts_counted", "as_somebody", "hold", "person", "place"]
