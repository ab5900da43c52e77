"""Requirements of a call in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.models import Generation, Language, Place, Sector
from partnerships.coalition_needs import Facet, Requirement

WORDS: dict[str, Any] = {
    Facet.SECTOR: _("Works on: %(label)s"),
    Facet.HERITAGE: _("Comes from: %(label)s"),
    Facet.RESIDENCE: _("Lives in: %(label)s"),
    Facet.WORKS_IN: _("Works in: %(label)s"),
    Facet.GENERATION: _("Generation: %(label)s"),
    Facet.LANGUAGE: _("Speaks: %(label)s"),
}
CONDITIONS: dict[str, Any] = {
    "kind": _("Is of a kind that the call is for"),
    "registered": _("Is registered"),
    "hosted": _("Is registered, or has a registered host"),
}
LISTS: dict[str, Any] = {
    Facet.SECTOR: Sector,
    Facet.HERITAGE: Place,
    Facet.RESIDENCE: Place,
    Facet.WORKS_IN: Place,
    Facet.GENERATION: Generation,
    Facet.LANGUAGE: Language,
}


def told(requirements: Iterable[Requirement]) -> list[str]:
    """Return each requirement in the reader's language."""
    return [_one(requirement) for requirement in requirements]


def _one(requirement: Requirement) -> str:
    if requirement.facet == Facet.CONDITION:
        return str(CONDITIONS[requirement.code])
    entries = codebook.labelled(LISTS[requirement.facet], [requirement.code])
    label = entries[0].label if entries else requirement.code
    return str(WORDS[requirement.facet]) % {"label": label}
