"""The form of the page for the first operator."""

from django import forms

from comity.web.site.pages import said


class OperatorForm(forms.Form):
    """The address of mail with which the operator signs in from then on."""

    email = forms.EmailField(max_length=254)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["email"].label = said("running.first.email")
