"""What the matching engine found: runs, their blocks, and the pairs that were kept."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from partnerships.enums import BlockState, Channel, RunState
from partnerships.models.partner import Partner


class MatchRun(models.Model):
    """One scoring of every pair. Readers see the current run only, so never half a run."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=RunState.choices, default=RunState.RUNNING
    )
    weights_version = models.CharField(_("weights"), max_length=20)
    organizations = models.PositiveIntegerField(_("organizations"), default=0)
    partners = models.PositiveIntegerField(_("partners"), default=0)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("match run")
        verbose_name_plural = _("match runs")
        ordering = ("-started_at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=RunState.values), name="match_run_state_known"
            ),
            # Readers and writers must agree on which run is the one to read.
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=RunState.CURRENT), name="match_run_one_current"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=RunState.RUNNING), name="match_run_one_running"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} ({self.get_state_display()})"


class MatchBlock(models.Model):
    """A share of a run's sources, scored by one task; done once, whoever does it."""

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="blocks")
    organization_ids = ArrayField(models.BigIntegerField(), default=list)
    partner_ids = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(max_length=8, choices=BlockState.choices, default=BlockState.WAITING)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("block of a match run")
        verbose_name_plural = _("blocks of match runs")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.run_id}/{self.pk}"


class Match(models.Model):
    """A suggestion: `source` is told of `target`, on one channel, for these reasons.

    `score` is an integer in millionths. `components` and `contributions` are the seven values,
    in the engine's order; `known` tells which of them rest on facts of both sides. `facts` holds
    the codes that met, for the page to put in words.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="matches")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    source_organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="matches"
    )
    source_partner = models.ForeignKey(
        Partner, null=True, on_delete=models.CASCADE, related_name="matches"
    )
    target_organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="+"
    )
    target_partner = models.ForeignKey(
        Partner, null=True, on_delete=models.CASCADE, related_name="+"
    )
    score = models.PositiveIntegerField(_("score"))
    components = ArrayField(models.FloatField())
    contributions = ArrayField(models.FloatField())
    known = ArrayField(models.BooleanField())
    facts = models.JSONField(default=dict)
    rank_before = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField(_("rank"))
    adjustment = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ("rank",)
        constraints = [
            models.CheckConstraint(
                condition=Q(source_organization__isnull=False, source_partner=None)
                | Q(source_organization=None, source_partner__isnull=False),
                name="match_one_source",
            ),
            models.CheckConstraint(
                condition=Q(target_organization__isnull=False, target_partner=None)
                | Q(target_organization=None, target_partner__isnull=False),
                name="match_one_target",
            ),
            models.CheckConstraint(
                condition=Q(
                    channel__in=(Channel.PUBLIC, Channel.PRIVATE), target_partner__isnull=False
                )
                | Q(
                    channel__in=(Channel.DIASPORA, Channel.HOST), target_organization__isnull=False
                ),
                name="match_target_fits_channel",
            ),
            models.CheckConstraint(
                condition=Q(source_organization=None)
                | Q(target_organization=None)
                | ~Q(source_organization=models.F("target_organization")),
                name="match_not_with_itself",
            ),
            models.UniqueConstraint(
                fields=["run", "channel", "source_organization", "rank"],
                condition=Q(source_organization__isnull=False),
                name="match_rank_once_per_organization",
            ),
            models.UniqueConstraint(
                fields=["run", "channel", "source_partner", "rank"],
                condition=Q(source_partner__isnull=False),
                name="match_rank_once_per_partner",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.rank}"
