"""Words for the codes, and marks around the texts, that a stored notification carries."""

from datetime import date

from django import template
from django.utils.formats import date_format

from organizations.enums import EvidenceKind, Reason, Status

register = template.Library()


@register.filter
def reason_label(code: str) -> str:
    """Return the reason in the reader's language; '' where none was given."""
    return str(Reason(code).label) if code else ""


@register.filter
def day(iso: str) -> str:
    """Write a stored day as the reader's language does."""
    return date_format(date.fromisoformat(iso), "DATE_FORMAT")


@register.filter
def status_label(code: str) -> str:
    """Return the status of a listing in the reader's language."""
    return str(Status(code).label)


@register.filter
def quoted(text: str) -> str:
    """Mark each line as somebody else's, so that none can be taken for ours."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


@register.filter
def evidence_label(kind: str) -> str:
    """Return what kind of evidence it is, in the reader's language."""
    return str(EvidenceKind(kind).label)
