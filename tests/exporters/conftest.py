"""The comparisons of the report's tests, for the other exporters."""

from tests.exporters.html.conftest import build, comparison, populate

__all__ = ["build", "comparison", "populate"]
