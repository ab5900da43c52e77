"""What readers tell IOM about a listing."""

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import ReportKind
from organizations.models.organization import Organization

REPORT_LENGTH = 2_000


class ListingReport(models.Model):
    """A problem or a duplicate, told by anybody who may see the listing."""

    organization = models.ForeignKey(
        Organization,
        verbose_name=_("organization"),
        on_delete=models.CASCADE,
        related_name="reports",
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ReportKind.choices)
    text = models.TextField(
        _("what is wrong"), blank=True, validators=[MaxLengthValidator(REPORT_LENGTH)]
    )
    # As it was typed: looking it up would tell the reader whether such a listing exists.
    duplicate_of = models.CharField(_("duplicate of"), max_length=300, blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="listing_reports",
    )
    reply_to = models.EmailField(_("address for an answer"), blank=True)
    # Whence it came, as a pseudonym that changes every day: enough to count, not to trace.
    origin = models.CharField(max_length=32, editable=False)
    created_at = models.DateTimeField(_("reported"), default=timezone.now, editable=False)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        # What waits comes first, and danger before anything else that waits.
        ordering = (
            F("handled_at").asc(nulls_first=True),
            Case(When(kind=ReportKind.DANGER, then=0), default=1),
            "-created_at",
            "-pk",
        )
        indexes = [models.Index(fields=["origin", "-created_at"], name="report_by_origin")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="report_kind_known"
            ),
            # "Somebody is in danger" without a word of who or why helps nobody.
            models.CheckConstraint(
                condition=Q(kind__in=(ReportKind.NOT_DIASPORA, ReportKind.SPAM))
                | Q(text__regex=r"\S")
                | Q(kind=ReportKind.DUPLICATE, duplicate_of__regex=r"\S"),
                name="report_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.organization}"
