"""What a person says when she registers for a session."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.forms.fields import PlainTextField
from organizations.models import Language, Organization
from sessions_archive.actions import Answers
from sessions_archive.clock import validate_zone
from sessions_archive.models import SessionRegistration
from sessions_archive.models.registrations import NEEDS_LENGTH, QUESTION_LENGTH

# Zones people know by a city; the rest of the database is for machines.
CONTINENTS = (
    "Africa",
    "America",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


def zone_choices() -> list[tuple[str, Any]]:
    """Return the zones by continent; their names are those of the IANA database."""
    groups: dict[str, list[tuple[str, str]]] = {name: [] for name in CONTINENTS}
    for zone in sorted(available_timezones()):
        continent, _slash, city = zone.partition("/")
        if city and continent in groups:
            groups[continent].append((zone, city.replace("_", " ").replace("/", ", ")))
    return [("", _("Not chosen")), ("UTC", "UTC"), *groups.items()]


class RegistrationForm(forms.Form):
    organization = forms.ChoiceField(
        label=_("How do you take part?"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "In the name of a group: when you were there, its listing says that the group took "
            "part in the exchange of that year."
        ),
    )
    meets_others = forms.BooleanField(
        label=_("Show my group who else comes, and show it to them"),
        required=False,
        help_text=_(
            "Only groups that say the same see each other, and only those whose listings you may "
            "see anyway: no names of people, no answers of this form. You can take it back here at "
            "any time."
        ),
    )
    language = forms.ChoiceField(
        label=_("Which language do you follow best?"),
        required=False,
        help_text=_("It helps us to plan interpretation."),
    )
    zone = forms.ChoiceField(
        label=_("Your time zone"),
        required=False,
        widget=forms.Select({"data-guess-zone": ""}),
        help_text=_("Letters and this page then tell the time by your clock, too."),
    )
    question = PlainTextField(
        label=_("A question for the speakers"),
        required=False,
        max_length=QUESTION_LENGTH,
        help_text=_("Staff and moderators read it before the session."),
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    access_needs = PlainTextField(
        label=_("What do you need to take part fully?"),
        required=False,
        max_length=NEEDS_LENGTH,
        help_text=_(
            "Captions, sign language, a slow connection… Only IOM staff who prepare the session "
            "read it."
        ),
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    recording_allowed = forms.BooleanField(
        label=_("You may record my voice and picture"),
        required=False,
        help_text=_("Leave it empty, and we keep you out of any recording."),
    )
    photos_allowed = forms.BooleanField(
        label=_("You may show me in pictures of the session"), required=False
    )

    def __init__(
        self,
        *args: Any,
        groups: list[Organization],
        registration: SessionRegistration | None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.initial = _initial(registration)
        self.groups = {str(group.uuid): group for group in groups}
        fields: dict[str, Any] = self.fields
        fields["organization"].choices = [
            ("", _("For myself")),
            *((uuid, group.name) for uuid, group in self.groups.items()),
        ]
        if not groups:
            del fields["organization"], fields["meets_others"]
        spoken = [code for code, _name in settings.LANGUAGES]
        languages = codebook.entries(Language)
        fields["language"].choices = [
            ("", _("Not chosen")),
            *((code, languages[code].label) for code in spoken),
        ]
        fields["zone"].choices = zone_choices()

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"]
        if zone:
            validate_zone(zone)
        return zone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("meets_others") and not data.get("organization"):
            self.add_error(
                "meets_others",
                _("Choose a group above: people who come for themselves are not shown to others."),
            )
        return data

    def group(self) -> Organization | None:
        return self.groups.get(self.cleaned_data.get("organization", ""))

    def answers(self) -> Answers:
        data = self.cleaned_data
        return Answers(
            language_id=data["language"] or None,
            zone=data["zone"],
            question=data["question"],
            access_needs=data["access_needs"],
            photos_allowed=data["photos_allowed"],
            recording_allowed=data["recording_allowed"],
            meets_others=data.get("meets_others", False),
        )


def _initial(registration: SessionRegistration | None) -> dict[str, Any]:
    if registration is None:
        return {}
    group = registration.organization
    return {
        "organization": str(group.uuid) if group else "",
        "language": registration.language_id or "",
        "zone": registration.zone,
        "question": registration.question,
        "access_needs": registration.access_needs,
        "photos_allowed": registration.photos_allowed,
        "recording_allowed": registration.recording_allowed,
        "meets_others": registration.meets_others,
    }
