"""The back office of the directory."""

from organizations.admin import (
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
