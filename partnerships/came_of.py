"""What came of a session, as far as a reader may learn of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Now, RowNumber
from django.urls import reverse
from django.utils.translation import ngettext

from organizations.enums import Source
from organizations.models import Organization
from organizations.viewers import Viewer
from partnerships.models import Opportunity, Partnership, PartnershipParty
from partnerships.opportunity_enums import OpportunityState
from partnerships.partnership_enums import PartnershipState
from sessions_archive.models import ExchangeSession

MOST = 20


class Item(NamedTuple):
    """One thing that came of a session; the columns of the three questions that are asked at once.

    `place` is its place among its kind; `in_all` how many there are, `public_ones` how many of
    them are so for everybody alike.
    """

    kind: str
    key: str
    title: str
    stands: str
    is_public: bool
    is_own: bool
    is_sample: bool
    place: int
    in_all: int
    public_ones: int

    @property
    def url(self) -> str:
        if self.kind == "partnership":
            return reverse("partnerships:partnership_detail", args=[UUID(self.key)])
        if self.kind == "group":
            return reverse("organizations:organization_detail", args=[self.key])
        return reverse("partnerships:opportunity_detail", args=[self.key])

    @property
    def state(self) -> str:
        """In the reader's words."""
        if self.kind == "partnership":
            return str(PartnershipState(self.stands).label)
        return str(OpportunityState(self.stands).label) if self.stands else ""


@dataclass(frozen=True, slots=True)
class Found:
    """The latest of one kind, and how many there are."""

    rows: list[Item] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.rows[0].in_all - len(self.rows) if self.rows else 0

    @property
    def counted(self) -> int:
        return self.rows[0].public_ones if self.rows else 0


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
    """Partnerships, groups, calls, each through its own door: one query."""
    groups = Organization.objects.visible_to(viewer).published().filter(formed_at__session=session)
    calls = Opportunity.objects.visible_to(viewer).exclude(state=OpportunityState.DRAFT)
    questions = [
        _partnerships(Partnership.objects.filter(session=session), viewer),
        _all_alike(groups, "group", "slug", F("name"), Value(""), ("name", "pk")),
        _all_alike(
            calls.filter(session=session),
            "call",
            "slug",
            F("title"),
            Case(
                When(
                    state=OpportunityState.PUBLISHED,
                    deadline__lte=Now(),
                    then=Value(OpportunityState.CLOSED.value),
                ),
                default=F("state"),
            ),
            ("-published_at", "pk"),
        ),
    ]
    items = [Item(*row) for row in questions[0].union(*questions[1:], all=True)]
    return CameOfSession(
        *(_of_kind(items, kind) for kind in ("partnership", "group", "call")),
    )


def shown_to(rows: Any, viewer: Viewer) -> Any:
    """Those that every party has agreed to publish, and the viewer's own.

    Annotated with `is_public`, `is_own`, and `is_sample` where a party is fictional.
    """
    public = Partnership.objects.published_to(viewer).filter(pk=OuterRef("pk"))
    own = Partnership.objects.of(viewer).filter(pk=OuterRef("pk"))
    fictional = PartnershipParty.objects.filter(
        Q(organization__source=Source.SAMPLE) | Q(partner__source=Source.SAMPLE),
        partnership=OuterRef("pk"),
    )
    return (
        rows.annotate(is_public=Exists(public), is_own=Exists(own), is_sample=Exists(fictional))
        .filter(Q(is_public=True) | Q(is_own=True))
        .exclude(state=PartnershipState.NOT_AGREED)
        .select_related("summary")
        .order_by("-is_public", "-agreed_at", "-pk")
    )


def _of_kind(items: Iterable[Item], kind: str) -> Found:
    return Found(sorted((row for row in items if row.kind == kind), key=lambda row: row.place))


def _partnerships(rows: Any, viewer: Viewer) -> Any:
    """Only what is public is counted, so that a number says the same to a party as to others."""
    return _columns(
        shown_to(rows, viewer),
        "partnership",
        "uuid",
        Case(When(is_public=True, then=F("summary__title")), default=F("title")),
        F("state"),
        ("-is_public", F("agreed_at").desc(nulls_last=True), "-pk"),
        Window(Count("pk", filter=Q(is_public=True))),
    )


def _all_alike(rows: Any, kind: str, key: str, title: Any, stands: Any, order: Any) -> Any:
    """What nobody reads another way than others who may read it."""
    plain = rows.annotate(is_public=Value(True), is_own=Value(False), is_sample=Value(False))
    return _columns(plain, kind, key, title, stands, order, Window(Count("pk")))


def _columns(
    rows: Any, kind: str, key: str, title: Any, stands: Any, order: Any, public_ones: Any
) -> Any:
    text = CharField()
    named = rows.annotate(
        kind_=Value(kind, output_field=text),
        key_=Cast(key, text),
        title_=Cast(title, text),
        stands_=Cast(stands, text),
        place=Window(RowNumber(), order_by=order),
        in_all=Window(Count("pk")),
        public_ones=public_ones,
    )
    own = ("is_public", "is_own", "is_sample", "place", "in_all", "public_ones")
    return named.order_by("place").values_list("kind_", "key_", "title_", "stands_", *own)[:MOST]
