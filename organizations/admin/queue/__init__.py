"""The work queue of curators."""

from organizations.admin.queue import changes, claims, duplicates, sources
from organizations.admin.queue.errands import Errand, errands
from organizations.admin.queue.registry import Decided, Decision, Source, TooLateError, queue

__all__ = [
    "Decided",
    "Decision",
    "Errand",
    "Source",
    "TooLateError",
    "changes",
    "claims",
    "duplicates",
    "errands",
    "queue",
    "sources",
]
