"""What parties report: in words, in values, and with what speaks for them."""

import uuid
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Cast, JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.viewers import Viewer
from partnerships.attachments import NAME_LENGTH
from partnerships.indicators import WORDS_LENGTH
from partnerships.kpis import Part
from partnerships.models.hosting import ByHost
from partnerships.models.kpis import DIGITS, PLACES, Kpi
from partnerships.models.partnerships import Partnership, PartnershipParty
from partnerships.partnership_enums import PartnershipState
from partnerships.reporting import WRITABLE, Period, standing
from partnerships.result_enums import Dimension, Progress, ReportState, Standing

NARRATIVE_LENGTH = 3_000
CATEGORY_LENGTH = 20


class ReportQuerySet(models.QuerySet["Report"]):
    def shared_with(self, viewer: Viewer) -> Self:
        """Keep those of partnerships in which the viewer speaks for a party that has joined."""
        return self.filter(
            Exists(Partnership.objects.shared_with(viewer).filter(pk=OuterRef("partnership_id")))
        )

    def to_write(self) -> Self:
        """Those that somebody has still to send, of partnerships that go on."""
        return self.filter(state__in=WRITABLE, partnership__state=PartnershipState.ACTIVE)

    def to_write_for(self, viewer: Viewer, today: date) -> Self:
        """Those whose period is over and which the viewer's side may write.

        What another side has begun to write is not the viewer's to write.
        """
        mine = _sides_of(viewer)
        return self.to_write().filter(
            Q(party=None) | Exists(mine.filter(pk=OuterRef("party"))),
            Exists(mine),
            ends_on__lt=today,
        )

    def to_read_for(self, viewer: Viewer) -> Self:
        """Those that another side has sent, for the viewer's side to answer."""
        mine = _sides_of(viewer)
        return self.filter(
            Exists(mine), ~Exists(mine.filter(pk=OuterRef("party"))), state=ReportState.SUBMITTED
        )

    def through_host(self, viewer: Viewer) -> Self:
        """Keep those that the viewer's organizations may write as hosts of a party."""
        works = Partnership.objects.through_host(viewer).filter(pk=OuterRef("partnership_id"))
        return self.filter(Exists(works))

    def to_write_through_host(self, viewer: Viewer, today: date) -> Self:
        """Those of them whose period is over, and that no other side has begun."""
        hosted = PartnershipParty.objects.joined().hosted_by(viewer)
        hosted = hosted.filter(partnership=OuterRef("partnership"))
        return (
            self.to_write()
            .through_host(viewer)
            .filter(Q(party=None) | Exists(hosted.filter(pk=OuterRef("party"))), ends_on__lt=today)
        )

    def due_for(self, viewer: Viewer, today: date) -> Self:
        """Those to write and those to read, the longest due first: what a dashboard shows."""
        found = self.to_write_for(viewer, today) | self.to_read_for(viewer)
        return found.order_by("due_on", "pk")


def _sides_of(viewer: Viewer) -> models.QuerySet[PartnershipParty]:
    """The viewer's joined parties of a report's partnership, for use in a query of reports."""
    mine = PartnershipParty.objects.of(viewer).joined()
    return mine.filter(partnership=OuterRef("partnership"))


class Report(models.Model):
    """The report on one period. One party writes it; another reads it and accepts it.

    `revision` tells somebody who saves that another person has saved meanwhile.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="reports")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    due_on = models.DateField(_("due"))
    state = models.CharField(
        _("state"), max_length=9, choices=ReportState.choices, default=ReportState.OPEN
    )
    party = models.ForeignKey(
        PartnershipParty,
        verbose_name=_("written by"),
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    revision = models.PositiveIntegerField(default=0)
    done = models.TextField(_("what was done"), max_length=NARRATIVE_LENGTH, blank=True)
    hindered = models.TextField(_("what went another way"), max_length=NARRATIVE_LENGTH, blank=True)
    coming = models.TextField(_("what comes next"), max_length=NARRATIVE_LENGTH, blank=True)
    rating = models.CharField(_("how it goes"), max_length=11, choices=Progress.choices, blank=True)
    submitted_at = models.DateTimeField(_("sent"), null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    read_at = models.DateTimeField(_("answered"), null=True)
    read_for = models.ForeignKey(
        PartnershipParty,
        verbose_name=_("answered by"),
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(_("answer"), max_length=WORDS_LENGTH, blank=True)
    # Each reminder goes out once, written with its letters.
    reminded_before_at = models.DateTimeField(null=True)
    reminded_after_at = models.DateTimeField(null=True)

    objects: ClassVar[ReportQuerySet] = ReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("starts_on", "pk")
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(state__in=tuple(sorted(WRITABLE))),
                name="report_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "starts_on"], name="report_once_a_period"
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on"), due_on__gte=F("ends_on")),
                name="report_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values) & Q(rating__in=Progress.values),
                name="report_codes_known",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.OPEN, submitted_at=None)
                | (~Q(state=ReportState.OPEN) & Q(submitted_at__isnull=False, party__isnull=False)),
                name="report_sent_by_a_party",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=(ReportState.SENT_BACK, ReportState.ACCEPTED),
                    read_at__isnull=False,
                    read_for__isnull=False,
                )
                | Q(
                    state__in=(ReportState.OPEN, ReportState.SUBMITTED),
                    read_at=None,
                    read_for=None,
                    read_by=None,
                ),
                name="report_answered_by_a_party",
            ),
            # Nobody accepts what her own side, or she herself, has written.
            models.CheckConstraint(
                condition=Q(read_for=None) | ~Q(read_for=F("party")),
                name="report_read_by_another_side",
            ),
            models.CheckConstraint(
                condition=Q(read_by=None) | Q(submitted_by=None) | ~Q(read_by=F("submitted_by")),
                name="report_read_by_another_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)

    @property
    def standing(self) -> Standing:
        """How it stands to its date, today."""
        sent = self.submitted_at and timezone.localdate(self.submitted_at)
        return standing(
            self.state,
            ends_on=self.ends_on,
            due_on=self.due_on,
            submitted_on=sent or None,
            today=timezone.localdate(),
        )

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE


class ReportAct(ByHost):
    """One step of a report, for its parties to read; never changed."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="acts")
    step = models.CharField(_("step"), max_length=10)
    party = models.ForeignKey(PartnershipParty, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    words = models.TextField(_("in their words"), max_length=WORDS_LENGTH, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of reports")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.step


class ActualQuerySet(models.QuerySet["Actual"]):
    def sent(self) -> Self:
        """Keep what was sent to the other sides; drafts are their writers' alone."""
        return self.filter(report__state__in=(ReportState.SUBMITTED, ReportState.ACCEPTED))

    def accepted(self) -> Self:
        return self.filter(report__state=ReportState.ACCEPTED)

    def with_split(self) -> Self:
        """Annotate each with `split`, its parts as [dimension, category, value as text]."""
        parts = ActualPart.objects.filter(actual=OuterRef("pk")).order_by("pk")
        return self.annotate(
            split=ArraySubquery(
                parts.values_list(
                    JSONObject(
                        dimension="dimension",
                        category="category",
                        value=Cast("value", models.CharField()),
                    )
                )
            )
        )


class Actual(models.Model):
    """Where an indicator stands at the end of a report's period."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="actuals")
    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="actuals")
    value = models.DecimalField(
        _("reached so far"), max_digits=DIGITS, decimal_places=PLACES, null=True
    )
    comment = models.TextField(_("in words"), max_length=WORDS_LENGTH, blank=True)
    # Only where no figures can say it.
    rating = models.CharField(
        _("how it stands"), max_length=11, choices=Progress.choices, blank=True
    )

    # Filled by `with_split`.
    split: list[dict[str, str]]

    objects: ClassVar[ActualQuerySet] = ActualQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("actual value")
        verbose_name_plural = _("actual values")
        ordering = ("kpi__position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["report", "kpi"], name="actual_once_a_report"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0), name="actual_not_below_nothing"
            ),
            models.CheckConstraint(
                condition=Q(rating__in=Progress.values), name="actual_rating_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi_id}: {self.value}"

    @property
    def known_parts(self) -> tuple[Part, ...]:
        """The parts of one that carries `with_split`."""
        return tuple(
            Part(row["dimension"], row["category"], Decimal(row["value"])) for row in self.split
        )


class ActualPart(models.Model):
    """How many of a value belong to one category. The action checks the sums."""

    actual = models.ForeignKey(Actual, on_delete=models.CASCADE, related_name="parts")
    dimension = models.CharField(_("split by"), max_length=10, choices=Dimension.choices)
    category = models.CharField(_("category"), max_length=CATEGORY_LENGTH)
    value = models.DecimalField(_("value"), max_digits=DIGITS, decimal_places=PLACES)

    class Meta:
        verbose_name = _("part of a value")
        verbose_name_plural = _("parts of values")
        ordering = ("dimension", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["actual", "dimension", "category"], name="actual_part_once"
            ),
            models.CheckConstraint(
                condition=Q(dimension__in=Dimension.values, value__gte=0),
                name="actual_part_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.value}"


class Proof(models.Model):
    """What speaks for a report: an address, or a file that only the parties can open.

    Files stand in the database: they are stored, kept private and deleted with the report itself.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="proofs")
    kpi = models.ForeignKey(Kpi, null=True, on_delete=models.CASCADE, related_name="proofs")
    title = models.CharField(_("what it is"), max_length=NAME_LENGTH + 10)
    url = models.URLField(_("address"), max_length=500, blank=True)
    content_type = models.CharField(_("kind of file"), max_length=100, blank=True)
    content = models.BinaryField(null=True, editable=False)
    size = models.PositiveIntegerField(_("size"), default=0)
    added_at = models.DateTimeField(_("added"), default=timezone.now)

    class Meta:
        verbose_name = _("evidence of a result")
        verbose_name_plural = _("evidence of results")
        ordering = ("added_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=(~Q(url="") & Q(content=None, content_type=""))
                | (Q(url="", content__isnull=False) & ~Q(content_type="")),
                name="proof_address_or_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title
