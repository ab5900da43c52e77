"""What a person reads of the matches of her listings: nothing is scored here, only read.

Every listing that is shown is fetched again through the door that its reader stands before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from organizations.enums import Audience, Status
from organizations.models import Organization
from organizations.presentation import named_places
from organizations.viewers import Viewer
from partnerships.both_sides import Sides, both_sides
from partnerships.circles import SAME, THIN, UNKNOWN, Circle, circle
from partnerships.enums import Adjustment, Channel, RunState, Verdict, WeightsKind
from partnerships.matching.explain import explain
from partnerships.matching.weights import Weights
from partnerships.models import SCALE, Match, MatchList, MatchRun, Partner, ScoredListing
from partnerships.opinions import Opinions, with_opinions
from partnerships.profiles import needs_host, profile_of, vocabulary
from partnerships.reasons import Listing, Reason, kind_of, reasons
from partnerships.weights_in_force import weights_named

GOOD = 0.6
FITS = (
    (0.75, _("Very good fit")),
    (GOOD, _("Good fit")),
    (0.45, _("Possible fit")),
    (0.0, _("Loose fit")),
)
ADJUSTED = {
    Adjustment.TIE: _(
        "Moved from place %(before)s: it fits nearly as well as its neighbours, and among those "
        "whoever was suggested less comes first."
    ),
    Adjustment.FLOOR: _(
        "Moved from place %(before)s, so that grass-roots groups and others are suggested as often "
        "as they fit."
    ),
    Adjustment.CAP: _(
        "Moved from place %(before)s: others before it are suggested to many groups already."
    ),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One match as the page shows it."""

    target: Listing
    kind: str
    places: str
    value: float
    fit: Any
    known: int
    reasons: list[Reason]
    sides: Sides
    circle: Circle
    adjustment: str
    is_relevant: bool


class Suggestions:
    """The matches of one listing that carries `with_opinions`, as one viewer may see them."""

    def __init__(self, subject: Listing, viewer: Viewer) -> None:
        self.subject, self.viewer = subject, viewer
        self.opinions = Opinions(subject)
        self.profile = profile_of(subject)
        self.set_aside_on: set[str] = set()
        self.weights_version = ""

    @property
    def is_partner(self) -> bool:
        return isinstance(self.subject, Partner)

    @property
    def channels(self) -> list[Channel]:
        """The lists that this listing can have."""
        if isinstance(self.subject, Partner):
            return [Channel.DIASPORA]
        channels = [Channel.PUBLIC, Channel.PRIVATE, Channel.DIASPORA]
        return [*channels, Channel.HOST] if needs_host(self.subject) else channels

    @cached_property
    def by_channel(self) -> dict[str, list[tuple[Match, Listing]]]:
        """Matches with their targets, in order.

        Those that the viewer may not see are not there, nor those that were set aside since.
        """
        column = "source_partner" if self.is_partner else "source_organization"
        lists = list(
            MatchList.objects.current()
            .filter(**{column: self.subject.pk})
            .annotate(weights_version=F("run__weights_version"))
        )
        self.weights_version = lists[0].weights_version if lists else ""
        matches = [match for one in lists for match in one.matches]
        organizations = (
            Organization.objects.visible_to(self.viewer).published().with_tags()
        ).in_bulk({m.target_organization_id for m in matches if m.target_organization_id})
        partners = (Partner.objects.visible_to(self.viewer).verified().with_tags()).in_bulk(
            {m.target_partner_id for m in matches if m.target_partner_id}
        )
        found: dict[str, list[tuple[Match, Listing]]] = {c: [] for c in self.channels}
        self.set_aside_on = set()
        for match in matches:
            target: Listing | None = (
                organizations.get(match.target_organization_id)
                if match.target_organization_id
                else partners.get(match.target_partner_id or 0)
            )
            if target is None or match.channel not in found:
                continue
            key = isinstance(target, Partner), target.pk
            if self.opinions.has_set_aside(key):
                self.set_aside_on.add(match.channel)
            elif not self.opinions.is_blocked_by(key):
                found[match.channel].append((match, target))
        return found

    def on(self, channel: Channel, *, by_name: bool = False) -> list[tuple[Match, Listing]]:
        """The pairs of one list, best first or by name."""
        pairs = self.by_channel[channel]
        return sorted(pairs, key=lambda pair: pair[1].name.casefold()) if by_name else pairs

    def told(self, pairs: Iterable[tuple[Match, Listing]]) -> list[Suggestion]:
        """These pairs in words."""
        return [self._suggestion(match, target) for match, target in pairs]

    def weights(self, channel: Channel) -> Weights:
        """Which weights a list was scored with: between groups, kinds say less."""
        self.by_channel  # noqa: B018 - reads which version the run has used
        between_groups = not self.is_partner and channel in (Channel.DIASPORA, Channel.HOST)
        kind = WeightsKind.DIASPORA if between_groups else WeightsKind.PARTNERS
        return weights_named(self.weights_version)[kind]

    def looks_further(self, channel: Channel) -> bool:
        """Whether few of a list share a place with the subject, so that most are from elsewhere."""
        steps = [
            circle(explain(self.profile, profile_of(target), vocabulary())).step
            for _match, target in self.by_channel[channel]
        ]
        return steps.count(SAME) < THIN and any(step not in (SAME, UNKNOWN) for step in steps)

    def match_with(self, target: Listing, channel: str) -> Match | None:
        """The match that a word about this target is about."""
        pairs = [*self.by_channel.get(channel, []), *chain(*self.by_channel.values())]
        return next((match for match, other in pairs if other == target), None)

    def _suggestion(self, match: Match, target: Listing) -> Suggestion:
        value = match.score / SCALE
        explanation = explain(self.profile, profile_of(target), vocabulary())
        adjusted = ADJUSTED.get(match.adjustment)
        weights = self.weights(Channel(match.channel))
        told = reasons(
            self.subject,
            target,
            explanation,
            components=match.components(weights),
            contributions=match.contributions,
            known=match.known,
            weights=weights.values,
        )
        return Suggestion(
            target=target,
            kind=kind_of(target),
            places=named_places(_places(target)),
            value=value,
            fit=fit_of(value),
            known=sum(match.known),
            reasons=told,
            sides=both_sides(self.subject, target, explanation, told),
            circle=circle(explanation),
            adjustment=str(adjusted) % {"before": match.rank_before} if adjusted else "",
            is_relevant=self.opinions.on(target) == Verdict.RELEVANT,
        )

    @property
    def in_the_way(self) -> str:
        """What keeps the subject out of all matching, as a key of the page's explanations."""
        if isinstance(self.subject, Partner):
            if not self.subject.is_verified:
                return "not_verified"
        elif self.subject.status != Status.PUBLISHED:
            return "not_published"
        elif self.subject.audience == Audience.IOM:
            return "iom_only"
        return "" if self.subject.is_open_to_matching else "closed"

    def why_nothing(self, channel: Channel) -> str:
        """Why a list is empty, as a key of the page's explanations."""
        if self.in_the_way:
            return self.in_the_way
        if channel in self.set_aside_on:
            return "all_set_aside"
        column = "partner" if self.is_partner else "organization"
        if not MatchRun.objects.filter(state=RunState.CURRENT).exists():
            return "no_run"
        scored = ScoredListing.objects.filter(run__state=RunState.CURRENT, listing__isnull=False)
        if not scored.filter(**{column: self.subject.pk}).exists():
            return "not_scored"
        return f"none_{channel}"


def fit_of(value: float) -> Any:
    """A score from 0 to 1 in a word."""
    return next(words for least, words in FITS if value >= least)


def own_listings(viewer: Viewer) -> list[Listing]:
    """The organizations and partners whose matches this person may read."""
    partners: list[Partner] = []
    if viewer.user_id is not None and viewer.partner_ids:
        spoken_for = Partner.objects.visible_to(viewer).for_representative(viewer.user_id)
        partners = list(with_opinions(spoken_for.with_tags()))
    # What has matches comes first.
    return [*own_groups(viewer), *sorted(partners, key=lambda row: (not row.is_verified, row.name))]


def own_groups(viewer: Viewer) -> list[Organization]:
    """Those of them that are groups, the published ones first."""
    if viewer.user_id is None or not viewer.organization_ids:
        return []
    own = Organization.objects.visible_to(viewer).for_member(viewer.user_id).with_tags()
    return sorted(with_opinions(own), key=lambda row: (row.status != Status.PUBLISHED, row.name))


def _places(listing: Listing) -> list[str]:
    codes = [*listing.heritage_codes, *listing.residence_codes, *listing.works_in_codes]
    return list(dict.fromkeys(codes))
