"""Writes about a person."""

from django.utils import timezone

from accounts.enums import Purpose
from accounts.models import Consent, User


def record_consent(*, user: User, purpose: Purpose, text_version: str) -> Consent:
    """Store that `user` says yes to this version of the text; a second yes changes nothing."""
    consent, _ = Consent.objects.get_or_create(
        user=user, purpose=purpose, text_version=text_version, withdrawn_at=None
    )
    return consent


def withdraw_consent(*, user: User, purpose: Purpose) -> int:
    """Store that `user` takes every yes to `purpose` back; return how many there were."""
    return (
        Consent.objects.in_force()
        .filter(user=user, purpose=purpose)
        .update(withdrawn_at=timezone.now())
    )
