"""Writes: each one function, atomic, keyword-only, `by` for the actor.

`scoring` and `rescoring` load the compiled kernels and are imported by tasks alone.
"""

from partnerships.actions.feedback import give_feedback, take_back_feedback
from partnerships.actions.partners import decline_partner, save_partner_facts, verify_partner
from partnerships.actions.runs import cancel_match_run, start_match_run

__all__ = [
    "cancel_match_run",
    "decline_partner",
    "give_feedback",
    "save_partner_facts",
    "start_match_run",
    "take_back_feedback",
    "verify_partner",
]
