"""How rows of the archive are put in order for a page. Asks nothing of the database."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.links import absolute
from sessions_archive.citations import Citation
from sessions_archive.enums import AppearanceRole, Part
from sessions_archive.models import ExchangeSession

# Headings that fit one person as well as several.
ROLE_HEADINGS = {
    AppearanceRole.SPEAKER: _("Speakers"),
    AppearanceRole.MODERATOR: _("Moderation"),
    AppearanceRole.OPENING: _("Opening remarks"),
    AppearanceRole.OPENING_AND_CLOSING: _("Opening and closing remarks"),
    AppearanceRole.CLOSING: _("Closing remarks"),
}
PART_HEADINGS = {
    Part.ORGANIZER: _("Organizers"),
    Part.PARTICIPANT: _("Participating organizations"),
    Part.SPEAKERS_ORGANIZATION: _("Organizations of other speakers"),
}


class AgendaLine(NamedTuple):
    """An item of the agenda at its instant."""

    at: datetime
    titles: Mapping[str, str]


class Group(NamedTuple):
    """Rows under one heading."""

    heading: str | Promise
    rows: list[Any]


def by_role(appearances: Iterable[Any]) -> list[Group]:
    """Group appearances by role, speakers first; a role nobody had is left out."""
    return _grouped(appearances, "role", ROLE_HEADINGS)


def by_part(participations: Iterable[Any]) -> list[Group]:
    """Group organizations by their part, organizers first."""
    return _grouped(participations, "part", PART_HEADINGS)


def agenda_of(session: ExchangeSession, rows: Iterable[Mapping[str, Any]]) -> list[AgendaLine]:
    """Return the agenda with the instant at which each item begins."""
    start = session.starts_at
    return [AgendaLine(start + timedelta(minutes=row["minutes_in"]), row["titles"]) for row in rows]


def distinct_organizations(
    appearances: Iterable[Any], participations: Iterable[Mapping[str, Any]] = ()
) -> list[dict[str, Any]]:
    """Return name and listing, once an organization: the speakers' first, then the others."""
    first: dict[str, dict[str, Any]] = {}
    for row in (
        *(
            {"organization_name": a.organization_name, "listing_slug": a.listing_slug}
            for a in appearances
            if a.organization_name
        ),
        *participations,
    ):
        known = first.setdefault(row["organization_name"], dict(row))
        known["listing_slug"] = known["listing_slug"] or row["listing_slug"]
    return list(first.values())


def session_citation(session: ExchangeSession) -> Citation:
    """How to cite the page of a session."""
    edition = session.edition
    return Citation(
        title=f"{session.theme}. {_('Global Diaspora Virtual Exchanges')} {edition.year}",
        authors=("International Organization for Migration",),
        year=session.local_start.year,
        url=absolute(session.get_absolute_url(), get_language() or ""),
    )


def _grouped(rows: Iterable[Any], field: str, headings: dict[Any, Any]) -> list[Group]:
    groups: dict[str, list[Any]] = {value: [] for value in headings}
    for row in rows:
        groups[getattr(row, field)].append(row)
    return [Group(headings[value], found) for value, found in groups.items() if found]
