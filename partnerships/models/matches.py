"""What the matching engine found: runs, their blocks, and the pairs that were kept."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from partnerships.enums import Adjustment, BlockState, Channel, RunState
from partnerships.models.partner import Partner
from partnerships.models.queries import MatchQuerySet


class MatchRun(models.Model):
    """One scoring of every pair. Readers see the current run only, so never half a run.

    It goes through four steps: prepared (statistics counted, blocks made), scored (block by
    block), ordered (fair exposure, over all blocks at once), written (block by block).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=RunState.choices, default=RunState.RUNNING
    )
    weights_version = models.CharField(_("weights"), max_length=60, blank=True)
    organizations = models.PositiveIntegerField(_("organizations"), default=0)
    partners = models.PositiveIntegerField(_("partners"), default=0)
    # Counted over publicly visible listings once, and the same for whoever is scored until the
    # next run: the same listings get the same bits. Empty until the run is prepared.
    statistics = models.TextField(blank=True, editable=False)
    ordered_at = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    queued_at = models.DateTimeField(null=True, blank=True, editable=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("superseded"), null=True, blank=True)

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
    """A share of a run's sources. Whoever works on it holds its row's lock, so it is done once.

    `queued_at` says when it was last handed to the workers, `attempts` how often somebody began.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="blocks")
    organization_ids = ArrayField(models.BigIntegerField(), default=list)
    partner_ids = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(max_length=8, choices=BlockState.choices, default=BlockState.WAITING)
    # What one step hands to the next, by route; see match_arrays. Empty once it is written.
    candidates = models.BinaryField(null=True)
    lists = models.BinaryField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("block of a match run")
        verbose_name_plural = _("blocks of match runs")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=BlockState.values), name="match_block_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.pk}"


class RouteExposure(models.Model):
    """How often a run showed each public target on one route, and what it adjusted for that.

    Kept after the run, since fair exposure is reckoned over four weeks.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="exposures")
    route = models.CharField(_("route"), max_length=12)
    floor = models.FloatField(_("added for grass-roots groups"))
    ratio = models.FloatField(_("exposure ratio of grass-roots groups"), null=True)
    standing = models.BinaryField()

    class Meta:
        verbose_name = _("exposure on a route")
        verbose_name_plural = _("exposures on routes")
        constraints = [
            models.UniqueConstraint(fields=["run", "route"], name="route_exposure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.route}"


class ScoredListing(models.Model):
    """The state of a listing that a run has scored, by the listing's own time of change.

    A listing with another time, or without a row, is rescored: nothing has to remember to ask.
    `profile` is what the engine read of it, to find out whose lists it stood in or near.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="scored")
    organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="+"
    )
    partner = models.ForeignKey(Partner, null=True, on_delete=models.CASCADE, related_name="+")
    changed_at = models.DateTimeField()
    is_public = models.BooleanField(default=True)
    profile = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("scored listing")
        verbose_name_plural = _("scored listings")
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False, partner=None)
                | Q(organization=None, partner__isnull=False),
                name="scored_listing_is_one",
            ),
            models.UniqueConstraint(
                fields=["run", "organization"], name="scored_organization_once"
            ),
            models.UniqueConstraint(fields=["run", "partner"], name="scored_partner_once"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.organization_id or self.partner_id}"


class MatchList(models.Model):
    """That a source has a list on a route, and what a target must score to be a candidate for it.

    0 where every target is one. Between two runs it tells whose lists a changed listing matters
    to: those whose cutoff it reaches, or did.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="lists")
    route = models.CharField(max_length=12)
    source_organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    source_partner = models.ForeignKey(
        Partner, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    open_cutoff = models.PositiveIntegerField()
    closed_cutoff = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("match list")
        verbose_name_plural = _("match lists")
        constraints = [
            models.CheckConstraint(
                condition=Q(source_organization__isnull=False, source_partner=None)
                | Q(source_organization=None, source_partner__isnull=False),
                name="match_list_one_source",
            ),
            models.UniqueConstraint(
                fields=["run", "route", "source_organization"], name="match_list_once_organization"
            ),
            models.UniqueConstraint(
                fields=["run", "route", "source_partner"], name="match_list_once_partner"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.route} {self.source_organization_id or self.source_partner_id}"


class Match(models.Model):
    """A suggestion: `source` is told of `target`, on one channel, for these reasons.

    `score` and `contributions` are whole numbers of 1e-9, and the contributions sum to the score.
    `components` holds the seven values from 0 to 1, in the engine's order; `known` tells which of
    them rest on facts of both sides. Why they fit is said from the two listings as they are when
    the page is read, so that what a group has taken back is not repeated here.
    """

    # The unique constraints below index the run and the sources; millions of rows need no second
    # index of them.
    run = models.ForeignKey(
        MatchRun, on_delete=models.CASCADE, related_name="matches", db_index=False
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    source_organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="matches", db_index=False
    )
    source_partner = models.ForeignKey(
        Partner, null=True, on_delete=models.CASCADE, related_name="matches", db_index=False
    )
    target_organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="+"
    )
    target_partner = models.ForeignKey(
        Partner, null=True, on_delete=models.CASCADE, related_name="+"
    )
    score = models.PositiveIntegerField(_("score"))
    components = ArrayField(models.FloatField())
    contributions = ArrayField(models.IntegerField())
    known = ArrayField(models.BooleanField())
    rank_before = models.PositiveSmallIntegerField()
    rank = models.PositiveSmallIntegerField(_("rank"))
    adjustment = models.CharField(
        _("adjustment"), max_length=8, choices=Adjustment.choices, blank=True
    )

    objects: ClassVar[MatchQuerySet] = MatchQuerySet.as_manager()  # type: ignore[assignment]

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
            models.CheckConstraint(
                condition=Q(adjustment__in=Adjustment.values), name="match_adjustment_known"
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
