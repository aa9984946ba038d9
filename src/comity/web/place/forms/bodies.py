"""Forms for founding a body and saying what it is called."""

import re
from collections.abc import Mapping, Sequence

from django import forms

from comity.web.place.forms.fields import (
    LANGUAGE_CHOICES,
    DayField,
    add_texts,
    field_name,
    need_original,
    texts_given,
)
from comity.web.site.pages import language, said, said_later
from comity.web.spine.acts.bodies import LONGEST_NAME, LONGEST_SLUG
from comity.web.spine.models.bodies import Tier
from comity.words import tag

LONGEST_PURPOSE = 4_000
Choices = Sequence[tuple[str, object]]


class Describing(forms.Form):
    """What a body is called and what it is for, in as many languages as there are wordings."""

    original = forms.ChoiceField(
        label=said_later("field.original"), choices=LANGUAGE_CHOICES, help_text=said_later("field.original.hint")
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["original"].initial = tag(language())
        add_texts(self, "name", "field.body_name", longest=LONGEST_NAME)
        add_texts(self, "purpose", "field.body_purpose", longest=LONGEST_PURPOSE, rows=3)
        need_original(self, "name")

    def clean(self) -> dict[str, object]:
        """The purpose must be there in the original language where any language has one."""
        data: dict[str, object] = dict(super().clean() or {})
        original = str(data.get("original") or "")
        purposes = texts_given(data, "purpose")
        if original and purposes and original not in purposes:
            self.add_error(field_name("purpose", original), said("field.purpose.missing"))
        return data

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Name and purpose of each language, that of the reader first."""
        names = [name for name in self.fields if name.startswith("name_")]
        return [(self[name], self[name.replace("name_", "purpose_", 1)]) for name in names]

    @property
    def elsewhere_wrong(self) -> bool:
        """Whether something is wrong or was typed in a language that is folded away."""
        return any(bound.errors or bound.value() for pair in self.pairs[1:] for bound in pair)


class Founding(Describing):
    """A body to be founded. seats, charters: what there is to choose from."""

    slug = forms.CharField(
        label=said_later("field.slug"),
        max_length=LONGEST_SLUG,
        required=False,
        help_text=said_later("field.slug.hint"),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )
    tier = forms.ChoiceField(label=said_later("field.tier"))
    start = DayField(label=said_later("field.founded"), required=False, initial=DayField.today)
    parties = forms.MultipleChoiceField(
        label=said_later("field.parties"), required=False, widget=forms.CheckboxSelectMultiple
    )
    charter = forms.ChoiceField(
        label=said_later("field.charter"), required=False, help_text=said_later("field.charter.hint")
    )

    def __init__(
        self, *args: object, seats: Choices, chosen: Sequence[str], charters: Choices, **options: object
    ) -> None:
        super().__init__(*args, **options)
        tiers = [(str(one), said(f"tier.{one}")) for one in Tier]
        _choose(self, "tier", tiers)
        _choose(self, "parties", seats)
        _choose(self, "charter", charters)
        self.fields["parties"].initial = list(chosen)
        if not seats:
            del self.fields["parties"]

    def slug_or(self, otherwise: str) -> str:
        """The slug that was chosen; without one, that of the English name, and `otherwise` where that gives none."""
        typed = str(self.cleaned_data.get("slug") or "").strip().lower()
        return typed or slug_from(texts_given(self.cleaned_data, "name")) or otherwise


class Nesting(forms.Form):
    """The body to be put above another. bodies: slug and name of each there is."""

    parent = forms.ChoiceField(label=said_later("field.above"))

    def __init__(self, *args: object, bodies: Choices, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        _choose(self, "parent", [("", said("field.choose")), *bodies])


def _choose(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def slug_from(names: Mapping[str, str]) -> str:
    """A slug from the English name; "" where there is none, or nothing in it that a slug may hold. Names in other
    scripts are not spelt in Latin letters, which no rule does well."""
    words = re.findall(r"[a-z0-9]+", names.get("en", "").lower())
    return "-".join(words)[:LONGEST_SLUG].rstrip("-")
