"""The work queue of curators."""

from organizations.admin.queue import changes, claims, duplicates, sources
from organizations.admin.queue.registry import Decided, Decision, Source, TooLateError, queue

__all__ = [
    "Decided",
    "Decision",
    "Source",
    "TooLateError",
    "changes",
    "claims",
    "duplicates",
    "queue",
    "sources",
]
