"""What a reader may ask of the record."""

import datetime
from collections.abc import Mapping
from typing import cast

from django import forms

from comity.flow.remember.canonical import encode, loaded
from comity.terms.errors import ComityError
from comity.web.site.pages import language, said, said_later
from comity.words import explain

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


LARGEST = 200_000
"""Bytes of a statement, at most: one for a draw of 200 participants is a quarter of it."""


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


class Statement(forms.Form):
    """What somebody made on a machine of their own, to be entered: `{"kind": …, "payload": {…}}`, pasted or as a
    file. kinds: those that may be entered here."""

    statement = forms.CharField(
        label=said_later("record.statement"),
        help_text=said_later("record.statement.hint"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr", "lang": "en", "spellcheck": "false"}),
    )
    file = forms.FileField(label=said_later("record.statement.file"), required=False)

    def __init__(self, *args: object, kinds: frozenset[str], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.kinds = kinds
        self.kind = ""
        self.payload: Mapping[str, object] = {}

    def clean(self) -> dict[str, object]:
        """Kind and payload, read from the file where there is one."""
        data: dict[str, object] = dict(super().clean() or {})
        beside = "file" if data.get("file") else "statement"
        if self.errors:
            return data
        try:
            text = self._text(data)
            # What was in the file is shown and carried on as if it had been typed.
            self.data = {**self.data, "statement": text}
            data["statement"] = text
            self.kind, self.payload = _read(text, self.kinds)
        except ComityError as error:
            self.add_error(beside, explain(error, language()))
        return data

    def carried(self) -> dict[str, str]:
        """What the next step sends instead of what was sent: files are not sent twice."""
        return {"statement": str(self.cleaned_data["statement"])}

    def _text(self, data: Mapping[str, object]) -> str:
        file = data.get("file")
        if not file:
            return str(data.get("statement") or "").strip()
        if file.size > LARGEST:  # type: ignore[attr-defined]
            raise ComityError("record.statement_large", most=LARGEST)
        try:
            return str(file.read().decode("utf-8-sig").strip())  # type: ignore[attr-defined]
        except UnicodeDecodeError:
            raise ComityError("record.statement_unreadable") from None


def _read(text: str, kinds: frozenset[str]) -> tuple[str, Mapping[str, object]]:
    if not text:
        raise ComityError("record.statement_missing")
    try:
        told = loaded(text.encode("utf-8", "replace"))
        if not isinstance(told, dict) or set(told) != {"kind", "payload"} or not isinstance(told["payload"], dict):
            raise ComityError("record.statement_unreadable")
        encode(told)
    except ComityError:
        raise ComityError("record.statement_unreadable") from None
    if told["kind"] not in kinds:
        raise ComityError("record.statement_kind", found=str(told["kind"])[:60], expected=", ".join(sorted(kinds)))
    return str(told["kind"]), cast(Mapping[str, object], told["payload"])
