"""The form for a body's charter, which is checked as a whole before it is taken."""

import json
from collections.abc import Mapping

from django import forms

from comity.procedure import Charter, Finding, check, parse
from comity.procedure.findings import ERROR
from comity.terms.errors import ComityError
from comity.web.site.pages import language, said, said_later
from comity.words import explain

LARGEST = 1_000_000
"""Bytes of a file that is read at all."""


class Chartering(forms.Form):
    """A charter as a JSON document, typed or as a file. findings: everything the check found, errors first."""

    document = forms.CharField(
        label=said_later("field.charter.document"),
        required=False,
        max_length=LARGEST,
        help_text=said_later("field.charter.document.hint"),
        widget=forms.Textarea(attrs={"rows": 24, "dir": "ltr", "spellcheck": "false", "lang": "en"}),
    )
    file = forms.FileField(
        label=said_later("field.charter.file"),
        required=False,
        help_text=said_later("field.charter.file.hint"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/json,.json"}),
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.findings: tuple[Finding, ...] = ()
        self.charter: Charter | None = None

    def clean(self) -> dict[str, object]:
        """The document of the file where there is one, otherwise the one typed; refused where the check finds an
        error."""
        data: dict[str, object] = dict(super().clean() or {})
        text = self._text(data)
        if text is None:
            return data
        # What was in the file is shown and carried on as if it had been typed.
        self.data = {**self.data, "document": text}
        data["document"] = text
        if not text.strip():
            self.add_error("document", said("field.charter.missing"))
            return data
        if "\\u0000" in text or "\0" in text:
            self.add_error("document", said("field.charter.not_text"))
            return data
        try:
            self.charter = parse(text)
        except ComityError as error:
            self.add_error("document", explain(error, language()))
            return data
        self.findings = check(self.charter)
        wrong = sum(one.level == ERROR for one in self.findings)
        if wrong:
            self.add_error("document", said("charter.findings.errors", n=wrong))
        return data

    @property
    def content(self) -> Mapping[str, object]:
        """The document as read."""
        found: dict[str, object] = json.loads(str(self.cleaned_data["document"]))
        return found

    def carried(self) -> dict[str, str]:
        """What the next step sends instead of what was sent: the file's content, since files are not sent twice."""
        return {"document": str(self.cleaned_data["document"])}

    def _text(self, data: Mapping[str, object]) -> str | None:
        file = data.get("file")
        if not file:
            return str(data.get("document") or "")
        if file.size > LARGEST:  # type: ignore[attr-defined]
            self.add_error("file", said("field.charter.too_large"))
            return None
        try:
            return str(file.read().decode("utf-8-sig"))  # type: ignore[attr-defined]
        except UnicodeDecodeError:
            self.add_error("file", said("field.charter.not_text"))
            return None
