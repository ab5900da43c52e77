"""The kinds of readers that a group may want to look at its page as. Pure."""

from django.utils.translation import gettext_lazy as _

from organizations.viewers import Viewer

# Whom a reader can be taken for, from the widest circle to the narrowest.
PUBLIC, MEMBER, PARTNER, STATE, IOM = "public", "member", "partner", "state", "iom"
VIEWERS = {
    PUBLIC: Viewer(),
    MEMBER: Viewer(is_member=True),
    PARTNER: Viewer(is_member=True, is_verified_partner=True),
    IOM: Viewer(is_curator=True),
}
LABELS = {
    PUBLIC: _("Everyone"),
    MEMBER: _("Members of the portal"),
    PARTNER: _("Partners verified by IOM"),
    IOM: _("IOM"),
}


def public_body_of(country: str) -> Viewer:
    """Return a verified public body of this country's state (ISO 3166-1 alpha-2)."""
    return Viewer(is_member=True, is_verified_partner=True, state_countries=frozenset({country}))
