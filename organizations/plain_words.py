"""What a group is, said in whole sentences that each language can turn as it needs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from organizations.enums import Kind
from organizations.models import Organization, Sector
from organizations.presentation import labels, named_places

# By what is known of where people come from and live: both, only one, neither.
WHO: dict[tuple[str, bool, bool], Any] = {
    (Kind.GRASSROOTS, True, True): _(
        "A grass-roots group of people with roots in %(heritage)s who live in %(residence)s."
    ),
    (Kind.GRASSROOTS, True, False): _("A grass-roots group of people with roots in %(heritage)s."),
    (Kind.GRASSROOTS, False, True): _(
        "A grass-roots diaspora group of people who live in %(residence)s."
    ),
    (Kind.GRASSROOTS, False, False): _("A grass-roots diaspora group."),
    (Kind.FORMAL, True, True): _(
        "An organization of people with roots in %(heritage)s who live in %(residence)s."
    ),
    (Kind.FORMAL, True, False): _("An organization of people with roots in %(heritage)s."),
    (Kind.FORMAL, False, True): _("A diaspora organization of people who live in %(residence)s."),
    (Kind.FORMAL, False, False): _("A diaspora organization."),
    (Kind.NETWORK, True, True): _(
        "A network of groups of people with roots in %(heritage)s who live in %(residence)s."
    ),
    (Kind.NETWORK, True, False): _("A network of groups of people with roots in %(heritage)s."),
    (Kind.NETWORK, False, True): _(
        "A network of diaspora groups of people who live in %(residence)s."
    ),
    (Kind.NETWORK, False, False): _("A network of diaspora groups."),
    (Kind.UNKNOWN, True, True): _("People with roots in %(heritage)s who live in %(residence)s."),
    (Kind.UNKNOWN, True, False): _("People with roots in %(heritage)s."),
    (Kind.UNKNOWN, False, True): _("A diaspora group whose people live in %(residence)s."),
    (Kind.UNKNOWN, False, False): "",
}


# Labels of sectors hold "and" and commas themselves, hence the semicolons.
MAIN_WORK = {
    1: _("Its main work: %(first)s."),
    2: _("Its main work: %(first)s; %(second)s."),
    3: _("Its main work: %(first)s; %(second)s; %(third)s."),
}


def sentences(organization: Organization) -> list[str]:
    """Return what is known of a listing that carries its tags, as one or two sentences."""
    heritage = named_places(organization.heritage_codes)
    residence = named_places(organization.residence_codes)
    who = WHO[organization.kind, bool(heritage), bool(residence)]
    found = [str(who) % {"heritage": heritage, "residence": residence}]
    if sectors := labels(Sector, organization.primary_sector_codes)[: len(MAIN_WORK)]:
        named = dict(zip(("first", "second", "third"), sectors, strict=False))
        found.append(str(MAIN_WORK[len(sectors)]) % named)
    return [sentence for sentence in found if sentence]
