"""The indicators and milestones of the text in force. `actions/agreed_results.py` writes them
from it, and nothing else does: they change by an amendment that every party accepts.
"""

from decimal import Decimal
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnerships.indicators import TITLE_LENGTH, WORDS_LENGTH, AgreedIndicator, Target
from partnerships.kpis import judged_by_figures
from partnerships.models.partnerships import Partnership
from partnerships.result_enums import Dimension, Measure, ResultType

# Numbers of people, money, percentages with their cents.
DIGITS, PLACES = 14, 2


class AgreedQuerySet(models.QuerySet[models.Model]):
    def agreed(self) -> Self:
        """Keep what the text in force says; what an amendment took out is kept with its values."""
        return self.filter(is_agreed=True)


class Kpi(models.Model):
    """An indicator. `key` is its name in the texts, the same from version to version."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="kpis")
    key = models.UUIDField(editable=False)
    position = models.PositiveSmallIntegerField(_("position"))
    is_agreed = models.BooleanField(_("in the text in force"), default=True)
    title = models.CharField(_("indicator"), max_length=TITLE_LENGTH)
    description = models.TextField(_("what is counted"), max_length=WORDS_LENGTH, blank=True)
    result_type = models.CharField(_("result"), max_length=1, choices=ResultType.choices)
    measure = models.CharField(_("measure"), max_length=1, choices=Measure.choices)
    is_ascending = models.BooleanField(_("more is better"), default=True)
    baseline_year = models.PositiveSmallIntegerField(_("year of the baseline"), null=True)
    baseline_value = models.DecimalField(
        _("baseline"), max_digits=DIGITS, decimal_places=PLACES, null=True
    )
    baseline_comment = models.TextField(
        _("about the baseline"), max_length=WORDS_LENGTH, blank=True
    )
    verification = models.TextField(_("means of verification"), max_length=WORDS_LENGTH, blank=True)
    splits = ArrayField(
        models.CharField(max_length=10, choices=Dimension.choices),
        verbose_name=_("split by"),
        default=list,
    )

    objects: ClassVar[AgreedQuerySet] = AgreedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key"], name="kpi_once_a_partnership"),
            models.CheckConstraint(
                condition=Q(result_type__in=ResultType.values, measure__in=Measure.values),
                name="kpi_codes_known",
            ),
            # IATI 2.03: what is said in words has no value.
            models.CheckConstraint(
                condition=~Q(measure=Measure.QUALITATIVE) | Q(baseline_value=None),
                name="kpi_in_words_without_value",
            ),
            models.CheckConstraint(
                condition=Q(baseline_value=None)
                | (
                    Q(baseline_value__gte=0)
                    & (~Q(measure=Measure.PERCENTAGE) | Q(baseline_value__lte=100))
                ),
                name="kpi_baseline_possible",
            ),
            # Parts sum up to a whole only where something is counted.
            models.CheckConstraint(
                condition=Q(splits__contained_by=Dimension.values)
                & (Q(measure=Measure.UNIT) | Q(splits=[])),
                name="kpi_splits_a_count",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_value(self) -> bool:
        return self.measure != Measure.QUALITATIVE

    @property
    def is_judged_by_figures(self) -> bool:
        return judged_by_figures(self.measure)

    @property
    def agreed(self) -> AgreedIndicator:
        """As the text says it; one query, unless `targets` are fetched already."""
        return AgreedIndicator(
            key=str(self.key),
            title=self.title,
            description=self.description,
            result_type=self.result_type,
            measure=self.measure,
            is_ascending=self.is_ascending,
            baseline_year=self.baseline_year,
            baseline_value=self.baseline_value,
            baseline_comment=self.baseline_comment,
            verification=self.verification,
            splits=tuple(self.splits),
            targets=tuple(Target(row.on, row.value, row.comment) for row in self.targets.all()),
        )


class KpiTarget(models.Model):
    """What is agreed for a day."""

    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="targets")
    on = models.DateField(_("until"))
    value = models.DecimalField(_("target"), max_digits=DIGITS, decimal_places=PLACES, null=True)
    comment = models.TextField(_("in words"), max_length=WORDS_LENGTH, blank=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("on",)
        constraints = [
            models.UniqueConstraint(fields=["kpi", "on"], name="kpi_target_once_a_day"),
            models.CheckConstraint(
                condition=Q(value__gte=Decimal(0)) | (Q(value=None) & Q(comment__regex=r"\S")),
                name="kpi_target_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.comment if self.value is None else self.value}"


class Milestone(models.Model):
    """A step on the way. That it was reached is a fact, which no amendment changes."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="milestones"
    )
    key = models.UUIDField(editable=False)
    position = models.PositiveSmallIntegerField(_("position"))
    is_agreed = models.BooleanField(_("in the text in force"), default=True)
    title = models.CharField(_("milestone"), max_length=TITLE_LENGTH)
    due_on = models.DateField(_("until"))
    reached_on = models.DateField(_("reached on"), null=True)
    reached_for = models.ForeignKey(
        "partnerships.PartnershipParty",
        verbose_name=_("said by"),
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
    )

    objects: ClassVar[AgreedQuerySet] = AgreedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ("due_on", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "key"], name="milestone_once_a_partnership"
            ),
            models.CheckConstraint(
                condition=Q(reached_on=None, reached_for=None)
                | Q(reached_on__isnull=False, reached_for__isnull=False),
                name="milestone_reached_is_said_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.title
