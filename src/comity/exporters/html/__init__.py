"""The comparison as one HTML file that a minister's adviser can read: no script, no request, nothing else needed."""

from comity.exporters.html.report import report, write_report

__all__ = ["report", "write_report"]
