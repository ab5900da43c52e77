"""How soon IOM answers those who ask to be verified, in days."""

VERIFY_DAYS = 7
