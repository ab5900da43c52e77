"""The work queue of curators."""

from organizations.admin.queue import changes, claims, sources
from organizations.admin.queue.registry import Decided, Decision, Source, TooLateError, queue

__all__ = ["Decided", "Decision", "Source", "TooLateError", "changes", "claims", "queue", "sources"]
