"""What each kind of staff may do in the admin. The groups are made from here, and only here.

Whoever lacks "all_countries" works for the groups of her countries alone (CuratorCountry).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction

APPS = ("organizations", "partnerships", "sessions_archive")
CODE_LISTS = ("place", "sector", "role", "generation", "supporttype", "language")
# What belongs to a listing, and goes when a curator corrects it.
DETAILS = (
    "organizationname",
    "organizationsector",
    "organizationplace",
    "organizationgeneration",
    "organizationsupport",
    "organizationdescription",
    "organizationidentifier",
    "contact",
    "membership",
    "contactblock",
)


@dataclass(frozen=True)
class Role:
    """A group of staff: the apps it may see and change, and rights beyond that."""

    name: str
    sees: tuple[str, ...] = APPS
    changes: tuple[str, ...] = ()
    rights: frozenset[str] = field(default_factory=frozenset)


CURATE = frozenset({"curate_organization", *(f"delete_{model}" for model in DETAILS)})
LEAD = frozenset(
    {
        "lead_curation",
        "view_logentry",
        "view_transfer",
        "view_erasure",
        "delete_curatorcountry",
        *(f"{verb}_curatorcountry" for verb in ("add", "change")),
        *(f"change_{model}" for model in CODE_LISTS),
    }
)
EVERYWHERE = frozenset({"all_countries"})

VIEWER = Role("Viewer", rights=EVERYWHERE)
CURATOR = Role("Curator", changes=APPS, rights=CURATE | EVERYWHERE)
LEAD_CURATOR = Role("Lead curator", changes=APPS, rights=CURATE | LEAD | EVERYWHERE)
COUNTRY_OFFICE = Role(
    "Country-office curator",
    sees=("organizations",),
    changes=("organizations",),
    rights=CURATE,
)
ROLES = (VIEWER, CURATOR, LEAD_CURATOR, COUNTRY_OFFICE)

# Not changed with the rest of an app: lists of the standards, and who works where.
APART = frozenset(f"{verb}_{model}" for model in (*CODE_LISTS, "curatorcountry")
                  for verb in ("add", "change"))  # fmt: skip


@transaction.atomic
def set_up_roles() -> list[Group]:
    """Make the groups what this table says, whatever they were; return them."""
    return [_group(role) for role in ROLES]


def _group(role: Role) -> Group:
    group, _ = Group.objects.get_or_create(name=role.name)
    group.permissions.set(_permissions(role))
    return group


def _permissions(role: Role) -> Iterable[Permission]:
    for permission in Permission.objects.filter(
        content_type__app_label__in=(*APPS, "admin")
    ).select_related("content_type"):
        app, code = permission.content_type.app_label, permission.codename
        verb = code.partition("_")[0]
        if (
            code in role.rights
            or (verb == "view" and app in role.sees)
            or (verb in ("add", "change") and app in role.changes and code not in APART)
        ):
            yield permission
