"""Things to test with: valid, small, and different each time."""

from tests.factories.evidence import make_known, speak_for
from tests.factories.introductions import make_conversation, make_introduction
from tests.factories.opportunities import make_expression, make_opportunity
from tests.factories.organizations import OrganizationFactory, make_listing
from tests.factories.partnerships import PartnerFactory, make_partner, make_public_body
from tests.factories.people import StaffFactory, UserFactory

__all__ = [
    "OrganizationFactory",
    "PartnerFactory",
    "StaffFactory",
    "UserFactory",
    "make_conversation",
    "make_expression",
    "make_introduction",
    "make_known",
    "make_listing",
    "make_opportunity",
    "make_partner",
    "make_public_body",
    "speak_for",
]
