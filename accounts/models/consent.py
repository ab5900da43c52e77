"""What a person agreed to, in which words, and until when."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import ABOUT_ONE, Purpose


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> "ConsentQuerySet":
        """Given, and not withdrawn since."""
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """One yes to one version of one text. Withdrawn, never deleted: it proves both moments."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="consents",
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    text_version = models.CharField(_("version of the text"), max_length=20)
    # What it is about where that is one thing among many: the session that one is recorded at.
    about = models.UUIDField(_("about"), null=True, blank=True)
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects: ClassVar = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("-given_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="consent_purpose_known"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_given",
            ),
            # Nobody agrees once and for all to be shown: each session is asked about.
            models.CheckConstraint(
                condition=Q(purpose__in=ABOUT_ONE, about__isnull=False)
                | (~Q(purpose__in=ABOUT_ONE) & Q(about=None)),
                name="consent_about_what_it_needs",
            ),
            # Saying yes twice to the same text is one yes.
            models.UniqueConstraint(
                fields=["user", "purpose", "text_version", "about"],
                condition=Q(withdrawn_at=None),
                nulls_distinct=False,
                name="consent_once_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.text_version})"
