"""What a partnership came of: a call, an introduction, a session, a match; and who reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from organizations.models import Organization
from organizations.viewers import Viewer
from partnerships.enums import Channel, IntroductionState, Side
from partnerships.models import (
    SCALE,
    ExpressionOfInterest,
    Introduction,
    MatchList,
    Opportunity,
    Partner,
    Partnership,
)
from partnerships.models.matches import TO_PARTNERS
from partnerships.opportunity_enums import ExpressionState, MemberState
from partnerships.partnership_enums import Origin
from partnerships.partnership_workflow import PartnershipError
from sessions_archive.models import ExchangeSession

Listing = Organization | Partner


class NotOfThatError(PartnershipError):
    """These listings have not met through what is named."""


@dataclass(frozen=True, slots=True)
class CameOf:
    """One origin, as the partnership's own columns hold it."""

    origin: Origin = Origin.DIRECT
    opportunity: Opportunity | None = None
    introduction: Introduction | None = None
    session: ExchangeSession | None = None
    match_channel: str = ""
    match_score: float | None = None

    def columns(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


DIRECT = CameOf()


def of_answer(expression: ExpressionOfInterest) -> CameOf:
    """The call to which this was the chosen answer."""
    return CameOf(Origin.OPPORTUNITY, opportunity=expression.opportunity)


def of_introduction(introduction: Introduction) -> CameOf:
    return CameOf(Origin.INTRODUCTION, introduction=introduction)


def of_session(session: ExchangeSession) -> CameOf:
    return CameOf(Origin.SESSION, session=session)


def of_match(own: Listing, other: Listing) -> CameOf:
    """The match of today that suggests `other`; where there is none, nothing is claimed."""
    kind = "partner" if isinstance(own, Partner) else "organization"
    to_partners = isinstance(other, Partner)
    lists = MatchList.objects.current().filter(
        **{f"source_{kind}": own.pk}, targets__contains=[other.pk]
    )
    for one in lists.order_by("channel"):
        if (one.channel in TO_PARTNERS) is not to_partners:
            continue
        match = next(match for match in one.matches if match.target_id == other.pk)
        return CameOf(
            Origin.MATCH, match_channel=Channel(one.channel), match_score=match.score / SCALE
        )
    return DIRECT


def require_met(came_of: CameOf, *, own: Listing, others: Sequence[Listing]) -> None:
    """Raise NotOfThatError unless these have met there: what stands on the page is true."""
    met = True
    if came_of.opportunity:
        met = any(
            {own, *others} <= set(sides_of_answer(expression))
            for expression in came_of.opportunity.expressions.filter(
                state=ExpressionState.SUCCESSFUL
            )
        )
    elif came_of.introduction:
        pair = [came_of.introduction.listing(side) for side in Side]
        is_open = came_of.introduction.state == IntroductionState.ACCEPTED
        met = is_open and own in pair and any(other in pair for other in others)
    elif came_of.session:
        met = came_of.session.is_published and came_of.session.starts_at <= timezone.now()
    if not met:
        raise NotOfThatError


def sides_of_answer(expression: ExpressionOfInterest) -> list[Listing]:
    """Whoever published the call, and the groups that answer together, the leading one first."""
    groups = expression.members.filter(state=MemberState.AGREED).select_related("organization")
    return [expression.opportunity.listing, *(member.organization for member in groups)]


@dataclass(frozen=True, slots=True)
class ShownOrigin:
    """`title` and `url` are empty where the reader may not look that up now."""

    label: str | Promise
    title: str = ""
    url: str = ""


def shown_origin(partnership: Partnership, viewer: Viewer) -> ShownOrigin:
    """What it came of, as far as this reader may learn of it: at most one query."""
    label = Origin(partnership.origin).label
    found: Opportunity | ExchangeSession | None = None
    if partnership.opportunity_id:
        calls = Opportunity.objects.visible_to(viewer).exclude(state="draft")
        found = calls.filter(pk=partnership.opportunity_id).first()
    elif partnership.session_id:
        sessions = ExchangeSession.objects.visible_to(viewer).select_related("edition")
        found = sessions.filter(pk=partnership.session_id).first()
    elif partnership.introduction_id:
        talks = Introduction.objects.visible_to(viewer)
        talk = talks.filter(pk=partnership.introduction_id).first()
        return ShownOrigin(label, "", talk.get_absolute_url() if talk else "")
    if found is None:
        return ShownOrigin(label)
    title = found.title if isinstance(found, Opportunity) else found.theme
    return ShownOrigin(label, title, found.get_absolute_url())
