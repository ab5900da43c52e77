"""Writes: each one function, atomic, keyword-only, `by` for the actor.

`scoring` and `rescoring` load the compiled kernels and are imported by tasks alone.
"""

from partnerships.actions.conversation_reports import (
    handle_conversation_report,
    reopen_conversation_report,
    report_conversation,
)
from partnerships.actions.conversations import (
    block_other_side,
    leave_conversation,
    read_conversation,
    rejoin_conversation,
    send_message,
    unblock_other_side,
)
from partnerships.actions.feedback import give_feedback, take_back_feedback
from partnerships.actions.hosting import (
    answer_terms,
    edit_as_host,
    end_hosting,
    propose_hosting,
    suggest_terms,
    tend_agreements,
)
from partnerships.actions.introductions import (
    accept_introduction,
    ask_for_introduction,
    decline_introduction,
    expire_introductions,
    withdraw_introduction,
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
    "accept_introduction",
    "answer_terms",
    "approve_request",
    "ask_back",
    "ask_for_introduction",
    "ask_to_represent",
    "block_other_side",
    "cancel_match_run",
    "decline_introduction",
    "decline_partner",
    "deny_request",
    "edit_as_host",
    "end_hosting",
    "expire_introductions",
    "give_feedback",
    "handle_conversation_report",
    "leave_conversation",
    "leave_partner",
    "propose_hosting",
    "read_conversation",
    "register_partner",
    "rejoin_conversation",
    "reopen_conversation_report",
    "report_conversation",
    "save_partner_facts",
    "save_registration",
    "send_message",
    "start_match_run",
    "suggest_terms",
    "take_back_feedback",
    "tend_agreements",
    "unblock_other_side",
    "verify_partner",
    "verify_with_people",
    "withdraw_introduction",
    "withdraw_request",
]
