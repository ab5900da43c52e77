"""The back office of partners, matching and common work."""

from partnerships.admin import (
    coalitions,
    hosting,
    opportunities,
    partners,
    partnerships,
    representation,
    results,
    runs,
    talks,
    weights,
)

__all__ = [
    "coalitions",
    "hosting",
    "opportunities",
    "partners",
    "partnerships",
    "representation",
    "results",
    "runs",
    "talks",
    "weights",
]
