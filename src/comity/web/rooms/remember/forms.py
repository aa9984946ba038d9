"""What a reader may ask of the record."""

import datetime
from collections.abc import Mapping

from django import forms

from comity.web.site.pages import said

KINDS = (
    "body",
    "membership",
    "charter",
    "capacity",
    "group",
    "matter",
    "text",
    "comparison",
    "procedure",
    "draw",
    "account",
    "record",
    "key",
    "witness",
)
"""What kinds of act begin with."""


class Search(forms.Form):
    """Every field may be left empty."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(required=False)
    body = forms.SlugField(required=False, max_length=60)
    party = forms.SlugField(required=False, max_length=60)
    since = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, data: Mapping[str, object]) -> None:
        super().__init__(data, auto_id="search_%s")
        for name, field in self.fields.items():
            field.label = said(f"record.search.{name}")
        self.fields["q"].widget = forms.TextInput(attrs={"type": "search", "dir": "auto"})
        chosen = [("", said("record.kind.any")), *((kind, said(f"record.kind.{kind}")) for kind in KINDS)]
        self.fields["kind"] = forms.ChoiceField(choices=chosen, required=False, label=said("record.search.kind"))

    def clean(self) -> dict[str, object]:
        """The days in order."""
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if isinstance(since, datetime.date) and isinstance(until, datetime.date) and until < since:
            self.add_error("until", said("error.record.days_turned"))
        return found


class Redaction(forms.Form):
    """Why a payload is erased; the reason stays in the record."""

    reason = forms.CharField(max_length=500, min_length=10, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, auto_id="redaction_%s")
        self.fields["reason"].label = said("record.redact.reason")
        self.fields["reason"].help_text = said("record.redact.hint")
