"""What a reader keeps for herself: groups with her reasons, and searches to come back to."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import Digest
from organizations.models.organization import Organization
from organizations.viewers import Viewer

REASON_LENGTH = 1_000
SEARCH_NAME_LENGTH = 100
# Fits an index row; some fifty choices beside a text in any script.
SAVED_QUERY_LENGTH = 2_000


class ShortlistQuerySet(models.QuerySet["ShortlistEntry"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Keep the viewer's own entries whose listing she may see now.

        An entry whose listing was closed to her since stays stored and shows nowhere; it comes
        back if the listing does.
        """
        listings = Organization.objects.visible_to(viewer).published()
        return self.filter(user=viewer.user_id, organization__in=listings)

    def kept(self) -> Self:
        return self.filter(removed_at=None)


class ShortlistEntry(models.Model):
    """A group that somebody keeps, and why. The last one removed can be taken back."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shortlist_entries"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="shortlist_entries"
    )
    reason = models.CharField(_("reason"), max_length=REASON_LENGTH, blank=True)
    created_at = models.DateTimeField(_("kept"), default=timezone.now, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, editable=False)

    objects: ClassVar[ShortlistQuerySet] = ShortlistQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("entry of a shortlist")
        verbose_name_plural = _("entries of shortlists")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="shortlist_entry_once"),
            # What was removed is gone when the next one is removed: notes do not pile up unseen.
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(removed_at__isnull=False),
                name="shortlist_one_removed_entry",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def due(self) -> Self:
        """Searches whose owner is owed a digest by now."""
        return self.filter(next_digest_at__lte=timezone.now(), user__is_active=True)


class SavedSearch(models.Model):
    """A search by name, and how often its owner wants to hear of groups new in it.

    `query` is the address's query string, with known parameters only and always in one order.
    `told` holds the listings that its owner has seen or was told of, as a serialized bitmap of
    their numbers: whatever fits and is not in it is new. So a digest depends on no clock and
    misses nothing that was stored late, opened later, or came to fit by an edit.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(_("name"), max_length=SEARCH_NAME_LENGTH)
    query = models.CharField(_("search"), max_length=SAVED_QUERY_LENGTH, blank=True, editable=False)
    digest = models.CharField(
        _("e-mail about new groups"), max_length=6, choices=Digest.choices, default=Digest.WEEKLY
    )
    created_at = models.DateTimeField(_("saved"), default=timezone.now, editable=False)
    next_digest_at = models.DateTimeField(_("next e-mail"), null=True, editable=False)
    told = models.BinaryField(default=bytes, editable=False)

    objects: ClassVar[SavedSearchQuerySet] = SavedSearchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(
                fields=["next_digest_at"],
                condition=Q(next_digest_at__isnull=False),
                name="saved_search_due",
            ),
        ]
        constraints = [
            # Saving the same search again changes the first one.
            models.UniqueConstraint(fields=["user", "query"], name="saved_search_once"),
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="saved_search_has_name"),
            models.CheckConstraint(
                condition=Q(digest__in=Digest.values), name="saved_search_digest_known"
            ),
            models.CheckConstraint(
                condition=Q(digest=Digest.NEVER, next_digest_at=None)
                | (~Q(digest=Digest.NEVER) & Q(next_digest_at__isnull=False)),
                name="saved_search_due_unless_never",
            ),
        ]

    def __str__(self) -> str:
        return self.name
