"""Curation of the archive, by subject."""

from sessions_archive.admin import editions, formed, people, registrations, sessions

__all__ = ["editions", "formed", "people", "registrations", "sessions"]
