"""Writes: each one function, atomic, keyword-only, `by` for the actor.

`scoring` and `rescoring` load the compiled kernels and are imported by tasks alone.
"""

from partnerships.actions.feedback import give_feedback, take_back_feedback
from partnerships.actions.hosting import (
    answer_terms,
    edit_as_host,
    end_hosting,
    propose_hosting,
    suggest_terms,
    tend_agreements,
)
from partnerships.actions.partners import decline_partner, save_partner_facts, verify_partner
from partnerships.actions.representation import (
    approve_request,
    ask_back,
    ask_to_represent,
    deny_request,
    leave_partner,
    register_partner,
    save_registration,
    verify_with_people,
    withdraw_request,
)
from partnerships.actions.runs import cancel_match_run, start_match_run

__all__ = [
    "answer_terms",
    "approve_request",
    "ask_back",
    "ask_to_represent",
    "cancel_match_run",
    "decline_partner",
    "deny_request",
    "edit_as_host",
    "end_hosting",
    "give_feedback",
    "leave_partner",
    "propose_hosting",
    "register_partner",
    "save_partner_facts",
    "save_registration",
    "start_match_run",
    "suggest_terms",
    "take_back_feedback",
    "tend_agreements",
    "verify_partner",
    "verify_with_people",
    "withdraw_request",
]
