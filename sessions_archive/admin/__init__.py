"""Curation of the archive, by subject."""

from sessions_archive.admin import (
    editions,
    formed,
    insights,
    people,
    queue,
    registrations,
    sessions,
)

__all__ = ["editions", "formed", "insights", "people", "queue", "registrations", "sessions"]
