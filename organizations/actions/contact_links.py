"""Does anybody answer? A link to an address that the group gave, and its answer as evidence.

A link is stored before it is sent, so that none is lost with the broker or the mail server; only a
death between the server's yes and our note of it repeats a letter.
"""

import logging
import uuid as uuids
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from accounts.mail import compose
from accounts.models import User
from organizations.actions.standing import refresh_trust
from organizations.enums import Basis, ContactKind, EvidenceEnd, EvidenceKind
from organizations.models import Contact, ContactLink, Evidence, Organization
from organizations.rules import is_member
from organizations.trust import VALID_FOR

logger = logging.getLogger(__name__)

LIFE = timedelta(days=7)
DAY = timedelta(days=1)
A_DAY = 3  # links of a group, and links that one person asks for
MOST_ATTEMPTS = 8


class TooManyLinksError(Exception):
    """As many links were asked for as a day may bring."""


class LinkTooOldError(Exception):
    """The link has run out, or its address is none of the group's any more."""


@transaction.atomic
def ask_for_link(*, contact: Contact, by: User, language: str) -> ContactLink:
    """Let a link be sent to an e-mail address of one's own listing.

    Raises PermissionDenied for whoever is no member, and TooManyLinksError.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    organization = Organization.objects.select_for_update(no_key=True).get(
        pk=contact.organization_id
    )
    if not is_member(by, organization) or contact.kind != ContactKind.EMAIL:
        raise PermissionDenied
    today = ContactLink.objects.filter(asked_at__gt=timezone.now() - DAY)
    of_group, of_person = today.filter(organization=organization), today.filter(asked_by=by)
    if max(of_group.count(), of_person.count()) >= A_DAY:
        raise TooManyLinksError
    return ContactLink.objects.create(
        organization=organization, address=contact.value, language=language, asked_by=by
    )


def send_links() -> int:
    """Send the links that wait; return how many went. One that fails waits for the next time."""
    sent, tried = 0, set[int]()
    while (outcome := _send_one(tried)) is not None:
        sent += outcome
    return sent


def _send_one(tried: set[int]) -> bool | None:
    """Send one link that is nobody else's now; None where none is left."""
    with transaction.atomic():
        waiting = ContactLink.objects.filter(
            sent_at=None, attempts__lt=MOST_ATTEMPTS, asked_at__gt=timezone.now() - DAY
        )
        row = (
            waiting.exclude(pk__in=tried)
            .select_related("organization")
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("pk")
            .first()
        )
        if row is None:
            return None
        tried.add(row.pk)
        context = {
            "name": row.organization.name,
            "path": reverse("organizations:contact_answer", args=[row.token]),
        }
        try:
            compose(
                stem="organizations/emails/contact_link",
                to=row.address,
                language=row.language,
                context=context,
            ).send()
        except Exception as error:  # the mail server may be back by the next sweep
            logger.warning("contact link %s put off: %s", row.pk, type(error).__name__)
            ContactLink.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
            return False
        ContactLink.objects.filter(pk=row.pk).update(sent_at=timezone.now())
        return True


def link_of(token: uuids.UUID) -> ContactLink:
    """Return the link that a letter carried; raise ContactLink.DoesNotExist or LinkTooOldError."""
    link = ContactLink.objects.select_related("organization").get(token=token)
    address = link.organization.contacts.filter(kind=ContactKind.EMAIL, value=link.address)
    if link.asked_at < timezone.now() - LIFE or not address.exists():
        raise LinkTooOldError
    return link


@transaction.atomic
def answer_link(*, token: uuids.UUID) -> Evidence:
    """Note that somebody answered at the address: a confirmed contact for a year.

    Answering twice is answering once. Raises as link_of does.
    """
    link = link_of(token)
    organization = Organization.objects.select_for_update(no_key=True).get(pk=link.organization_id)
    now = timezone.now()
    record = f"link {link.pk}"
    rows = organization.evidence.filter(kind=EvidenceKind.CONTACT)
    if told := rows.filter(record=record).first():
        return told
    rows.filter(basis=Basis.LINK, ended_at=None).update(ended_at=now, end=EvidenceEnd.RENEWED)
    evidence = Evidence.objects.create(
        organization=organization,
        kind=EvidenceKind.CONTACT,
        basis=Basis.LINK,
        record=record,
        for_name=organization.name,
        given_at=now,
        expires_at=now + VALID_FOR[EvidenceKind.CONTACT],
    )
    refresh_trust([organization.pk])
    return evidence


def forget_links() -> int:
    """Delete links of which nothing can come any more, with the addresses they hold."""
    return ContactLink.objects.filter(asked_at__lt=timezone.now() - 2 * LIFE).delete()[0]
