"""Fields that several forms of people have."""

from collections.abc import Iterable

from django import forms

from comity.web.people.names import cleaned
from comity.web.people.speech import later
from comity.words import LANGUAGES, own_name, tag

LONGEST_ADDRESS = 254


class AddressField(forms.EmailField):
    """An address of mail."""

    def __init__(self) -> None:
        super().__init__(label=later("field.email"), max_length=LONGEST_ADDRESS)
        self.error_messages["required"] = later("error.field.required")
        self.error_messages["invalid"] = later("error.field.address")
        self.error_messages["max_length"] = later("error.field.too_long")
        self.widget.attrs.update({"autocomplete": "off", "dir": "ltr"})


class LineField(forms.CharField):
    """A line of text: cleaned of what would break or turn the line it is shown in."""

    def clean(self, value: object) -> str:
        """The line as it may be kept."""
        return cleaned(str(super().clean(value)))


class LanguageField(forms.ChoiceField):
    """One of the languages, by their own names."""

    def __init__(self) -> None:
        super().__init__(label=later("field.language"), choices=[(tag(one), own_name(one)) for one in LANGUAGES])
        self.error_messages["invalid_choice"] = later("error.field.choice")
        self.error_messages["required"] = later("error.field.required")


def chosen(label: str, values: Iterable[str], words: str) -> forms.ChoiceField:
    """A choice among values whose words are `<words>.<value>`."""
    field = forms.ChoiceField(label=later(label), choices=[(one, later(f"{words}.{one}")) for one in values])
    field.error_messages["invalid_choice"] = later("error.field.choice")
    field.error_messages["required"] = later("error.field.required")
    return field


def ticked(label: str) -> forms.BooleanField:
    """Yes or no."""
    return forms.BooleanField(label=later(label), required=False)


class Refusable(forms.Form):
    """A form that may be told by an act that it was refused, also when it has no fields."""

    def refuse(self, sentence: str, field: str | None = None) -> None:
        """Show what is wrong: beside the field, or above the form."""
        if not self.errors and not hasattr(self, "cleaned_data"):
            self.cleaned_data = {}
        self.add_error(field if field in self.fields else None, sentence)
