"""The back office of partners and matching."""

from partnerships.admin import partners, runs, weights

__all__ = ["partners", "runs", "weights"]
