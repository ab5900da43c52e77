"""Writes: each one function, atomic, keyword-only, `by` for the actor."""

from organizations.actions.life import take_step
from organizations.actions.registration import (
    save_basics,
    save_people,
    save_visibility,
    save_work,
    start_registration,
)

__all__ = [
    "save_basics",
    "save_people",
    "save_visibility",
    "save_work",
    "start_registration",
    "take_step",
]
