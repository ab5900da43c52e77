"""The back office of partners and matching."""

from partnerships.admin import partners, runs

__all__ = ["partners", "runs"]
