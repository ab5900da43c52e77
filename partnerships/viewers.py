"""Who is looking: the facts of a person that visibility depends on."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from organizations.enums import Status
from organizations.models import Membership
from organizations.viewers import ANONYMOUS, Viewer
from partnerships.enums import PartnerSector
from partnerships.models import Representative


def viewer_for(user: User | AnonymousUser) -> Viewer:
    """Return the viewer that `user` is.

    A member belongs to a published listing or represents a verified partner: signing up alone
    opens nothing. Representing any body of a state, verified or not, closes what is hidden
    from that state. Staff of a country office read the public pages like anybody: the admin shows
    them the groups of their countries, whatever their audience.
    """
    if not user.is_authenticated:
        return ANONYMOUS
    memberships = list(
        Membership.objects.filter(user=user).values_list("organization_id", "organization__status")
    )
    representations = list(
        Representative.objects.filter(user=user).values_list(
            "partner_id",
            "partner__verification",
            "partner__state_countries",
            "partner__sector",
        )
    )
    is_verified_partner = any(state == "verified" for _, state, _, _ in representations)
    return Viewer(
        user_id=user.pk,
        is_curator=user.is_staff and user.has_perm("organizations.all_countries"),
        is_member=is_verified_partner or any(s == Status.PUBLISHED for _, s in memberships),
        is_verified_partner=is_verified_partner,
        is_public_body=any(sector == PartnerSector.PUBLIC for *_, sector in representations),
        organization_ids=frozenset(pk for pk, _ in memberships),
        partner_ids=frozenset(pk for pk, *_ in representations),
        state_countries=frozenset(code for _, _, codes, _ in representations for code in codes),
    )
