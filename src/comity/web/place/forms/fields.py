"""Fields that several forms have."""

from collections.abc import Iterator, Mapping

from django import forms
from django.utils import timezone

from comity.terms.bodies import PartialDate
from comity.terms.errors import ComityError
from comity.web.site.pages import language, said_later
from comity.words import LANGUAGES, explain, own_name, tag

LANGUAGE_CHOICES = [(tag(name), own_name(name)) for name in LANGUAGES]


def field_name(prefix: str, name: str) -> str:
    """Name of the field for a language: "name_zh_hans"."""
    return f"{prefix}_{tag(name).replace('-', '_').lower()}"


class DayField(forms.CharField):
    """A day, or the month or year it lies in: "2023-09-09", "2023-09", "2023"."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            **{"max_length": 10, "help_text": said_later("field.day.hint"), **options},  # type: ignore[arg-type]
        )
        self.widget.attrs.update({"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"})

    @staticmethod
    def today() -> str:
        """The day on which the reader fills in the form, in UTC."""
        return timezone.now().date().isoformat()

    def clean(self, value: object) -> str:
        """The day as typed. An error where it is none."""
        typed = str(super().clean(value))
        try:
            return str(PartialDate.parse(typed)) if typed else ""
        except ComityError as error:
            raise forms.ValidationError(explain(error, language())) from None


def add_texts(form: forms.Form, prefix: str, label: str, *, longest: int, rows: int = 1) -> None:
    """A field for each language, that of the reader first. label: key of their name, which takes {language}."""
    for name in in_reading_order():
        widget: forms.Widget = forms.Textarea(attrs={"rows": rows}) if rows > 1 else forms.TextInput()
        widget.attrs.update({"lang": tag(name), "dir": "auto"})
        form.fields[field_name(prefix, name)] = forms.CharField(
            label=said_later(label, which=own_name(name)), max_length=longest, required=False, widget=widget
        )


def need_original(form: forms.Form, prefix: str) -> None:
    """Ask for the text in the language that the form says it is first written in."""
    bound = form["original"].value()
    field = form.fields.get(field_name(prefix, bound)) if bound in dict(LANGUAGE_CHOICES) else None
    if field is not None:
        field.required = True
        field.error_messages["required"] = said_later("field.name.missing")


def texts_given(data: Mapping[str, object], prefix: str) -> dict[str, str]:
    """Language -> what was given in it, of those where something was."""
    found = {tag(name): str(data.get(field_name(prefix, name)) or "").strip() for name in LANGUAGES}
    return {name: content for name, content in found.items() if content}


def in_reading_order() -> Iterator[str]:
    """The languages, that of the reader first."""
    here = language()
    yield here
    yield from (name for name in LANGUAGES if name != here)
