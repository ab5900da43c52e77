"""The back office of the directory."""

from organizations.admin import codelists, contact, evidence, imports, listing, reports

__all__ = ["codelists", "contact", "evidence", "imports", "listing", "reports"]
