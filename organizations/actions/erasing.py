"""Erasing a listing, with everything that tells of it.

Where others share a record with the group (an agreement, an answer to a call), its row must stay;
then it stays empty, under another number: no name, no words, no people.
"""

import json
import uuid
from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import ProtectedError, Q
from django.db.models.functions import Cast

from accounts.enums import ErasedKind
from accounts.models import Notification, User
from accounts.rights.ledger import RESTORED, because, note_erasure
from accounts.staff_log import forget_record, going_with, note
from organizations.enums import Audience, Source, Status
from organizations.models import Organization, SearchDocument, SearchWord
from organizations.models.history import erase as erase_history
from organizations.rules import Person, is_in_her_hands
from organizations.search.documents import forget
from organizations.search.normalize import words
from organizations.search.vocabulary import learn_code_lists
from organizations.signals import listing_changed

ASKED = "asked for it"
EMPTY_NAME = "–"
LEAD = "organizations.lead_curation"
# What an emptied listing keeps: its key, and what the database itself writes.
KEPT = frozenset({"id", "uuid", "slug", "trust_level", "created_at", "updated_at"})


def can_erase(user: Person, organization: Organization) -> bool:
    """A lead curator, never of a group she belongs to."""
    return user.has_perm(LEAD) and is_in_her_hands(user, organization)


@transaction.atomic
def erase_listing(*, organization_id: int, by: User) -> bool:
    """Erase a listing on request; return whether its row is gone, not only empty.

    Raises PermissionDenied.
    """
    listing = Organization.objects.select_for_update().get(pk=organization_id)
    if not can_erase(by, listing):
        raise PermissionDenied
    with because(ASKED):
        is_gone = _erase(listing)
    # Noted about nothing: the log must not keep the name.
    note(by=by, about=by, what="erase_listing")
    return is_gone


@transaction.atomic
def erase_again(organization_id: int) -> None:
    """Erase what a backup brought back."""
    with because(RESTORED):
        _erase(Organization.objects.select_for_update().get(pk=organization_id))


def _erase(listing: Organization) -> bool:
    names = [listing.name, *listing.names.values_list("name", flat=True)]
    _forget_letters(listing)
    forget_record(listing)
    if listing.logo:
        transaction.on_commit(partial(default_storage.delete, str(listing.logo.name)))
    try:
        with transaction.atomic():
            Organization.objects.get(pk=listing.pk).delete()
        is_gone = True
    except ProtectedError:
        _empty(listing)
        is_gone = False
    _forget_words(names)
    return is_gone


def _forget_words(names: list[str]) -> None:
    """Take out of the search's vocabulary what no other name has; a later text brings it back."""
    gone = {word for name in names for word in words(name)}
    listed = SearchDocument.objects.filter(name_words__overlap=sorted(gone))
    used = {word for row in listed.values_list("name_words", flat=True) for word in row}
    SearchWord.objects.filter(word__in=gone - used).delete()
    learn_code_lists()


def _empty(listing: Organization) -> None:
    """Take everything out of a listing that others still lean on."""
    note_erasure(ErasedKind.LISTING, listing.uuid)
    for _model, rows in going_with(listing):
        rows.delete()
    for field in Organization._meta.concrete_fields:
        if field.name not in KEPT:
            setattr(listing, field.name, field.get_default())
    # Sectors and places have a table of their own, which is among the rows above.
    for name in ("networks", "roles", "languages"):
        getattr(listing, name).clear()
    listing.uuid, listing.name = uuid.uuid4(), EMPTY_NAME
    listing.slug = f"erased-{listing.uuid.hex}"
    listing.status, listing.audience = Status.ARCHIVED, Audience.IOM
    listing.source = Source.IMPORTED
    listing.is_open_to_matching = False
    listing.save()
    erase_history(listing.pk)
    forget(listing.pk)
    transaction.on_commit(
        partial(listing_changed.send_robust, Organization, organization_id=listing.pk)
    )


def _forget_letters(listing: Organization) -> None:
    """Delete entries of inboxes, and letters not sent yet, that name the group or lead to it."""
    said = Notification.objects.annotate(said=Cast("context", models.TextField()))
    said.filter(
        Q(said__contains=json.dumps(listing.name, ensure_ascii=False))
        | Q(said__contains=f"/organizations/{listing.slug}/")
        | Q(said__contains=str(listing.uuid))
    ).delete()
