"""Forms of a secretariat: inviting heads of delegations, organisations, and colleagues."""

from django import forms

from comity.web.people.acts.capacities import Offer
from comity.web.people.forms.delegations import kind_of
from comity.web.people.forms.fields import AddressField, LanguageField, Refusable, ticked
from comity.web.people.models import Capacity
from comity.web.people.speech import later
from comity.web.spine.models import Body, Party


class HeadForm(Refusable):
    """Inviting the head of a delegation, or of the people of an organisation, that sits in the body."""

    prefix = "head"
    party = forms.ChoiceField(label=later("field.party"))
    email = AddressField()
    language = LanguageField()

    def __init__(self, *args: object, names: dict[str, str] | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", later("field.party.none")), *(names or {}).items()]
        self.fields["party"].choices = choices  # type: ignore[attr-defined]
        self.fields["party"].error_messages["required"] = later("error.field.required")
        self.fields["party"].error_messages["invalid_choice"] = later("error.field.choice")

    def offer(self, party: Party) -> Offer:
        """What was filled in."""
        return Offer(kind_of(party), party, None, Capacity.Role.HEAD)


class ColleagueForm(Refusable):
    """Inviting a colleague into the secretariat."""

    prefix = "colleague"
    email = AddressField()
    language = LanguageField()
    translates = ticked("field.translates")

    def offer(self, body: Body) -> Offer:
        """What was filled in."""
        return Offer(Capacity.Kind.SECRETARIAT, None, body, translates=self.cleaned_data["translates"])
