"""Forms for parties."""

from django import forms

from comity.web.place.forms.bodies import slug_from
from comity.web.place.forms.fields import LANGUAGE_CHOICES, add_texts, need_original, texts_given
from comity.web.site.pages import language, said, said_later
from comity.web.spine.acts.parties import LONGEST_SLUG
from comity.web.spine.models import Party
from comity.words import tag

LONGEST_NAME = 300


class Entering(forms.Form):
    """A party that is not known yet. States are known from the start."""

    kind = forms.ChoiceField(label=said_later("field.party_kind"))
    original = forms.ChoiceField(label=said_later("field.original"), choices=LANGUAGE_CHOICES)
    slug = forms.CharField(
        label=said_later("field.slug"),
        max_length=LONGEST_SLUG,
        required=False,
        help_text=said_later("field.slug.hint"),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["original"].initial = tag(language())
        kinds = [one for one in Party.Kind if one != Party.Kind.STATE]
        self.fields["kind"].choices = [(str(one), said(f"party_kind.{one}")) for one in kinds]  # type: ignore[attr-defined]
        add_texts(self, "name", "field.party_name", longest=LONGEST_NAME)
        need_original(self, "name")

    def clean(self) -> dict[str, object]:
        """Where no slug was chosen the English name must give it."""
        data: dict[str, object] = dict(super().clean() or {})
        original = str(data.get("original") or "")
        names = texts_given(data, "name")
        if original in names and not data.get("slug") and not slug_from(names):
            self.add_error("slug", said("field.slug.missing"))
        return data

    @property
    def chosen_slug(self) -> str:
        """The slug that was chosen, or that of the English name."""
        typed = str(self.cleaned_data.get("slug") or "").strip().lower()
        return typed or slug_from(texts_given(self.cleaned_data, "name"))

    @property
    def names(self) -> list[forms.BoundField]:
        """The fields of the name, that in the reader's language first."""
        return [self[name] for name in self.fields if name.startswith("name_")]
