"""Listings side by side: each fact once, known or not for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization, Role, Sector, SupportType
from organizations.presentation import Fact, all_facts, labels, readers_order, shortened


@dataclass(frozen=True, slots=True)
class Cell:
    """What one listing says of a fact; `is_missed` where it says nothing and might."""

    organization: Organization
    values: list[Any]
    is_missed: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    label: Any
    cells: list[Cell]


def comparison(organizations: Sequence[Organization]) -> list[Row]:
    """Return a row for each fact, in reading order; the listings carry tags, details, texts."""
    facts = [_facts(organization) for organization in organizations]
    names = dict.fromkeys(str(fact.label) for row in facts for fact in row)
    by_name = [{str(fact.label): fact for fact in row} for row in facts]
    return [
        _description(organizations),
        *(
            Row(
                name,
                [
                    _cell(organization, known.get(name))
                    for organization, known in zip(organizations, by_name, strict=True)
                ],
            )
            for name in names
        ),
    ]


def _facts(organization: Organization) -> list[Fact]:
    confirmed = organization.last_confirmed_at
    return [
        Fact(_("Kind"), [organization.get_kind_display()] if organization.kind else []),
        Fact(_("Trust"), [organization.trust.label]),
        Fact(_("Areas of work"), labels(Sector, organization.primary_sector_codes)),
        Fact(_("Also works on"), labels(Sector, organization.secondary_sector_codes)),
        Fact(_("Roles"), labels(Role, organization.role_codes)),
        Fact(_("Offers"), labels(SupportType, organization.offer_codes)),
        Fact(_("Needs"), labels(SupportType, organization.need_codes)),
        *all_facts(organization),
        Fact(_("Last confirmed"), [date_format(confirmed, "DATE_FORMAT")] if confirmed else []),
    ]


def _cell(organization: Organization, fact: Fact | None) -> Cell:
    """A fact that a listing does not carry at all (a number nobody needs) is not missed."""
    values = fact.values if fact else []
    return Cell(organization, values, is_missed=fact is not None and not values)


def _description(organizations: Sequence[Organization]) -> Row:
    cells = []
    for organization in organizations:
        first = readers_order(organization.descriptions.all())[:1]
        cells.append(
            Cell(
                organization,
                [shortened(text.text) for text in first],
                is_missed=not first,
                language=first[0].language_id if first else "",
            )
        )
    return Row(_("What the group does"), cells)
