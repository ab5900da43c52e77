"""What came of a session, as far as a reader may learn of it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Window
from django.utils.translation import ngettext

from organizations.models import Organization
from organizations.viewers import Viewer
from partnerships.models import Opportunity, Partnership
from partnerships.partnership_enums import PartnershipState
from sessions_archive.models import ExchangeSession

MOST = 20


@dataclass(frozen=True, slots=True)
class Found:
    """The latest of one kind; how many there are, and how many of them for everybody alike."""

    rows: list[Any]
    total: int
    counted: int

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


@dataclass(frozen=True, slots=True)
class CameOfSession:
    partnerships: Found
    groups: Found
    opportunities: Found

    @property
    def counts(self) -> list[tuple[int, str]]:
        """What is counted, zeros among it."""
        partnerships, groups = self.partnerships.counted, self.groups.counted
        calls = self.opportunities.counted
        return [
            (partnerships, ngettext("partnership", "partnerships", partnerships)),
            (groups, ngettext("group formed", "groups formed", groups)),
            (calls, ngettext("opportunity", "opportunities", calls)),
        ]


def came_of_session(session: ExchangeSession, viewer: Viewer) -> CameOfSession:
    """Three queries: partnerships, groups, calls, each through its own door."""
    return CameOfSession(
        partnerships=partnerships_shown(Partnership.objects.filter(session=session), viewer),
        groups=_found(
            Organization.objects.visible_to(viewer)
            .published()
            .filter(formed_at__session=session)
            .order_by("name", "pk")
        ),
        opportunities=_found(
            Opportunity.objects.visible_to(viewer)
            .exclude(state="draft")
            .filter(session=session)
            .order_by("-published_at", "pk")
        ),
    )


def partnerships_shown(rows: Any, viewer: Viewer) -> Found:
    """Those that every party has agreed to publish, and the reader's own, which say so.

    Only what is public is counted, so that a number says the same to her as to others.
    """
    public = Partnership.objects.published_to(viewer).filter(pk=OuterRef("pk"))
    own = Partnership.objects.of(viewer).filter(pk=OuterRef("pk"))
    shown = (
        rows.annotate(is_public=Exists(public), is_own=Exists(own))
        .filter(Q(is_public=True) | Q(is_own=True))
        .exclude(state=PartnershipState.NOT_AGREED)
        .select_related("summary")
    )
    public_ones = Window(Count("pk", filter=Q(is_public=True)))
    latest = shown.annotate(in_all=Window(Count("pk")), public_ones=public_ones)
    found = list(latest.order_by("-is_public", "-agreed_at", "-pk")[:MOST])
    return Found(found, found[0].in_all, found[0].public_ones) if found else Found([], 0, 0)


def _found(rows: Any) -> Found:
    found = list(rows.annotate(in_all=Window(Count("pk")))[:MOST])
    total = found[0].in_all if found else 0
    return Found(found, total, total)
