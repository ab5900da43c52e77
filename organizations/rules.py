"""Who may do what, as small named predicates."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from organizations import codebook
from organizations.delegates import edits_facts
from organizations.enums import MembershipRole, Status
from organizations.models import CuratorCountry, Membership, Organization, OrganizationPlace
from organizations.models.queries import OrganizationQuerySet
from organizations.viewers import Viewer

Person = User | AnonymousUser

# An imported file may hold listings of any country.
IMPORT = [
    "organizations.add_organization",
    "organizations.change_organization",
    "organizations.all_countries",
]
EDITABLE = frozenset({Status.DRAFT, Status.CHANGES_REQUESTED, Status.PUBLISHED})


def is_member(user: Person, organization: Organization) -> bool:
    return _memberships(user, organization).exists()


def can_edit(user: Person, organization: Organization) -> bool:
    """Members edit their listing, except while IOM looks at it or has taken it down."""
    return organization.status in EDITABLE and is_member(user, organization)


def can_edit_facts(user: Person, organization: Organization) -> bool:
    """Members, and whomever the published group lets keep its people and its work right."""
    return can_edit(user, organization) or (
        organization.status == Status.PUBLISHED
        and isinstance(user, User)
        and edits_facts(user, organization)
    )


def can_set_visibility(user: Person, organization: Organization) -> bool:
    """Members say who may see their listing; while its alarm is raised, nobody may."""
    return organization.alarmed_at is None and can_edit(user, organization)


def needs_review(organization: Organization) -> bool:
    """What people know a published group by changes only after a look by IOM."""
    return organization.status == Status.PUBLISHED


def can_take_step(user: Person, organization: Organization) -> bool:
    """Owners submit their listing and take it back."""
    return _memberships(user, organization).filter(role=MembershipRole.OWNER).exists()


def can_curate(user: Person, organization: Organization) -> bool:
    """Curators decide about listings, never about a group they belong to."""
    return user.has_perm("organizations.curate_organization") and is_in_her_hands(
        user, organization
    )


def is_in_her_hands(user: Person, organization: Organization) -> bool:
    """Staff work on any listing of their part of the world but those of their own groups."""
    return (
        user.is_active
        and user.is_staff
        and not is_member(user, organization)
        and _is_in_scope(user, organization)
    )


def in_scope(listings: OrganizationQuerySet, user: Person) -> OrganizationQuerySet:
    """Keep the listings of groups that come from, live in or work in the curator's countries.

    A curator of all countries keeps all; one without any country, none.
    """
    if user.has_perm("organizations.all_countries"):
        return listings
    return listings.filter(pk__in=_links_to_her_places(user).values("organization_id"))


def _is_in_scope(user: Person, organization: Organization) -> bool:
    if user.has_perm("organizations.all_countries"):
        return True
    return _links_to_her_places(user).filter(organization=organization).exists()


def _links_to_her_places(user: Person) -> QuerySet[OrganizationPlace]:
    places = CuratorCountry.objects.filter(user=user.pk).values_list("place_id", flat=True)
    codes = {code for place in places for code in codebook.within(place)}
    return OrganizationPlace.objects.filter(place_id__in=codes)


def can_read_queue(user: Person) -> bool:
    """Staff who may see listings see what waits, too."""
    return user.is_active and user.is_staff and user.has_perm("organizations.view_organization")


def can_undo(user: Person, organization: Organization, decided_by: int | None) -> bool:
    """A curator takes her own decision back; a lead curator anybody's."""
    return can_curate(user, organization) and (
        user.pk == decided_by or user.has_perm("organizations.lead_curation")
    )


def can_import(user: Person) -> bool:
    """Whoever may add and change listings one by one may do so by file."""
    return user.is_active and user.is_staff and user.has_perms(IMPORT)


def must_give_reason(viewer: Viewer) -> bool:
    """Whoever acts for a state records why she keeps a group: it is how the body chose."""
    return bool(viewer.state_countries)


def _memberships(user: Person, organization: Organization) -> QuerySet[Membership]:
    if not user.is_authenticated:
        return Membership.objects.none()
    return Membership.objects.filter(user=user, organization=organization)
