"""The back office of the directory."""

from organizations.admin import codelists, contact, listing, reports

__all__ = ["codelists", "contact", "listing", "reports"]
