"""How soon IOM answers, in days: what groups and readers are told, and what the queue counts by."""

REVIEW_DAYS = 7
CHANGE_DAYS = 5
REPORT_DAYS = 3
CLAIM_DAYS = 7
DUPLICATE_DAYS = 14
