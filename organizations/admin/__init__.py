"""The back office of the directory."""

from organizations.admin import codelists, listing

__all__ = ["codelists", "listing"]
