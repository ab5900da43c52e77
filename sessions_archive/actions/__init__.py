"""Writes of the archive: each one transaction, each says by whom."""

from sessions_archive.actions.entry import save_session
from sessions_archive.actions.insights import publish_notes
from sessions_archive.actions.presence import arrange_needs, take_attendance
from sessions_archive.actions.publication import publish_session, withdraw_session
from sessions_archive.actions.registration import (
    Answers,
    cancel_registration,
    change_answers,
    fill_places,
    register,
)
from sessions_archive.actions.reminders import send_reminders
from sessions_archive.actions.removals import ask_for_removal, decide_removal
from sessions_archive.actions.schedule import cancel_session, note_changes

__all__ = [
    "Answers",
    "arrange_needs",
    "ask_for_removal",
    "cancel_registration",
    "cancel_session",
    "change_answers",
    "decide_removal",
    "fill_places",
    "note_changes",
    "publish_notes",
    "publish_session",
    "register",
    "save_session",
    "send_reminders",
    "take_attendance",
    "withdraw_session",
]
