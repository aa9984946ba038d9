"""The form for putting a text into another language."""

from django import forms

from comity.web.site.pages import said, said_later
from comity.web.spine.acts.texts import LONGEST
from comity.web.spine.models import Wording


class Translating(forms.Form):
    """A wording, and who made it. of_version: the version of the original that was on the page."""

    content = forms.CharField(label=said_later("field.translation"), max_length=LONGEST, widget=forms.Textarea)
    status = forms.ChoiceField(label=said_later("field.made_by"), widget=forms.RadioSelect)
    of_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: object, language: str, direction: str, rows: int, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        made = (Wording.Status.HUMAN, Wording.Status.MACHINE)
        self.fields["status"].choices = [(str(one), said(f"made_by.{one}")) for one in made]  # type: ignore[attr-defined]
        self.fields["content"].widget.attrs.update({"lang": language, "dir": direction, "rows": rows})
