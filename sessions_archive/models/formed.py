"""Groups that came together at a session."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from sessions_archive.models.session import ExchangeSession


class GroupFormed(models.Model):
    """A listing of the directory that exists since a session; staff notes it.

    Who reads of it is for the listing to say: pages ask through its own door.
    """

    session = models.ForeignKey(
        ExchangeSession,
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        related_name="groups_formed",
    )
    organization = models.ForeignKey(
        Organization,
        verbose_name=_("group"),
        on_delete=models.CASCADE,
        related_name="formed_at",
    )
    basis = models.CharField(
        _("how it is known"),
        max_length=200,
        blank=True,
        help_text=_("Such as: the group said so when it registered. Only IOM staff reads it."),
    )

    class Meta:
        verbose_name = _("group formed at a session")
        verbose_name_plural = _("groups formed at a session")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["session", "organization"], name="group_formed_once_a_session"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} – {self.session_id}"
