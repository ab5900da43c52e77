"""Writes: each one function, atomic, keyword-only, `by` for the actor."""

from organizations.actions.contact import block_sender, send_message, unblock_sender
from organizations.actions.life import take_step
from organizations.actions.registration import (
    save_basics,
    save_people,
    save_visibility,
    save_work,
    start_registration,
)
from organizations.actions.reports import handle_reports, report_listing

__all__ = [
    "block_sender",
    "handle_reports",
    "report_listing",
    "save_basics",
    "save_people",
    "save_visibility",
    "save_work",
    "send_message",
    "start_registration",
    "take_step",
    "unblock_sender",
]
