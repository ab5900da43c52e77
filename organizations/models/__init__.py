from organizations.models.alarms import Alarm
from organizations.models.claims import Claim
from organizations.models.codelists import (
    Generation,
    Language,
    Place,
    Role,
    Sector,
    SupportType,
)
from organizations.models.collections import SavedSearch, ShortlistEntry
from organizations.models.contact import ContactBlock, ContactMessage
from organizations.models.curation import CuratorCountry, PendingChange, WorkLock
from organizations.models.details import (
    Contact,
    OrganizationGeneration,
    OrganizationIdentifier,
    OrganizationName,
    OrganizationPlace,
    OrganizationSector,
    OrganizationSupport,
)
from organizations.models.duplicates import DuplicateCandidate, DuplicateKeys
from organizations.models.evidence import ContactLink, Evidence, VouchRequest
from organizations.models.freshness import ConfirmationLetter
from organizations.models.imports import ListingImport
from organizations.models.membership import Membership, StatusChange
from organizations.models.merging import MergeRecord
from organizations.models.organization import Organization, OrganizationDescription
from organizations.models.reports import ListingReport
from organizations.models.search import SearchDocument, SearchWord

__all__ = [
    "TRACKED",
    "Alarm",
    "Claim",
    "ConfirmationLetter",
    "Contact",
    "ContactBlock",
    "ContactLink",
    "ContactMessage",
    "CuratorCountry",
    "DuplicateCandidate",
    "DuplicateKeys",
    "Evidence",
    "Generation",
    "Language",
    "ListingImport",
    "ListingReport",
    "Membership",
    "MergeRecord",
    "Organization",
    "OrganizationDescription",
    "OrganizationGeneration",
    "OrganizationIdentifier",
    "OrganizationName",
    "OrganizationPlace",
    "OrganizationSector",
    "OrganizationSupport",
    "PendingChange",
    "Place",
    "Role",
    "SavedSearch",
    "SearchDocument",
    "SearchWord",
    "Sector",
    "ShortlistEntry",
    "StatusChange",
    "SupportType",
    "VouchRequest",
    "WorkLock",
]

# What makes up a listing: each of these tables has a history.
TRACKED = (
    Organization,
    OrganizationName,
    OrganizationDescription,
    OrganizationPlace,
    OrganizationSector,
    OrganizationGeneration,
    OrganizationSupport,
    OrganizationIdentifier,
    Contact,
    Membership,
)
