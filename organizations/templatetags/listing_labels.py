"""Words for the codes that a stored notification carries."""

from django import template

from organizations.enums import Reason

register = template.Library()


@register.filter
def reason_label(code: str) -> str:
    """Return the reason in the reader's language; '' where none was given."""
    return str(Reason(code).label) if code else ""
