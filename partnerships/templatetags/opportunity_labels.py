"""Codes of calls in the reader's words."""

from django import template

from partnerships.opportunity_enums import CancelReason, OutcomeReason

register = template.Library()


@register.filter
def cancel_reason(code: str) -> str:
    return str(CancelReason(code).label)


@register.filter
def outcome_reason(code: str) -> str:
    return str(OutcomeReason(code).label)
