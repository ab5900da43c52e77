"""Writes: each one function, atomic, keyword-only, `by` for the actor.

`scoring` and `rescoring` load the compiled kernels and are imported by tasks alone.
"""

from partnerships.actions.agreements import (
    accept,
    add_party,
    decline,
    discard_draft,
    propose,
    remove_party,
    save_draft,
    send_back,
    withdraw,
)
from partnerships.actions.assessments import (
    hold_expression,
    let_go_expression,
    record_outcome,
    save_assessment,
)
from partnerships.actions.coalitions import (
    answer_coalition,
    ask_into_coalition,
    end_coalition,
    propose_coalition,
    start_coalition,
    start_joint_answer,
)
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
from partnerships.actions.expression_groups import (
    answer_request,
    ask_groups,
    go_on_without,
    leave_expression,
)
from partnerships.actions.expressions import (
    decline_outcome,
    note_outcome_read,
    resume_expression,
    save_expression,
    start_expression,
    submit_expression,
    take_back_expression,
    withdraw_expression,
)
from partnerships.actions.feedback import (
    give_feedback,
    take_back_feedback,
)
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
from partnerships.actions.leaving import leave
from partnerships.actions.opportunities import (
    cancel_opportunity,
    close_opportunity,
    decide_opportunity,
    discard_opportunity,
    draft_opportunity,
    extend_deadline,
    missing_facts,
    publish_opportunity,
    save_opportunity,
    start_assessment,
)
from partnerships.actions.opportunity_clock import (
    close_due_opportunities,
    remind_of_deadlines,
)
from partnerships.actions.opportunity_talk import (
    answer_question,
    ask_question,
    decline_invitation,
    invite_groups,
)
from partnerships.actions.partners import (
    decline_partner,
    save_partner_facts,
    verify_partner,
)
from partnerships.actions.partnership_life import (
    agree_to_resume,
    ask_to_close,
    complete,
    end_early,
    put_off_closing,
    reflect,
    suspend,
)
from partnerships.actions.partnerships import (
    start_partnership,
)
from partnerships.actions.publishing import (
    agree_to_summary,
    propose_summary,
    take_back_summary,
    take_down_summary,
)
from partnerships.actions.pursuits import choose_recommendations
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
from partnerships.actions.runs import (
    cancel_match_run,
    start_match_run,
)

__all__ = [
    "accept",
    "accept_introduction",
    "add_party",
    "agree_to_resume",
    "agree_to_summary",
    "answer_coalition",
    "answer_question",
    "answer_request",
    "answer_terms",
    "approve_request",
    "ask_back",
    "ask_for_introduction",
    "ask_groups",
    "ask_into_coalition",
    "ask_question",
    "ask_to_close",
    "ask_to_represent",
    "block_other_side",
    "cancel_match_run",
    "cancel_opportunity",
    "choose_recommendations",
    "close_due_opportunities",
    "close_opportunity",
    "complete",
    "decide_opportunity",
    "decline",
    "decline_introduction",
    "decline_invitation",
    "decline_outcome",
    "decline_partner",
    "deny_request",
    "discard_draft",
    "discard_opportunity",
    "draft_opportunity",
    "edit_as_host",
    "end_coalition",
    "end_early",
    "end_hosting",
    "expire_introductions",
    "extend_deadline",
    "give_feedback",
    "go_on_without",
    "handle_conversation_report",
    "hold_expression",
    "invite_groups",
    "leave",
    "leave_conversation",
    "leave_expression",
    "leave_partner",
    "let_go_expression",
    "missing_facts",
    "note_outcome_read",
    "propose",
    "propose_coalition",
    "propose_hosting",
    "propose_summary",
    "publish_opportunity",
    "put_off_closing",
    "read_conversation",
    "record_outcome",
    "reflect",
    "register_partner",
    "rejoin_conversation",
    "remind_of_deadlines",
    "remove_party",
    "reopen_conversation_report",
    "report_conversation",
    "resume_expression",
    "save_assessment",
    "save_draft",
    "save_expression",
    "save_opportunity",
    "save_partner_facts",
    "save_registration",
    "send_back",
    "send_message",
    "start_assessment",
    "start_coalition",
    "start_expression",
    "start_joint_answer",
    "start_match_run",
    "start_partnership",
    "submit_expression",
    "suggest_terms",
    "suspend",
    "take_back_expression",
    "take_back_feedback",
    "take_back_summary",
    "take_down_summary",
    "tend_agreements",
    "unblock_other_side",
    "verify_partner",
    "verify_with_people",
    "withdraw",
    "withdraw_expression",
    "withdraw_introduction",
    "withdraw_request",
]
