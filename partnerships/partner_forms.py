"""What is asked of whoever registers a body or would like to speak for one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.forms.fields import (
    CodesField,
    PlainTextField,
    SelectRows,
    country_choices,
    language_choices,
)
from organizations.models import Language
from organizations.validators import validate_public_url
from partnerships.enums import (
    PRIVATE_TYPES,
    PUBLIC_TYPES,
    BusinessView,
    Level,
    PartnerSector,
    PartnerType,
    RequestReason,
)
from partnerships.models import Partner
from partnerships.models.representation import PROOF_LENGTH
from partnerships.partner_answers import answer_letter

MOST_STATES = 3


class RepresentForm(forms.Form):
    """Who asks, and what shows that she speaks for the body."""

    role = PlainTextField(
        label=_("What is your role there?"),
        max_length=120,
        help_text=_("For example: head of the diaspora unit, programme officer, owner."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "organization-title"}),
        error_messages={"required": _("Say what your role is.")},
    )
    proof = PlainTextField(
        label=_("How can IOM check that you speak for it?"),
        max_length=PROOF_LENGTH,
        help_text=_(
            "A page of the body that names you, an address or a telephone number that it "
            "publishes, somebody at IOM who knows you. Only IOM and those who already speak for "
            "the body read this."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Tell us how we can check it.")},
    )


class PartnerRegistrationForm(forms.Form):
    """Who the body is. What it works on is asked on a page of its own, once this is sent."""

    name = PlainTextField(
        label=_("What is the body called?"),
        max_length=200,
        help_text=_("As it names itself, in any language or script."),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
        error_messages={"required": _("Enter the name of the body.")},
    )
    name_language = forms.ChoiceField(
        label=_("Language of the name"), choices=language_choices, required=False
    )
    acronym = PlainTextField(
        label=_("Short form of the name"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    sector = forms.ChoiceField(
        label=_("Is it public or private?"),
        widget=forms.RadioSelect,
        choices=[
            (
                PartnerSector.PUBLIC,
                _("Public: a ministry, an embassy, a city, a public university or agency"),
            ),
            (
                PartnerSector.PRIVATE,
                _("Private: a company, a bank, a foundation, a firm of people of a diaspora"),
            ),
        ],
        error_messages={"required": _("Choose what fits best.")},
    )
    type = forms.ChoiceField(
        label=_("What kind of body is it?"),
        choices=[
            ("", _("Choose…")),
            (_("Public"), [(kind.value, kind.label) for kind in PUBLIC_TYPES]),
            (
                _("Private"),
                [(k.value, k.label) for k in PRIVATE_TYPES if k not in PUBLIC_TYPES],
            ),
        ],
        error_messages={"required": _("Choose what fits best.")},
    )
    level = forms.ChoiceField(
        label=_("At which level does it work?"), choices=Level.choices, required=False
    )
    state_countries = CodesField(
        label=_("Part of which state is it? (public bodies)"),
        choices=country_choices,
        most=MOST_STATES,
        required=False,
        widget=SelectRows(spare=1, can_add=False),
        help_text=_(
            "Cities, universities and embassies belong to a state, too. A group that is in danger "
            "from a state can stay out of sight of its bodies; that only works if this is true."
        ),
    )
    business_view = forms.ChoiceField(
        label=_("How does it relate to diasporas? (private bodies)"),
        choices=BusinessView.choices,
        required=False,
    )
    description = PlainTextField(
        label=_("What does it do with or for diaspora groups?"),
        max_length=2_000,
        required=False,
        help_text=_("A few plain sentences. Groups read them before they answer you."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    description_language = forms.ChoiceField(
        label=_("Language of this text"), choices=language_choices, required=False
    )
    website = forms.URLField(
        label=_("Website"),
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[validate_public_url],
        widget=forms.URLInput(attrs={"dir": "ltr", "autocomplete": "url"}),
        help_text=_("It is the quickest way for IOM to check that the body exists."),
    )
    role = RepresentForm.base_fields["role"]
    proof = RepresentForm.base_fields["proof"]

    def clean_description_language(self) -> Language | None:
        code = self.cleaned_data["description_language"]
        return Language.objects.get(pk=code) if code else None

    def clean(self) -> dict[str, Any]:
        """Hold the rules of the table, each said at its own question."""
        data = super().clean() or {}
        sector, kind = data.get("sector"), data.get("type")
        if sector == PartnerSector.PUBLIC:
            data["business_view"] = ""
            if kind and kind not in PUBLIC_TYPES:
                self.add_error("type", _("This is a private body. Choose a kind of public body."))
            elif (
                kind != PartnerType.INTERNATIONAL
                and not data.get("state_countries")
                and "state_countries" not in self.errors
            ):
                self.add_error("state_countries", _("Choose the state that it is part of."))
        elif sector == PartnerSector.PRIVATE:
            data["state_countries"] = []
            if kind and kind not in PRIVATE_TYPES:
                self.add_error("type", _("This is a public body. Choose a kind of private body."))
        return data

    @property
    def identity(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k not in ("role", "proof")}

    @staticmethod
    def initial_of(partner: Partner) -> dict[str, Any]:
        """What was said of an unverified partner so far."""
        return {
            "name": partner.name,
            "name_language": partner.name_language,
            "acronym": partner.acronym,
            "sector": partner.sector,
            "type": partner.type,
            "level": partner.level,
            "state_countries": partner.state_countries,
            "business_view": partner.business_view,
            "description": partner.description,
            "description_language": partner.description_language_id or "",
            "website": partner.website,
        }


class AnswerForm(forms.Form):
    """What is answered to somebody who would like to speak for a partner."""

    decision = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    reason = forms.ChoiceField(
        label=_("Reason, if you do not agree yet"),
        required=False,
        choices=RequestReason.choices,
        help_text=_("Without words of yours, the letter that goes with the reason is sent."),
    )
    message = PlainTextField(
        label=_("Message"),
        required=False,
        max_length=PROOF_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("It is sent by e-mail and kept. Write in a language that the person reads."),
    )

    def __init__(self, *args: Any, language: str, is_new_body: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language
        field: Any = self.fields["decision"]
        field.choices = [
            (
                "approve",
                _("Agree: the body exists, and this person speaks for it")
                if is_new_body
                else _("Agree: this person speaks for the body"),
            ),
            ("question", _("Ask for something more")),
            ("deny", _("Do not agree")),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        decision = data.get("decision")
        if decision in ("question", "deny"):
            reason = data.get("reason") or ""
            if not reason:
                self.add_error("reason", _("Choose a reason: the person will read it."))
            elif not data.get("message"):
                data["message"] = answer_letter(reason, self.language)
                if not data["message"]:
                    self.add_error("message", _("Explain the reason in a few words."))
        return data
