"""Whether all parties see their common work alike, asked after 30 and after 90 days."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.viewers import Viewer
from partnerships.expectations import DAYS, QUESTIONS, SCALE
from partnerships.indicators import WORDS_LENGTH
from partnerships.models.partnerships import Partnership, PartnershipParty
from partnerships.partnership_enums import PartnershipState

LOWEST, HIGHEST = min(SCALE), max(SCALE)


class CheckQuerySet(models.QuerySet["ExpectationCheck"]):
    def shared_with(self, viewer: Viewer) -> Self:
        return self.filter(
            Exists(Partnership.objects.shared_with(viewer).filter(pk=OuterRef("partnership_id")))
        )

    def to_answer_for(self, viewer: Viewer, today: date) -> Self:
        """Keep those that are asked now and that a side of the viewer has not answered."""
        mine = PartnershipParty.objects.of(viewer).joined()
        mine = mine.filter(partnership=OuterRef("partnership"))
        said = ExpectationAnswer.objects.filter(check_of=OuterRef(OuterRef("pk")))
        silent = mine.filter(~Exists(said.filter(party=OuterRef("pk"))))
        return self.filter(
            Exists(silent),
            opened_at=None,
            opens_on__lte=today,
            closes_on__gte=today,
            partnership__state=PartnershipState.ACTIVE,
        )

    def with_answered(self) -> Self:
        """Annotate each with `answered`: the parties, by id, that have given their answers."""
        said = ExpectationAnswer.objects.filter(check_of=OuterRef("pk")).values("party")
        return self.annotate(answered=ArraySubquery(said))


class ExpectationCheck(models.Model):
    """The same questions to every party, each on its own.

    `opened_at` is when the answers were laid side by side: from then on nobody answers any more.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="checks")
    days = models.PositiveSmallIntegerField(_("after days"))
    opens_on = models.DateField(_("asked from"))
    closes_on = models.DateField(_("answered until"))
    asked_at = models.DateTimeField(_("asked"), null=True)
    reminded_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(_("answers opened"), null=True)

    # Filled by `with_answered`.
    answered: list[int]

    objects: ClassVar[CheckQuerySet] = CheckQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("expectation check")
        verbose_name_plural = _("expectation checks")
        ordering = ("opens_on", "pk")
        indexes = [
            models.Index(
                fields=["opens_on"], condition=Q(opened_at=None), name="expectation_check_open"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "days"], name="expectation_check_once"),
            models.CheckConstraint(condition=Q(days__in=DAYS), name="expectation_check_days_known"),
            models.CheckConstraint(
                condition=Q(closes_on__gt=models.F("opens_on")),
                name="expectation_check_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}: {self.days}"


def _step() -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        choices=list(SCALE.items()),
        validators=[MinValueValidator(LOWEST), MaxValueValidator(HIGHEST)],
    )


class ExpectationAnswer(models.Model):
    """What one party says; a column for each of expectations.QUESTIONS."""

    check_of = models.ForeignKey(
        ExpectationCheck,
        verbose_name=_("expectation check"),
        on_delete=models.CASCADE,
        related_name="answers",
    )
    party = models.ForeignKey(PartnershipParty, on_delete=models.CASCADE, related_name="+")
    roles = _step()
    promises = _step()
    voice = _step()
    effort = _step()
    again = _step()
    words = models.TextField(_("what we need"), max_length=WORDS_LENGTH, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("answered"), default=timezone.now)

    class Meta:
        verbose_name = _("answer to an expectation check")
        verbose_name_plural = _("answers to expectation checks")
        ordering = ("party_id",)
        constraints = [
            models.UniqueConstraint(
                fields=["check_of", "party"], name="expectation_answer_once_a_party"
            ),
            # Two sides that one person answers for would always agree.
            models.UniqueConstraint(
                fields=["check_of", "by"], name="expectation_answer_once_a_person"
            ),
            *(
                models.CheckConstraint(
                    condition=Q((f"{question}__gte", LOWEST), (f"{question}__lte", HIGHEST)),
                    name=f"expectation_{question}_on_scale",
                )
                for question in QUESTIONS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} → {self.check_of_id}"

    @property
    def values(self) -> dict[str, int]:
        return {question: getattr(self, question) for question in QUESTIONS}
