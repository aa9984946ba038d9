"""Forms for who sits in a body."""

from collections.abc import Sequence

from django import forms

from comity.web.place.forms.fields import DayField
from comity.web.site.pages import said, said_later
from comity.web.spine.acts.memberships import LONGEST_SOURCE
from comity.web.spine.models import Membership


def capacity_choices() -> list[tuple[str, str]]:
    """As what a party may sit, in the reader's language."""
    return [(str(one), said(f"seat.{one}")) for one in Membership.Capacity]


class Source(forms.CharField):
    """What says so: a decision, a letter, an address."""

    def __init__(self) -> None:
        super().__init__(
            label=said_later("field.source"),
            max_length=LONGEST_SOURCE,
            required=False,
            help_text=said_later("field.source.hint"),
        )
        self.widget.attrs["dir"] = "auto"


class Admission(forms.Form):
    """A party to be admitted. parties: slug and name of each there is."""

    party = forms.ChoiceField(label=said_later("field.which_party"))
    capacity = forms.ChoiceField(label=said_later("field.seat"))
    start = DayField(label=said_later("field.start"), required=False, initial=DayField.today)
    end = DayField(label=said_later("field.end"), required=False)
    source = Source()

    def __init__(self, *args: object, parties: Sequence[tuple[str, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["party"].choices = [("", said("field.choose")), *parties]  # type: ignore[attr-defined]
        self.fields["capacity"].choices = capacity_choices()  # type: ignore[attr-defined]


class Change(forms.Form):
    """As what a party sits from a day on."""

    capacity = forms.ChoiceField(label=said_later("field.seat.next"))
    on = DayField(label=said_later("field.on"))
    source = Source()

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["capacity"].choices = capacity_choices()  # type: ignore[attr-defined]


class End(forms.Form):
    """The first day on which a membership no longer holds."""

    on = DayField(label=said_later("field.ends_on"))
    source = Source()
