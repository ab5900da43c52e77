"""Curation of the archive, by subject."""

from sessions_archive.admin import editions, people, registrations, sessions

__all__ = ["editions", "people", "registrations", "sessions"]
