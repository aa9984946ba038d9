"""What somebody may choose about notices."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from comity.web.notices.kinds import MAILED
from comity.web.notices.models import Channel
from comity.web.notices.queries import Choices, Heard
from comity.web.people.forms.fields import Refusable
from comity.web.people.speech import later

NONE = "none"


class ChoicesForm(Refusable):
    """How each kind of notice, and what happens in each body, reaches the person. The fields are `kind:<name>` and
    `body:<slug>`."""

    def __init__(self, data: Mapping[str, Any] | None, made: Choices) -> None:
        initial = {f"kind:{one.kind.name}": one.channel for one in made.kinds}
        initial |= {f"body:{one.body.slug}": one.choice for one in made.bodies}
        super().__init__(data, initial=initial)
        for one in made.kinds:
            self.fields[f"kind:{one.kind.name}"] = _choice(f"notice.{one.kind.name}.name", one.kind.choices)
        for heard in made.bodies:
            self.fields[f"body:{heard.body.slug}"] = body_choice()

    @property
    def kinds(self) -> dict[str, str]:
        """Kind -> the channel chosen, of those that were changed."""
        return self._changed("kind:")

    @property
    def bodies(self) -> dict[str, str]:
        """Slug of a body -> what was chosen, of those that were changed."""
        return self._changed("body:")

    def _changed(self, prefix: str) -> dict[str, str]:
        names = [name for name in self.changed_data if name.startswith(prefix)]
        return {name.removeprefix(prefix): self.cleaned_data[name] for name in names}


class BodyForm(Refusable):
    """What somebody wants to hear of one body."""

    def __init__(self, data: Mapping[str, Any] | None, heard: Heard) -> None:
        super().__init__(data, initial={"channel": heard.choice})
        self.fields["channel"] = body_choice()


class MatterForm(Refusable):
    """Whether somebody follows a matter."""

    follow = forms.ChoiceField(
        label=later("follow.matter.choice"),
        choices=[(one, later(f"follow.matter.{one}")) for one in ("yes", "usual", "no")],
        widget=forms.RadioSelect,
    )

    VALUES = {"yes": True, "usual": None, "no": False}


def body_choice() -> forms.ChoiceField:
    """As usual, by one channel for all of it, or not at all."""
    field = _choice("follow.body.choice", ("", *MAILED, Channel.PAGE, NONE))
    field.required = False
    return field


def _choice(label: str, values: Sequence[str]) -> forms.ChoiceField:
    field = forms.ChoiceField(
        label=later(label), choices=[(str(one), later(f"notice.channel.{one or 'usual'}")) for one in values]
    )
    field.error_messages["invalid_choice"] = later("error.field.choice")
    field.error_messages["required"] = later("error.field.required")
    return field
