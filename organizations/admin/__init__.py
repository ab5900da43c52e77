"""The back office of the directory."""

from organizations.admin import codelists, contact, imports, listing, reports

__all__ = ["codelists", "contact", "imports", "listing", "reports"]
