"""Who sees what of a listing, asked of the very rules that decide it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from organizations import codebook, presentation
from organizations.eyes import IOM, LABELS, VIEWERS, public_body_of
from organizations.models import Organization, Place
from organizations.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Row:
    """A thing that the listing says, and for each kind of reader whether she sees it."""

    label: Any
    text: str
    seen: list[tuple[Any, bool]]


@dataclass(frozen=True, slots=True)
class Table:
    readers: list[Any]
    rows: list[Row]


def table(organization: Organization) -> Table:
    """Return who sees what of a listing that carries its tags, details and rows.

    Beside the four circles stand the public bodies of each country that it is hidden from.
    """
    hidden = codebook.labelled(Place, organization.hidden_from)
    viewers = [*VIEWERS.values(), *(public_body_of(country.code) for country in hidden)]
    bodies = [_("Public bodies: %(country)s") % {"country": country.label} for country in hidden]
    readers = [*LABELS.values(), *bodies]
    may_see = sees(organization, viewers)
    told = [presentation.listing(organization, viewer) for viewer in viewers]
    everything = told[list(VIEWERS).index(IOM)]
    everybody = list(zip(readers, may_see, strict=True))
    rows = [Row(_("That your group is listed, under its name"), organization.name, everybody)]
    for label, values in _told_to_all(organization, everything):
        if values:
            text = presentation.listed([str(value) for value in values])
            rows.append(Row(label, text, everybody))
    for contact in everything.contacts:
        those = [
            (reader, may and contact in listing.contacts)
            for reader, may, listing in zip(readers, may_see, told, strict=True)
        ]
        rows.append(Row(contact.get_kind_display(), contact.value, those))
    return Table(readers, rows)


def sees(organization: Organization, viewers: Sequence[Viewer]) -> tuple[bool, ...]:
    """Return whether each may learn of the listing; one query, through the door for each."""
    asked = {
        f"seen_{n}": Exists(Organization.objects.visible_to(viewer).filter(pk=OuterRef("pk")))
        for n, viewer in enumerate(viewers)
    }
    # In the eyes of staff, who see every listing: what is asked are the others.
    own = Organization.objects.visible_to(VIEWERS[IOM]).filter(pk=organization.pk)
    return tuple(own.annotate(**asked).values_list(*asked).get())


def _told_to_all(
    organization: Organization, listing: presentation.Listing
) -> Iterable[tuple[Any, Sequence[Any]]]:
    """Yield what whoever sees the page reads there, as labels and values."""
    yield _("Also known as"), [name["name"] for name in organization.other_names]
    yield (
        _("What the group does"),
        [presentation.shortened(description.text) for description in listing.descriptions],
    )
    yield _("Areas of work"), [*listing.primary_sectors, *listing.secondary_sectors]
    yield _("Roles"), listing.roles
    yield _("Offers"), listing.offers
    yield _("Needs"), listing.needs
    for fact in listing.facts:
        yield fact.label, fact.values
    yield _("Website"), [organization.website] if organization.website else []
    yield _("Logo"), [_("A picture")] if organization.logo else []
