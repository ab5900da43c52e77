"""The back office of partners and matching."""

from partnerships.admin import hosting, partners, representation, runs, talks, weights

__all__ = ["hosting", "partners", "representation", "runs", "talks", "weights"]
