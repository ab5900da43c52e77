"""The questions that are asked of calls and of what comes in for them."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import JSONObject, Now

from organizations.enums import Direction, PlaceRelation
from organizations.models import Organization
from organizations.viewers import Viewer
from partnerships.models.partner import Partner
from partnerships.opportunity_enums import (
    OUTCOMES,
    TAKES_PART,
    ExpressionState,
    MemberState,
    OpportunityAudience,
    OpportunityState,
)

if TYPE_CHECKING:
    from partnerships.models.expressions import (
        ExpressionOfInterest,  # noqa: F401 - named in a string below
    )
    from partnerships.models.opportunities import (
        Opportunity,  # noqa: F401 - named in a string below
        OpportunityInvitation,  # noqa: F401 - named in a string below
    )

# What came in is read once nobody can send anything any more: until then a call may be extended.
READ_IN = (OpportunityState.ASSESSING, OpportunityState.DECIDED)
# What a publisher gets to see of what groups wrote: neither drafts nor what was taken back.
SENT = (
    ExpressionState.UNDER_REVIEW,
    ExpressionState.SUCCESSFUL,
    ExpressionState.UNSUCCESSFUL,
    ExpressionState.DECLINED,
)


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    """Calls. Whatever reaches a reader passes through `visible_to`."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep the calls of publishers that the viewer may see, if she is of the audience.

        Beside them her own bodies' and groups' calls, drafts included. A call is as hidden as the
        group that publishes it. Curators see all.
        """
        if viewer.is_curator:
            return self
        audience = Q(audience=OpportunityAudience.PUBLIC)
        if viewer.is_member:
            audience |= Q(audience=OpportunityAudience.MEMBERS)
        if viewer.organization_ids:
            audience |= Exists(
                self._links("invitations", organization__in=viewer.organization_ids)
            ) | Exists(
                self._links(
                    "expression_members",
                    organization__in=viewer.organization_ids,
                    state__in=TAKES_PART,
                )
            )
        publisher = Q(partner__in=Partner.objects.visible_to(viewer).verified()) | Q(
            organization__in=Organization.objects.visible_to(viewer).published()
        )
        shown = ~Q(state=OpportunityState.DRAFT) & publisher & audience
        return self.filter(shown | _published_by(viewer))

    def published_by(self, viewer: Viewer) -> Self:
        """Keep the calls of those for whom the viewer speaks."""
        return self.filter(_published_by(viewer))

    def open(self) -> Self:
        """Keep those that still take expressions of interest."""
        return self.filter(state=OpportunityState.PUBLISHED, deadline__gt=Now())

    def with_questions_open(self) -> Self:
        """Keep those about which somebody has asked what nobody has answered."""
        return self.filter(Exists(self._links("questions", answer="")))

    def to_assess_for(self, viewer: Viewer) -> Self:
        """Keep the viewer's calls for which something came in that nobody has settled.

        Not those that a group of hers answers: then others assess.
        """
        expressions: Any = self.model._meta.get_field("expressions").related_model
        came_in = expressions._default_manager.sent_to(viewer).under_review()
        own = self._links(
            "expression_members",
            organization__in=viewer.organization_ids,
            state=MemberState.AGREED,
        )
        ended = Q(state__in=(OpportunityState.CLOSED, OpportunityState.ASSESSING)) | Q(
            state=OpportunityState.PUBLISHED, deadline__lte=Now()
        )
        return self.published_by(viewer).filter(
            ended, Exists(came_in.filter(opportunity=OuterRef("pk"), outcome="")), ~Exists(own)
        )

    def no_longer_open(self) -> Self:
        """Keep the published ones that take nothing any more, however they ended."""
        going = (OpportunityState.DRAFT, OpportunityState.PUBLISHED)
        ended = Q(state=OpportunityState.PUBLISHED, deadline__lte=Now())
        return self.filter(ended | ~Q(state__in=going))

    def open_first(self) -> Self:
        """Open calls by deadline, the nearest first; then the others, the latest first."""
        is_open = Q(state=OpportunityState.PUBLISHED, deadline__gt=Now())
        return self.order_by(
            Case(When(is_open, then=Value(0)), default=Value(1)),
            Case(When(is_open, then=F("deadline"))),
            F("published_at").desc(nulls_first=True),
            "pk",
        )

    def with_publisher(self) -> Self:
        return self.select_related("organization", "partner")

    def with_tags(self) -> Self:
        """Annotate each call with the codes of its tags, one array a facet, in one query."""

        def codes(rows: models.QuerySet[Any], column: str) -> ArraySubquery:
            return ArraySubquery(rows.order_by("pk").values(column))

        def places(relation: str) -> ArraySubquery:
            return codes(self._links("place_links", relation=relation), "place_id")

        def supports(direction: str) -> ArraySubquery:
            return codes(self._links("support_links", direction=direction), "support_type_id")

        def through(relation: str, column: str) -> ArraySubquery:
            links = getattr(self.model, relation).through._default_manager
            return codes(links.filter(opportunity=OuterRef("pk")), column)

        return self.annotate(
            sector_codes=through("sectors", "sector_id"),
            heritage_codes=places(PlaceRelation.HERITAGE),
            residence_codes=places(PlaceRelation.RESIDENCE),
            works_in_codes=places(PlaceRelation.WORKS_IN),
            generation_codes=through("generations", "generation_id"),
            offer_codes=supports(Direction.OFFERS),
            need_codes=supports(Direction.NEEDS),
            language_codes=through("languages", "language_id"),
        )

    def with_details(self, viewer: Viewer) -> Self:
        """Annotate each call with its criteria, its questions, and what the viewer's own groups
        have to do with it, so that its page asks for none of them.
        """
        expressions: Any = self.model._meta.get_field("expressions").related_model
        seen = expressions._default_manager.for_groups_of(viewer)
        own = self._links(
            "expression_members",
            organization__in=viewer.organization_ids,
            expression__in=seen,
        ).filter(Q(state__in=TAKES_PART) | Q(is_lead=True))
        invited = self._links("invitations", organization__in=viewer.organization_ids)
        return self.annotate(
            criteria_rows=ArraySubquery(
                self._links("criteria")
                .order_by("position", "pk")
                .values(row=JSONObject(text="text", weight="weight"))
            ),
            question_rows=ArraySubquery(
                self._links("questions")
                .order_by("asked_at", "pk")
                .values(
                    row=JSONObject(
                        uuid="uuid", text="text", answer="answer", asked_by="asked_by_id"
                    )
                )
            ),
            own_answers=ArraySubquery(
                own.order_by("-is_lead", "pk").values(
                    row=JSONObject(
                        uuid="expression__uuid",
                        state="expression__state",
                        group="organization__name",
                        member_state="state",
                        is_lead="is_lead",
                    )
                )
            ),
            own_invitations=ArraySubquery(
                invited.order_by("pk").values(
                    row=JSONObject(
                        group="organization__name",
                        uuid="organization__uuid",
                        declined="declined_at",
                    )
                )
            ),
        )

    def with_sectors(self, codes: set[str]) -> Self:
        links = self.model.sectors.through._default_manager
        return self.filter(Exists(links.filter(opportunity=OuterRef("pk"), sector_id__in=codes)))

    def with_places(self, codes: set[str]) -> Self:
        """Keep calls that name one of these places, whatever for."""
        return self.filter(Exists(self._links("place_links", place_id__in=codes)))

    def with_offers(self, codes: list[str]) -> Self:
        offered = self._links("support_links", direction=Direction.OFFERS)
        return self.filter(Exists(offered.filter(support_type_id__in=codes)))

    def _links(self, name: str, /, **conditions: Any) -> models.QuerySet[Any]:
        links: Any = self.model._meta.get_field(name).related_model
        found: models.QuerySet[Any] = links._default_manager.filter(
            opportunity=OuterRef("pk"), **conditions
        )
        return found


class InvitationQuerySet(models.QuerySet["OpportunityInvitation"]):
    def to_answer_for(self, viewer: Viewer) -> Self:
        """Keep those of the viewer's groups to open calls that they have not answered yet."""
        calls: Any = self.model._meta.get_field("opportunity").related_model
        members: Any = calls._meta.get_field("expression_members").related_model
        answering = members._default_manager.filter(
            opportunity=OuterRef("opportunity"),
            organization__in=viewer.organization_ids,
            state__in=TAKES_PART,
        )
        return self.filter(
            ~Exists(answering),
            organization__in=viewer.organization_ids,
            declined_at=None,
            opportunity__in=calls._default_manager.visible_to(viewer).open(),
        )


def _published_by(viewer: Viewer) -> Q:
    return Q(partner__in=viewer.partner_ids) | Q(organization__in=viewer.organization_ids)


class ExpressionQuerySet(models.QuerySet["ExpressionOfInterest"]):
    """Expressions of interest: for the groups that wrote them, and for those who asked."""

    def for_groups_of(self, viewer: Viewer) -> Self:
        """Keep those in which a group of the viewer's takes part, or is asked to.

        All groups that take part must be such as she may see.
        """
        mine = self._members(organization__in=viewer.organization_ids, state__in=TAKES_PART)
        withdrawn = self._members(organization__in=viewer.organization_ids, is_lead=True)
        return self.filter(
            Exists(mine) | (Q(state=ExpressionState.WITHDRAWN) & Exists(withdrawn))
        ).without_hidden(viewer)

    def sent_to(self, viewer: Viewer) -> Self:
        """Keep what was sent to those for whom the viewer speaks: to be counted."""
        calls: Any = self.model._meta.get_field("opportunity").related_model
        own = calls._default_manager.published_by(viewer)
        return self.filter(opportunity__in=own).sent().without_hidden(viewer)

    def asking(self, viewer: Viewer) -> Self:
        """Keep drafts of others in which a group of the viewer's is asked to take part."""
        asked = self._members(organization__in=viewer.organization_ids, state=MemberState.ASKED)
        return self.for_groups_of(viewer).filter(Exists(asked), state=ExpressionState.DRAFT)

    def with_outcome_unread(self, viewer: Viewer) -> Self:
        """Keep the decided ones whose outcome nobody of a group of the viewer's has read."""
        unread = self._members(
            organization__in=viewer.organization_ids,
            state=MemberState.AGREED,
            outcome_read_at=None,
        )
        return self.for_groups_of(viewer).filter(Exists(unread), state__in=OUTCOMES)

    def received_by(self, viewer: Viewer) -> Self:
        """Keep what was sent to those for whom the viewer speaks, and may be read by now."""
        return self.sent_to(viewer).filter(opportunity__state__in=READ_IN)

    def sent(self) -> Self:
        return self.filter(state__in=SENT)

    def under_review(self) -> Self:
        return self.filter(state=ExpressionState.UNDER_REVIEW)

    def without_hidden(self, viewer: Viewer) -> Self:
        """Leave out those in which a group takes part that the viewer may not see.

        A curator is no reader of these pages: the admin shows her what she may look into.
        """
        seen = Organization.objects.visible_to(viewer)
        hidden = self._members(state__in=TAKES_PART).exclude(organization__in=seen)
        return self.exclude(Exists(hidden))

    def of_group(self, organization_id: int) -> Self:
        """Keep those that this group takes part in by its own word."""
        return self.filter(
            Exists(self._members(organization=organization_id, state=MemberState.AGREED))
        )

    def _members(self, **conditions: Any) -> models.QuerySet[Any]:
        members: Any = self.model._meta.get_field("members").related_model
        found: models.QuerySet[Any] = members._default_manager.filter(
            expression=OuterRef("pk"), **conditions
        )
        return found
