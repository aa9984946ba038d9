"""The comparison as one HTML file that a minister's adviser can read: no script, no request, nothing else needed."""

from comity.exporters.html.brief import brief
from comity.exporters.html.report import policy, report, write_report

__all__ = ["brief", "policy", "report", "write_report"]
