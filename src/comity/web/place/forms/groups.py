"""Forms for small groups."""

from collections.abc import Sequence

from django import forms

from comity.web.place.forms.fields import LANGUAGE_CHOICES, add_texts, need_original
from comity.web.site.pages import language, said_later
from comity.words import tag

LONGEST_NAME = 200
Choices = Sequence[tuple[str, object]]


class Gathering(forms.Form):
    """Who is in a small group. people: opaque ids and names, by party."""

    people = forms.MultipleChoiceField(label=said_later("field.people"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: object, people: Choices, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["people"].choices = list(people)  # type: ignore[attr-defined]


class Forming(Gathering):
    """A small group to be formed."""

    original = forms.ChoiceField(label=said_later("field.original"), choices=LANGUAGE_CHOICES)

    def __init__(self, *args: object, people: Choices, **options: object) -> None:
        super().__init__(*args, people=people, **options)
        self.fields["original"].initial = tag(language())
        add_texts(self, "name", "field.group_name", longest=LONGEST_NAME)
        need_original(self, "name")

    @property
    def names(self) -> list[forms.BoundField]:
        """The fields of the name, that in the reader's language first."""
        return [self[name] for name in self.fields if name.startswith("name_")]
