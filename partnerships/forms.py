"""What the people of a listing say of matches, and what a partner says of itself."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organizations.forms.fields import (
    CodesField,
    PlainTextField,
    SelectRows,
    columns,
    generation_choices,
    language_choices,
    place_choices,
    sector_choices,
    support_choices,
)
from partnerships.enums import Accepts, Refusal
from partnerships.matching.profiles import Profile
from partnerships.models import Partner
from partnerships.models.feedback import WORDS_LENGTH

MOST_CODES = 12


class NotRelevantForm(forms.Form):
    """Why a suggestion is not relevant."""

    reason = forms.ChoiceField(
        label=_("It is not relevant because…"),
        widget=forms.RadioSelect,
        choices=[choice for choice in Refusal.choices if choice[0]],
        error_messages={"required": _("Choose what comes closest.")},
    )
    words = PlainTextField(
        label=_("In your words"),
        required=False,
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Only your own people and IOM read this."),
    )


class WhatIfForm(forms.Form):
    """One thing more of each kind; what the listing says already is not offered."""

    sector = forms.ChoiceField(label=_("An area of work"), required=False)
    offer = forms.ChoiceField(label=_("An offer"), required=False)
    need = forms.ChoiceField(label=_("A need"), required=False)
    language = forms.ChoiceField(label=_("A language"), required=False)
    works_in = forms.ChoiceField(label=_("A place you care for or work in"), required=False)
    residence = forms.ChoiceField(label=_("A place where people live"), required=False)

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {
            "sector": (sector_choices, set(profile.sectors)),
            "offer": (support_choices, profile.offers),
            "need": (support_choices, profile.needs),
            "language": (language_choices, profile.languages),
            "works_in": (place_choices, profile.heritage | profile.works_in),
            "residence": (place_choices, profile.residence),
        }
        for name, (choices, said) in known.items():
            field: Any = self.fields[name]
            field.choices = [("", _("Nothing added")), *_without(choices(), said)]

    @property
    def has_additions(self) -> bool:
        return any(self.cleaned_data.values())

    def additions(self) -> dict[str, tuple[str, ...]]:
        """What `what_if.Additions` takes."""
        fields = {
            "sectors": "sector",
            "offers": "offer",
            "needs": "need",
            "languages": "language",
            "works_in": "works_in",
            "residence": "residence",
        }
        return {
            name: tuple(filter(None, [self.cleaned_data[field]])) for name, field in fields.items()
        }


def _without(choices: Iterable[tuple[Any, Any]], said: Iterable[str]) -> list[tuple[Any, Any]]:
    """Choices, grouped or not, but for those that are said already and the empty one."""
    left: list[tuple[Any, Any]] = []
    for value, label in choices:
        if isinstance(label, list):
            left.append((value, _without(label, said)))
        elif value and value not in said:
            left.append((value, label))
    return left


class PartnerFactsForm(forms.Form):
    """What matching reads of a partner. Who it is, IOM has verified and changes itself."""

    sectors = CodesField(
        label=_("What do you work on?"), choices=sector_choices, required=False, widget=columns()
    )
    heritage = CodesField(
        label=_("With diasporas from where do you work?"),
        choices=place_choices,
        most=MOST_CODES,
        required=False,
        widget=SelectRows(spare=2, can_add=False),
    )
    residence = CodesField(
        label=_("With diasporas living where?"),
        choices=place_choices,
        most=MOST_CODES,
        required=False,
        widget=SelectRows(spare=2, can_add=False),
    )
    works_in = CodesField(
        label=_("Where does your work take place?"),
        choices=place_choices,
        most=MOST_CODES,
        required=False,
        widget=SelectRows(spare=2, can_add=False),
    )
    generations = CodesField(
        label=_("Which generations do you work with?"),
        choices=generation_choices,
        required=False,
        widget=columns(),
    )
    offers = CodesField(
        label=_("What do you offer groups?"),
        choices=support_choices,
        required=False,
        widget=columns(),
    )
    needs = CodesField(
        label=_("What do you look for?"),
        choices=support_choices,
        required=False,
        widget=columns(),
    )
    languages = CodesField(
        label=_("Which languages do you work in?"),
        choices=language_choices,
        most=MOST_CODES,
        required=False,
        widget=SelectRows(spare=2, can_add=False),
    )
    accepts = forms.ChoiceField(
        label=_("Whom do you work with?"),
        choices=[*(choice for choice in Accepts.choices if choice[0]), Accepts.choices[0]],
        required=False,
        widget=forms.RadioSelect,
    )

    @classmethod
    def initial_of(cls, partner: Partner) -> dict[str, Any]:
        """What a partner that carries `with_tags` says already."""
        return {
            "sectors": partner.sector_codes,
            "heritage": partner.heritage_codes,
            "residence": partner.residence_codes,
            "works_in": partner.works_in_codes,
            "generations": partner.generation_codes,
            "offers": partner.offer_codes,
            "needs": partner.need_codes,
            "languages": partner.language_codes,
            "accepts": partner.accepts,
        }
