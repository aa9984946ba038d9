"""Forms about a delegation: inviting, entrusting, instructing."""

from django import forms

from comity.web.people.acts.capacities import Offer
from comity.web.people.acts.instructions import LONGEST
from comity.web.people.forms.fields import AddressField, LanguageField, Refusable, chosen, ticked
from comity.web.people.models import Capacity
from comity.web.people.speech import later
from comity.web.spine.models import Party

ROLES = (Capacity.Role.MEMBER, Capacity.Role.ADVISER, Capacity.Role.CAPITAL)
"""What a head may make somebody; the headship is handed over."""


def kind_of(party: Party) -> str:
    """What those who speak for the party are: a delegation of a state or union, else people of an organisation."""
    states = (Party.Kind.STATE, Party.Kind.UNION, Party.Kind.SUBNATIONAL)
    return Capacity.Kind.DELEGATION if party.kind in states else Capacity.Kind.ORGANISATION


class RightsForm(Refusable):
    """What a member is entrusted with."""

    role = chosen("field.role", ROLES, "delegation_role")
    may_speak = ticked("field.may_speak")
    may_bind = ticked("field.may_bind")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["may_speak"].help_text = later("field.may_speak.hint")
        self.fields["may_bind"].help_text = later("field.may_bind.hint")


class MemberForm(RightsForm):
    """Inviting somebody into a delegation."""

    email = AddressField()
    language = LanguageField()
    field_order = ("email", "language", "role", "may_speak", "may_bind")

    def offer(self, party: Party) -> Offer:
        """What was filled in."""
        given = self.cleaned_data
        return Offer(
            kind_of(party), party, None, given["role"], may_speak=given["may_speak"], may_bind=given["may_bind"]
        )


class InstructionForm(Refusable):
    """An instruction to the delegation."""

    text = forms.CharField(label=later("field.instruction"), max_length=LONGEST, widget=forms.Textarea({"rows": 6}))
    body = forms.ChoiceField(label=later("field.instruction_body"), required=False)
    language = LanguageField()

    def __init__(self, *args: object, bodies: dict[str, str] | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [("", later("instruction.everywhere")), *(bodies or {}).items()]
        self.fields["body"].choices = choices  # type: ignore[attr-defined]
        self.fields["body"].error_messages["invalid_choice"] = later("error.field.choice")
        self.fields["text"].widget.attrs["dir"] = "auto"
        self.fields["text"].error_messages["required"] = later("error.field.required")
        self.fields["text"].error_messages["max_length"] = later("error.field.too_long")
