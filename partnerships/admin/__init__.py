"""The back office of partners and matching."""

from partnerships.admin import (
    hosting,
    opportunities,
    partners,
    representation,
    runs,
    talks,
    weights,
)

__all__ = ["hosting", "opportunities", "partners", "representation", "runs", "talks", "weights"]
