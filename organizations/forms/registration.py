"""What a group is asked, in four short steps. Field names are those of the actions."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from organizations.enums import (
    Audience,
    ContactKind,
    Direction,
    GenerationRelation,
    Kind,
    LegalStatus,
    NameType,
    PlaceRelation,
)
from organizations.forms.fields import (
    CodesField,
    LinesField,
    PlainTextField,
    SelectRows,
    columns,
    country_choices,
    generation_choices,
    language_choices,
    place_choices,
    role_choices,
    sector_choices,
    support_choices,
)
from organizations.models import Organization
from organizations.models.organization import DESCRIPTION_LENGTH
from organizations.validators import validate_public_url

PRIMARY_SECTORS = 3
PLACES = 12


class StepForm(forms.Form):
    """One step: `of` fills it from a listing, `changes` gives the action its arguments."""

    title: ClassVar[Any]
    # Long optional questions that stay folded until they are answered, with what opens them.
    folded: ClassVar[dict[str, Any]] = {}

    def open_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name not in self.folded]

    def folded_fields(self) -> list[tuple[Any, BoundField]]:
        return [(opener, self[name]) for name, opener in self.folded.items()]

    @classmethod
    def initial_of(cls, organization: Organization) -> dict[str, Any]:
        raise NotImplementedError

    @classmethod
    def with_more_rows(cls, data: QueryDict) -> "StepForm":
        """Return the form as typed so far, unchecked; a SelectRows shows its next empty row."""
        typed = {
            name: field.widget.value_from_datadict(data, {}, name)
            for name, field in cls().fields.items()
        }
        form = cls(initial=typed)
        for name, field in form.fields.items():
            if isinstance(field.widget, SelectRows):
                field.widget.least = len(typed[name]) + (name == data["more"])
        return form

    def changes(self) -> Mapping[str, Any]:
        return self.cleaned_data


class BasicsForm(StepForm):
    """What the group is called and what it is."""

    title = _("Your group")

    name = PlainTextField(
        label=_("What is your group called?"),
        max_length=200,
        help_text=_("As your members know it, in any language or script."),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
        error_messages={"required": _("Enter the name of your group.")},
    )
    name_language = forms.ChoiceField(
        label=_("Language of the name"), choices=language_choices, required=False
    )
    other_names = LinesField(
        label=_("Other names"),
        required=False,
        max_lines=6,
        line_length=200,
        help_text=_(
            "Short forms or names in other languages, one a line. People will find you by them too."
        ),
    )
    kind = forms.ChoiceField(
        label=_("What kind of group is it?"),
        widget=forms.RadioSelect,
        choices=[
            (Kind.GRASSROOTS, _("A grass-roots group: volunteers, a circle, a chat group")),
            (Kind.FORMAL, _("An organization with its own structure")),
            (Kind.NETWORK, _("A network or federation of groups")),
        ],
        error_messages={"required": _("Choose what fits best.")},
    )
    legal_status = forms.ChoiceField(
        label=_("Is it registered?"),
        widget=forms.RadioSelect,
        required=False,
        choices=[
            (LegalStatus.NONE, _("No, and that is fine")),
            (LegalStatus.IN_FORMATION, _("Registration is under way")),
            (LegalStatus.REGISTERED, _("Yes")),
            (LegalStatus.UNKNOWN, _("I would rather not say")),
        ],
        help_text=_("No papers are needed to be listed here."),
    )

    @classmethod
    def initial_of(cls, organization: Organization) -> dict[str, Any]:
        return {
            "name": organization.name,
            "name_language": organization.name_language,
            "kind": organization.kind,
            "legal_status": organization.legal_status,
            "other_names": list(
                organization.names.filter(type=NameType.ALIAS).values_list("name", flat=True)
            ),
        }


def _yes_no_unknown(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        empty_value=None,
        coerce=lambda value: {"yes": True, "no": False}[value],
        choices=[("yes", _("Yes")), ("no", _("No")), ("", _("Not stated"))],
        widget=forms.RadioSelect(attrs={"class": "options--columns"}),
    )


_YES_NO = {True: "yes", False: "no", None: ""}


class PeopleForm(StepForm):
    """Who the group's people are, where they come from and where they live."""

    title = _("Your people")

    heritage = CodesField(
        label=_("Where do your members or their families come from?"),
        choices=place_choices,
        most=PLACES,
        widget=SelectRows(),
        error_messages={"required": _("Choose at least one country or region of heritage.")},
    )
    residence = CodesField(
        label=_("Where do your members live now?"),
        choices=place_choices,
        most=PLACES,
        widget=SelectRows(),
        error_messages={"required": _("Choose at least one country or region of residence.")},
    )
    works_in = CodesField(
        label=_("Where does your work take place?"),
        choices=place_choices,
        most=PLACES,
        required=False,
        widget=SelectRows(),
    )
    made_of = CodesField(
        label=_("Which generations is your group made of?"),
        choices=generation_choices,
        required=False,
        widget=columns(),
        help_text=_("Counted from the migration: those who moved are the first generation."),
    )
    serves = CodesField(
        label=_("Which generations does it work for?"),
        choices=generation_choices,
        required=False,
        widget=columns(),
    )
    is_youth_led = _yes_no_unknown(_("Is it led by young people (under 35)?"))
    is_women_led = _yes_no_unknown(_("Is it led by women?"))
    is_refugee_led = _yes_no_unknown(_("Is it led by refugees?"))
    languages = CodesField(
        label=_("Which languages do you work in?"),
        choices=language_choices,
        most=PLACES,
        required=False,
        widget=SelectRows(),
    )

    @classmethod
    def initial_of(cls, organization: Organization) -> dict[str, Any]:
        places = list(organization.place_links.values_list("relation", "place_id"))
        generations = list(organization.generation_links.values_list("relation", "generation_id"))
        return {
            "heritage": [code for r, code in places if r == PlaceRelation.HERITAGE],
            "residence": [code for r, code in places if r == PlaceRelation.RESIDENCE],
            "works_in": [code for r, code in places if r == PlaceRelation.WORKS_IN],
            "made_of": [c for r, c in generations if r == GenerationRelation.MADE_OF],
            "serves": [c for r, c in generations if r == GenerationRelation.SERVES],
            "languages": list(organization.languages.values_list("pk", flat=True)),
            "is_youth_led": _YES_NO[organization.is_youth_led],
            "is_women_led": _YES_NO[organization.is_women_led],
            "is_refugee_led": _YES_NO[organization.is_refugee_led],
        }


class WorkForm(StepForm):
    """What the group does, what it offers and what it needs."""

    title = _("Your work")
    folded = {
        "secondary_sectors": _("Add more areas of work"),
        "roles": _("Add the roles your group plays"),
    }

    primary_sectors = CodesField(
        label=_("What do you mainly work on?"),
        choices=sector_choices,
        most=PRIMARY_SECTORS,
        widget=columns(),
        help_text=_("Choose up to three."),
        error_messages={"required": _("Choose at least one area of work.")},
    )
    secondary_sectors = CodesField(
        label=_("What else do you work on?"),
        choices=sector_choices,
        required=False,
        widget=columns(),
    )
    description = PlainTextField(
        label=_("What does your group do?"),
        required=False,
        max_length=DESCRIPTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("Two or three plain sentences, in the language you like best."),
    )
    description_language = forms.ChoiceField(
        label=_("Language of this text"), choices=language_choices, required=False
    )
    offers = CodesField(
        label=_("What can you offer others?"),
        choices=support_choices,
        required=False,
        widget=columns(),
    )
    needs = CodesField(
        label=_("What do you need?"),
        choices=support_choices,
        required=False,
        widget=columns(),
    )
    roles = CodesField(
        label=_("Which roles does your group play?"),
        choices=role_choices,
        required=False,
        widget=columns(),
    )

    @classmethod
    def initial_of(cls, organization: Organization) -> dict[str, Any]:
        sectors = list(organization.sector_links.values_list("is_primary", "sector_id"))
        supports = list(organization.support_links.values_list("direction", "support_type_id"))
        texts = {row.language_id: row.text for row in organization.descriptions.all()}
        own = get_language() or "en"
        language = own if own in texts or not texts else next(iter(texts))
        return {
            "primary_sectors": [code for primary, code in sectors if primary],
            "secondary_sectors": [code for primary, code in sectors if not primary],
            "offers": [code for d, code in supports if d == Direction.OFFERS],
            "needs": [code for d, code in supports if d == Direction.NEEDS],
            "roles": list(organization.roles.values_list("pk", flat=True)),
            "description": texts.get(language, ""),
            "description_language": language,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("description") and not data.get("description_language"):
            self.add_error("description_language", _("Say which language the text is in."))
        # Main areas say more: what is ticked twice counts as main.
        main = set(data.get("primary_sectors", []))
        data["secondary_sectors"] = [c for c in data.get("secondary_sectors", []) if c not in main]
        return data


# Bounded and without nested repetition, so no input makes it slow.
phone_number = RegexValidator(
    r"^\+?[0-9 ()./-]{5,30}$", _("Enter a telephone number, such as +254 700 000 000.")
)

_SEEN_BY = [
    (Audience.IOM, _("Only IOM")),
    (Audience.PARTNERS, _("Verified partners")),
    (Audience.MEMBERS, _("Members")),
    (Audience.PUBLIC, _("Everyone")),
]


def _seen_by() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Who may see it?"), choices=_SEEN_BY, initial=Audience.IOM)


class VisibilityForm(StepForm):
    """Who may see the listing, how the group is reached, what it agrees to."""

    title = _("Your safety")

    audience = forms.ChoiceField(
        label=_("Who may see your listing?"),
        widget=forms.RadioSelect,
        initial=Audience.PUBLIC,
        choices=[
            (Audience.PUBLIC, _("Everyone: anyone on the internet can find and read it")),
            (Audience.MEMBERS, _("Members: listed groups and verified partners who signed in")),
            (Audience.PARTNERS, _("Verified partners: bodies that IOM has checked, nobody else")),
            (Audience.IOM, _("IOM only: nobody else learns that the listing exists")),
        ],
    )
    hidden_from = CodesField(
        label=_("Hide it from the public bodies of a country?"),
        choices=country_choices,
        required=False,
        most=PLACES,
        widget=SelectRows(),
        help_text=_(
            "Its ministries, embassies and cities will never learn that you are listed. "
            "This cannot go with a listing that everyone can see."
        ),
    )
    is_open_to_matching = forms.BooleanField(
        label=_("Suggest partners to us, and us to partners who may see our listing"),
        required=False,
        initial=True,
    )
    matches_heritage_state = forms.BooleanField(
        label=_("Public bodies of our heritage countries may be among them"),
        required=False,
        help_text=_("Off unless you ask for it."),
    )
    email = forms.EmailField(
        label=_("E-mail address of the group"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    email_audience = _seen_by()
    whatsapp = PlainTextField(
        label=_("WhatsApp number"),
        required=False,
        max_length=31,
        validators=[phone_number],
        widget=forms.TextInput(attrs={"inputmode": "tel", "dir": "ltr"}),
    )
    whatsapp_audience = _seen_by()
    website = forms.URLField(
        label=_("Website or public page"),
        required=False,
        max_length=300,
        assume_scheme="https",
        validators=[validate_public_url],
        widget=forms.URLInput(attrs={"autocomplete": "url", "dir": "ltr"}),
    )
    consent = forms.BooleanField(
        label=_(
            "I speak for this group, and it agrees that what I entered is kept here and shown "
            "to those I chose. I can change or withdraw it at any time."
        ),
        error_messages={"required": _("We may only keep the listing if your group agrees.")},
    )

    @classmethod
    def initial_of(cls, organization: Organization) -> dict[str, Any]:
        contacts = {contact.kind: contact for contact in organization.contacts.all()}
        email, whatsapp = contacts.get(ContactKind.EMAIL), contacts.get(ContactKind.WHATSAPP)
        return {
            "audience": organization.audience,
            "hidden_from": organization.hidden_from,
            "is_open_to_matching": organization.is_open_to_matching,
            "matches_heritage_state": organization.matches_heritage_state,
            "email": email.value if email else "",
            "email_audience": email.audience if email else Audience.IOM,
            "whatsapp": whatsapp.value if whatsapp else "",
            "whatsapp_audience": whatsapp.audience if whatsapp else Audience.IOM,
            "website": organization.website,
            "consent": organization.consented_at is not None,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("audience") == Audience.PUBLIC and data.get("hidden_from"):
            self.add_error(
                "audience",
                _(
                    "A page that everyone can see cannot be hidden from a government. Choose "
                    "another audience, or hide it from no country."
                ),
            )
        return data

    def changes(self) -> Mapping[str, Any]:
        data = dict(self.cleaned_data)
        data["contacts"] = {
            kind: (data.pop(kind), data.pop(f"{kind}_audience"))
            for kind in (ContactKind.EMAIL.value, ContactKind.WHATSAPP.value)
        }
        return data
