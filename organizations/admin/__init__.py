"""The back office of the directory."""

from organizations.admin import (
    claims,
    codelists,
    contact,
    duplicates,
    evidence,
    imports,
    listing,
    merging,
    reports,
    scoping,
)

__all__ = [
    "claims",
    "codelists",
    "contact",
    "duplicates",
    "evidence",
    "imports",
    "listing",
    "merging",
    "reports",
    "scoping",
]
