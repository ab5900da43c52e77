"""The back office of partners and matching."""

from partnerships.admin import partners, representation, runs, weights

__all__ = ["partners", "representation", "runs", "weights"]
