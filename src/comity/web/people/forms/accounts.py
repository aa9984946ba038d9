"""Forms about one's own account."""

import zoneinfo
from functools import cache

from django import forms

from comity.web.people.forms.fields import LanguageField, LineField, Refusable
from comity.web.people.names import LONGEST
from comity.web.people.signing_in.forms import plain_digits
from comity.web.people.speech import later


class ConfirmForm(Refusable):
    """The code that came by mail, before something that matters."""

    code = forms.CharField(label=later("field.code"), max_length=40)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["code"].error_messages["required"] = later("error.field.required")
        self.fields["code"].widget.attrs.update({"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"})

    def clean_code(self) -> str:
        """The code in digits 0 to 9."""
        return plain_digits(self.cleaned_data["code"])


class ProfileForm(Refusable):
    """Name, language, time zone."""

    name = LineField(label=later("field.name"), max_length=LONGEST, required=False)
    language = LanguageField()
    timezone = forms.ChoiceField(label=later("field.timezone"), choices=list[tuple[str, str]]())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["name"].widget.attrs.update({"autocomplete": "name", "dir": "auto"})
        self.fields["name"].error_messages["max_length"] = later("error.field.too_long")
        self.fields["timezone"].choices = zones()  # type: ignore[attr-defined]
        self.fields["timezone"].error_messages["invalid_choice"] = later("error.field.choice")


class EraseForm(Refusable):
    """Saying that one has read what goes and what stays."""

    understood = forms.BooleanField(label=later("field.understood"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["understood"].error_messages["required"] = later("error.field.understood")


@cache
def zones() -> list[tuple[str, str]]:
    """All zones by continent and place; UTC first."""
    named = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in named)]
