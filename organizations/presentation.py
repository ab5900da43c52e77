"""What a listing says, put in the reader's words: labels for codes, unknown kept apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from organizations import codebook
from organizations.filters import OrganizationFilter
from organizations.models import (
    Contact,
    Generation,
    Language,
    Organization,
    OrganizationDescription,
    Place,
    Role,
    Sector,
    SupportType,
)
from organizations.models.codelists import CodeList
from organizations.viewers import Viewer

SUMMARY_LENGTH = 180


@dataclass(frozen=True, slots=True)
class Card:
    """A listing in a list."""

    organization: Organization
    kind: str
    summary: str
    summary_language: str
    places: str
    tags: list[str]
    tags_more: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A listing on its own page; an empty list means that it is not known."""

    descriptions: list[OrganizationDescription]
    primary_sectors: list[Sector]
    secondary_sectors: list[Sector]
    heritage: list[Place]
    residence: list[Place]
    works_in: list[Place]
    made_of: list[Generation]
    serves: list[Generation]
    offers: list[SupportType]
    needs: list[SupportType]
    roles: list[Role]
    languages: list[Language]
    leadership: list[Any]
    contacts: list[Contact]


def card(organization: Organization) -> Card:
    """Return the card of a listing that carries `with_tags` and its descriptions."""
    descriptions = readers_order(organization.descriptions.all())
    first = descriptions[0] if descriptions else None
    codes = [*organization.primary_sector_codes, *organization.secondary_sector_codes]
    tags = labels(Sector, codes)
    return Card(
        organization=organization,
        kind=organization.get_kind_display() if organization.kind else "",
        summary=shortened(first.text) if first else "",
        summary_language=first.language_id if first else "",
        places=route(organization.heritage_codes, organization.residence_codes),
        tags=tags[:3],
        tags_more=max(0, len(tags) - 3),
    )


def listing(organization: Organization, viewer: Viewer) -> Listing:
    """Return what `viewer` may read of a listing that carries `with_tags` and its rows."""
    mine = organization.pk in viewer.organization_ids or viewer.is_curator
    return Listing(
        descriptions=readers_order(organization.descriptions.all()),
        primary_sectors=codebook.labelled(Sector, organization.primary_sector_codes),
        secondary_sectors=codebook.labelled(Sector, organization.secondary_sector_codes),
        heritage=codebook.labelled(Place, organization.heritage_codes),
        residence=codebook.labelled(Place, organization.residence_codes),
        works_in=codebook.labelled(Place, organization.works_in_codes),
        made_of=codebook.labelled(Generation, organization.made_of_codes),
        serves=codebook.labelled(Generation, organization.serves_codes),
        offers=codebook.labelled(SupportType, organization.offer_codes),
        needs=codebook.labelled(SupportType, organization.need_codes),
        roles=codebook.labelled(Role, organization.role_codes),
        languages=codebook.labelled(Language, organization.language_codes),
        leadership=[
            label
            for flag, label in (
                (organization.is_youth_led, _("Led by young people")),
                (organization.is_women_led, _("Led by women")),
                (organization.is_refugee_led, _("Led by refugees")),
            )
            if flag
        ],
        contacts=[
            contact
            for contact in organization.contacts.all()
            if mine or contact.audience in viewer.audiences
        ],
    )


def labels(model: type[CodeList], codes: Iterable[str]) -> list[str]:
    return [entry.label for entry in codebook.labelled(model, codes)]


def shortened(text: str) -> str:
    """Return the first words of `text`, at most SUMMARY_LENGTH characters."""
    text = " ".join(text.split())
    if len(text) <= SUMMARY_LENGTH:
        return text
    return text[:SUMMARY_LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def route(heritage: list[str], residence: list[str]) -> str:
    """Return where people come from and live, as one short line."""
    come_from, live_in = named_places(heritage), named_places(residence)
    if come_from and live_in:
        return _("From %(heritage)s, living in %(residence)s") % {
            "heritage": come_from,
            "residence": live_in,
        }
    if come_from:
        return _("From %(heritage)s") % {"heritage": come_from}
    if live_in:
        return _("Living in %(residence)s") % {"residence": live_in}
    return ""


def named_places(codes: list[str]) -> str:
    """Return the first two places by name, and how many more there are."""
    names = labels(Place, codes)
    if len(names) <= 2:
        return (
            str(_("%(first)s and %(second)s")) % {"first": names[0], "second": names[1]}
            if (len(names) == 2)
            else "".join(names)
        )
    more = len(names) - 2
    return ngettext(
        "%(first)s, %(second)s and %(more)d more", "%(first)s, %(second)s and %(more)d more", more
    ) % {"first": names[0], "second": names[1], "more": more}


def readers_order(
    descriptions: Iterable[OrganizationDescription],
) -> list[OrganizationDescription]:
    """Put the reader's language first, English next, the rest in their own order."""
    wanted = [get_language(), "en"]
    return sorted(
        descriptions,
        key=lambda row: wanted.index(row.language_id) if row.language_id in wanted else 2,
    )


MISSING = {
    "name": (_("The name of your group"), "basics"),
    "kind": (_("What kind of group it is"), "basics"),
    "heritage": (_("Where your members or their families come from"), "people"),
    "residence": (_("Where your members live"), "people"),
    "sectors": (_("What you mainly work on"), "work"),
    "consent": (_("That your group agrees to be listed"), "safety"),
}


def missing(facts: Iterable[str]) -> list[tuple[Any, str]]:
    """Return each missing fact in words, with the step that asks for it."""
    return [MISSING[fact] for fact in facts]


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice that narrows the list, and the address without it."""

    label: str
    query: str


def chips(listing_filter: OrganizationFilter, query: QueryDict) -> list[Chip]:
    """Return one chip for each choice made, in the order of the filters."""
    found = []
    for name, field in listing_filter.form.fields.items():
        chosen = listing_filter.form.cleaned_data.get(name)
        if not chosen or name == "sort":
            continue
        names = _flat(getattr(field, "choices", []))
        for value in chosen if isinstance(chosen, list) else [chosen]:
            rest = query.copy()
            rest.pop("page", None)
            rest.setlist(name, [other for other in query.getlist(name) if other != value])
            if name == "q":
                rest.pop("q", None)
            label = names.get(value, value)
            found.append(Chip(f"{field.label}: {label}", rest.urlencode()))
    return found


def _flat(choices: Iterable[Any]) -> dict[str, Any]:
    names: dict[str, Any] = {}
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            names |= _flat(label)
        else:
            names[value] = label
    return names
