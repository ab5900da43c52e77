from organizations.models.codelists import (
    Generation,
    Language,
    Place,
    Role,
    Sector,
    SupportType,
)
from organizations.models.details import (
    Contact,
    OrganizationGeneration,
    OrganizationIdentifier,
    OrganizationName,
    OrganizationPlace,
    OrganizationSector,
    OrganizationSupport,
)
from organizations.models.membership import Membership, StatusChange
from organizations.models.organization import Organization, OrganizationDescription
from organizations.models.search import SearchDocument, SearchWord

__all__ = [
    "Contact",
    "Generation",
    "Language",
    "Membership",
    "Organization",
    "OrganizationDescription",
    "OrganizationGeneration",
    "OrganizationIdentifier",
    "OrganizationName",
    "OrganizationPlace",
    "OrganizationSector",
    "OrganizationSupport",
    "Place",
    "Role",
    "SearchDocument",
    "SearchWord",
    "Sector",
    "StatusChange",
    "SupportType",
]
