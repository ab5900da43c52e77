"""What the matching engine found: runs, their blocks, and the pairs that were kept."""

import uuid
from typing import ClassVar, NamedTuple

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization
from partnerships.enums import Adjustment, BlockState, Channel, RunState
from partnerships.matching.weights import COMPONENTS, Weights
from partnerships.models.partner import Partner
from partnerships.models.queries import MatchListQuerySet

TO_PARTNERS = frozenset({Channel.PUBLIC, Channel.PRIVATE})
# A score of SCALE is 1.
SCALE = 1_000_000_000


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
    # How even exposure was and what that cost, by route (matching/audit.py); kept for good.
    figures = models.JSONField(default=dict, editable=False)
    # Tells the code lists that the listings are stored in, and how often listings that changed
    # were scored again.
    codes = models.CharField(max_length=32, blank=True, editable=False)
    edits = models.PositiveIntegerField(default=0, editable=False)
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


class BlockPart(models.Model):
    """What one step of a run hands to the next for a block's sources on one route.

    First their candidates, then their lists (match_arrays); gone once these are written.
    """

    block = models.ForeignKey(MatchBlock, on_delete=models.CASCADE, related_name="parts")
    route = models.CharField(max_length=12)
    arrays = models.BinaryField()

    class Meta:
        verbose_name = _("part of a block")
        verbose_name_plural = _("parts of blocks")
        constraints = [
            models.UniqueConstraint(fields=["block", "route"], name="block_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.block_id} {self.route}"


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
    """A listing as a run has scored it, and the time of change that it had then.

    A listing with another time, or without a row, is rescored: nothing has to remember to ask.
    Whoever works on the run reads the listings from here (match_marks). `edit` says after which of
    the run's edits it was stored; `listing` is empty where it has left since.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="scored")
    organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="+"
    )
    partner = models.ForeignKey(Partner, null=True, on_delete=models.CASCADE, related_name="+")
    edit = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)
    listing = models.BinaryField(null=True)
    tags = models.BinaryField(default=b"")

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
            models.CheckConstraint(
                condition=Q(listing=None) | Q(changed_at__isnull=False),
                name="scored_listing_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["run", "edit"], condition=Q(edit__gt=0), name="scored_listing_edited"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.organization_id or self.partner_id}"


class Match(NamedTuple):
    """A suggestion: the source of the list `of` is told of a target, for these reasons."""

    of: "MatchList"
    target_id: int
    contributions: list[int]
    known_bits: int
    rank: int
    rank_before: int
    adjustment: Adjustment

    @property
    def channel(self) -> str:
        return self.of.channel

    @property
    def target_partner_id(self) -> int | None:
        return self.target_id if self.channel in TO_PARTNERS else None

    @property
    def target_organization_id(self) -> int | None:
        return None if self.channel in TO_PARTNERS else self.target_id

    @property
    def score(self) -> int:
        """In whole 1e-9."""
        return sum(self.contributions)

    def components(self, weights: Weights) -> list[float]:
        """The seven values from 0 to 1 that these weights made the contributions of."""
        pairs = zip(self.contributions, weights.values, strict=True)
        return [part / (weight * SCALE) if weight else 0.0 for part, weight in pairs]

    @property
    def known(self) -> list[bool]:
        """Of which components a fact of both sides is known."""
        return [bool(self.known_bits >> i & 1) for i in range(len(COMPONENTS))]


class MatchList(models.Model):
    """What one source is suggested on one channel, in order: one row a list, an array a column.

    For each of its `targets`, ids of partners or of organizations as the channel says: seven whole
    `contributions` of 1e-9 in the engine's order, whose sum is the score; a bit of `known` for each
    component of which a fact of both sides is known; the rank before fair exposure, and why it
    stands elsewhere. Why they fit is said from the two listings as they are when the page is read,
    so that what a group has taken back is not repeated here.

    The cutoffs say what a target must score to be a candidate, 0 where every target is one: between
    two runs they tell whose lists a changed listing matters to.
    """

    # The unique constraints below index the sources; hundreds of thousands of rows need no second
    # index of them.
    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="lists")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    source_organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    source_partner = models.ForeignKey(
        Partner, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    edit = models.PositiveIntegerField(default=0)
    open_cutoff = models.PositiveIntegerField()
    closed_cutoff = models.PositiveIntegerField()
    targets = ArrayField(models.BigIntegerField())
    contributions = ArrayField(models.IntegerField())
    known = ArrayField(models.SmallIntegerField())
    ranks_before = ArrayField(models.SmallIntegerField())
    # Positions in Adjustment.values.
    adjustments = ArrayField(models.SmallIntegerField())

    objects: ClassVar[MatchListQuerySet] = MatchListQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("list of matches")
        verbose_name_plural = _("lists of matches")
        constraints = [
            models.CheckConstraint(
                condition=Q(source_organization__isnull=False, source_partner=None)
                | Q(source_organization=None, source_partner__isnull=False),
                name="match_list_one_source",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values)
                & (Q(source_partner=None) | Q(channel=Channel.DIASPORA)),
                name="match_list_channel_fits_source",
            ),
            models.CheckConstraint(
                condition=Q(contributions__len=len(COMPONENTS) * F("targets__len"))
                & Q(known__len=F("targets__len"))
                & Q(ranks_before__len=F("targets__len"))
                & Q(adjustments__len=F("targets__len")),
                name="match_list_arrays_fit",
            ),
            models.UniqueConstraint(
                fields=["source_organization", "run", "channel"],
                condition=Q(source_organization__isnull=False),
                name="match_list_once_organization",
            ),
            models.UniqueConstraint(
                fields=["source_partner", "run", "channel"],
                condition=Q(source_partner__isnull=False),
                name="match_list_once_partner",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "edit"], condition=Q(edit__gt=0), name="match_list_edited"),
        ]

    def __str__(self) -> str:
        return (
            f"{self.run_id} {self.channel} {self.source_organization_id or self.source_partner_id}"
        )

    @property
    def matches(self) -> list[Match]:
        """The suggestions one by one, best first."""
        return [
            Match(
                of=self,
                target_id=target,
                contributions=self.contributions[i * len(COMPONENTS) : (i + 1) * len(COMPONENTS)],
                known_bits=self.known[i],
                rank=i + 1,
                rank_before=self.ranks_before[i],
                adjustment=Adjustment(Adjustment.values[self.adjustments[i]]),
            )
            for i, target in enumerate(self.targets)
        ]
