"""Writes: each one function, atomic, keyword-only, `by` for the actor.

`scoring` and `rescoring` load the compiled kernels and are imported by tasks alone.
"""

from partnerships.actions.partners import decline_partner, verify_partner
from partnerships.actions.runs import cancel_match_run, start_match_run

__all__ = ["cancel_match_run", "decline_partner", "start_match_run", "verify_partner"]
