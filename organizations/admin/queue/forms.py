"""What a curator chooses: which items to see, and what to decide."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.admin.queue.registry import Decision, queue
from organizations.enums import Kind, Reason
from organizations.forms.fields import PlainTextField, language_choices, place_choices
from organizations.models import Organization, OrganizationPlace
from organizations.models.queries import OrganizationQuerySet
from organizations.reasons import letter

MESSAGE_LENGTH = 2_000


def _sources() -> list[tuple[str, Any]]:
    return [("", _("All kinds of work")), *((source.name, source.label) for source in queue)]


class QueueFilter(forms.Form):
    """Narrows the queue; what is left empty narrows nothing."""

    source = forms.ChoiceField(label=_("Work"), choices=_sources, required=False)
    region = forms.ChoiceField(label=_("Place"), choices=place_choices, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of group"), choices=[("", _("All kinds of group")), *Kind.choices[1:]],
        required=False,
    )  # fmt: skip
    first_time = forms.BooleanField(label=_("Never published before"), required=False)

    def listings(self) -> OrganizationQuerySet:
        """Return the listings that the filter is about; source apart."""
        asked = self.cleaned_data if self.is_valid() else {}
        listings = Organization.objects.all()
        if code := asked.get("region"):
            places = OrganizationPlace.objects.filter(place_id__in=codebook.within(code))
            listings = listings.filter(pk__in=places.values("organization_id"))
        if code := asked.get("language"):
            spoken = Organization.objects.filter(languages=code).values("pk")
            written = Organization.objects.filter(descriptions__language_id=code).values("pk")
            listings = listings.filter(Q(pk__in=spoken) | Q(pk__in=written) | Q(name_language=code))
        if kind := asked.get("kind"):
            listings = listings.filter(kind=kind)
        if asked.get("first_time"):
            listings = listings.filter(published_at=None)
        return listings


class DecisionForm(forms.Form):
    """Why, in a letter that is ready and may be changed before it goes.

    `language` is the group's. `mark` tells what the curator has read.
    """

    mark = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        decision: Decision,
        language: str,
        mark: str = "",
        reason: str = "",
    ) -> None:
        super().__init__(data, initial={"mark": mark})
        self.letters = {code.value: letter(code, language) for code in decision.reasons}
        if decision.reasons:
            chosen = reason if reason in self.letters else decision.reasons[0].value
            self.fields["reason"] = forms.ChoiceField(
                label=_("Reason"),
                widget=forms.RadioSelect,
                choices=[(code.value, code.label) for code in decision.reasons],
                initial=chosen,
                error_messages={"required": _("Choose a reason: the group will read it.")},
            )
        if decision.tells:
            self.fields["message"] = PlainTextField(
                label=_("Message to the group"),
                required=False,
                max_length=MESSAGE_LENGTH,
                initial=self.letters[chosen] if decision.reasons else "",
                widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "lang": language}),
                help_text=_("Sent by e-mail and kept. Write in a language the group reads."),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reason") == Reason.OTHER and not data.get("message"):
            self.add_error("message", _("Explain the reason in a few words."))
        return data
