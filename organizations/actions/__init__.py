"""Writes: each one function, atomic, keyword-only, `by` for the actor."""

from organizations.actions.alarms import end_alarm, raise_alarm
from organizations.actions.changes import (
    approve_change,
    decline_change,
    undo_change,
    withdraw_change,
)
from organizations.actions.claims import (
    answer_claim,
    approve_claim,
    choose_facts,
    claim_listing,
    deny_claim,
    revoke_claim,
    withdraw_claim,
)
from organizations.actions.collections import (
    change_reason,
    change_search,
    delete_search,
    keep,
    remove_entry,
    restore_entry,
    save_search,
    stop_digests,
)
from organizations.actions.contact import block_sender, send_message, unblock_sender
from organizations.actions.contact_links import answer_link, ask_for_link
from organizations.actions.duplicates import (
    answer_similar,
    confirm_duplicate,
    find_all_duplicates,
    find_duplicates_of,
    reject_duplicate,
    similar,
)
from organizations.actions.evidence import (
    end_evidence,
    give_evidence,
    keep_evidence,
    reconfirm_evidence,
    record_evidence,
    revoke_evidence,
)
from organizations.actions.freshness import confirm_listing
from organizations.actions.life import take_step, undo_step
from organizations.actions.locks import hold, release
from organizations.actions.merging import merge_listings, undo_merge
from organizations.actions.registration import (
    save_basics,
    save_people,
    save_visibility,
    save_work,
    start_registration,
)
from organizations.actions.reminders import remind_of_ends
from organizations.actions.reports import handle_report, reopen_report, report_listing
from organizations.actions.standing import refresh_all_trust, refresh_trust, review_trust
from organizations.actions.vouches import ask_for_vouch, give_vouch, withdraw_vouch

__all__ = [
    "answer_claim",
    "answer_link",
    "answer_similar",
    "approve_change",
    "approve_claim",
    "ask_for_link",
    "ask_for_vouch",
    "block_sender",
    "change_reason",
    "change_search",
    "choose_facts",
    "claim_listing",
    "confirm_duplicate",
    "confirm_listing",
    "decline_change",
    "delete_search",
    "deny_claim",
    "end_alarm",
    "end_evidence",
    "find_all_duplicates",
    "find_duplicates_of",
    "give_evidence",
    "give_vouch",
    "handle_report",
    "hold",
    "keep",
    "keep_evidence",
    "merge_listings",
    "raise_alarm",
    "reconfirm_evidence",
    "record_evidence",
    "refresh_all_trust",
    "refresh_trust",
    "reject_duplicate",
    "release",
    "remind_of_ends",
    "remove_entry",
    "reopen_report",
    "report_listing",
    "restore_entry",
    "review_trust",
    "revoke_claim",
    "revoke_evidence",
    "save_basics",
    "save_people",
    "save_search",
    "save_visibility",
    "save_work",
    "send_message",
    "similar",
    "start_registration",
    "stop_digests",
    "take_step",
    "unblock_sender",
    "undo_change",
    "undo_merge",
    "undo_step",
    "withdraw_change",
    "withdraw_claim",
    "withdraw_vouch",
]
