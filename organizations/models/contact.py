"""Messages that readers send to a group through the portal, which shows no address."""

import uuid

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models.organization import Organization

MESSAGE_LENGTH = 2_000


class ContactMessage(models.Model):
    """What somebody wrote to a group. It goes when its sender or the listing goes."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.CASCADE,
        related_name="contact_messages",
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sender"),
        on_delete=models.CASCADE,
        related_name="contact_messages",
    )
    signature = models.CharField(_("signed as"), max_length=120)
    text = models.TextField(_("message"), validators=[MaxLengthValidator(MESSAGE_LENGTH)])
    # Empty unless the sender chose to show an address: what is not meant for the group is not kept.
    reply_to = models.EmailField(_("address shown to the group"), blank=True)
    created_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("message to a group")
        verbose_name_plural = _("messages to groups")
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["sender", "-created_at"], name="contact_by_sender"),
            models.Index(fields=["organization", "-created_at"], name="contact_by_listing"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(text__regex=r"\S"), name="contact_message_has_text"),
            models.CheckConstraint(
                condition=Q(signature__regex=r"\S"), name="contact_message_is_signed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signature} – {self.organization}"


class ContactBlock(models.Model):
    """A person whose messages a group does not take; without a group, nobody takes them."""

    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contact_blocks",
        help_text=_("Leave it empty to stop this person's messages to every group."),
    )
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sender"),
        on_delete=models.CASCADE,
        related_name="contact_blocks",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("blocked sender")
        verbose_name_plural = _("blocked senders")
        ordering = ("-created_at", "-pk")
        constraints = [
            # Two rows would mean that taking one away changes nothing.
            models.UniqueConstraint(
                fields=["organization", "sender"], nulls_distinct=False, name="contact_block_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.sender)
