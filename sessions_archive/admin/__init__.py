"""Curation of the archive, by subject."""

from sessions_archive.admin import editions, people, sessions

__all__ = ["editions", "people", "sessions"]
