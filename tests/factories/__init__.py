"""Things to test with: valid, small, and different each time."""

from tests.factories.organizations import OrganizationFactory, make_listing
from tests.factories.people import StaffFactory, UserFactory

__all__ = ["OrganizationFactory", "StaffFactory", "UserFactory", "make_listing"]
