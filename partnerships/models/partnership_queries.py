"""The questions that are asked of partnerships."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When

from organizations.models import Organization
from organizations.viewers import Viewer
from partnerships.host_workflow import Power
from partnerships.models.hosting import HostAgreement
from partnerships.models.partner import Partner
from partnerships.partnership_enums import TOLD, PartnershipState, PartyStanding, PauseReason

if TYPE_CHECKING:
    from partnerships.models.partnerships import (
        Partnership,  # noqa: F401 - named in a string below
        PartnershipEvent,  # noqa: F401 - named in a string below
        PartnershipParty,  # noqa: F401 - named in a string below
    )


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    """Partnerships. What reaches a reader passes through `visible_to` or `published_to`."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Keep those of which the viewer speaks for a party that was told; curators see all."""
        return self if viewer.is_curator else self.of(viewer)

    def of(self, viewer: Viewer) -> Self:
        """Keep those in which the viewer speaks for a party that was told."""
        if not (viewer.organization_ids or viewer.partner_ids):
            return self.none()
        return self.filter(Exists(self._parties().of(viewer)))

    def shared_with(self, viewer: Viewer) -> Self:
        """Keep those in which the viewer speaks for a party that has joined.

        What was done under the text is theirs; who is only invited reads the text alone.
        """
        if viewer.is_curator:
            return self
        joined = self._parties().of(viewer).filter(standing=PartyStanding.JOINED)
        return self.filter(Exists(joined))

    def published_to(self, viewer: Viewer) -> Self:
        """Keep those with a public summary of which the viewer may see every party's listing.

        One party that she may not learn of takes the whole partnership out of sight.
        """
        joined = self._parties().filter(standing=PartyStanding.JOINED)
        return self.filter(~Exists(joined.filter(_out_of_sight(viewer))), summary__isnull=False)

    def through_host(self, viewer: Viewer) -> Self:
        """Keep those that go on, in which the viewer's organizations may report as hosts.

        The other sides have not chosen to be known to the host: one that the viewer may not look
        up takes the whole partnership out of her sight, and so does a side of her own, which
        would read what it has written.
        """
        joined = self._parties().filter(standing=PartyStanding.JOINED)
        return self.filter(
            Exists(joined.hosted_by(viewer)),
            ~Exists(joined.filter(_out_of_sight(viewer))),
            ~Exists(joined.of(viewer)),
            state=PartnershipState.ACTIVE,
        )

    def with_party(self, listing: models.Model) -> Self:
        """Keep those that this organization or partner has joined."""
        joined = self._parties().filter(
            standing=PartyStanding.JOINED, **{str(listing._meta.model_name): listing.pk}
        )
        return self.filter(Exists(joined))

    def with_waiting(self, viewer: Viewer) -> Self:
        """Annotate each with `waits_for_me`: whether a party of the viewer must act now.

        Those come first, then what changed last.
        """
        mine = self._parties().of(viewer)
        accepted = Exists(
            _rows("acceptances").filter(
                party=OuterRef("pk"), version=OuterRef(OuterRef("proposal"))
            )
        )
        resuming = Exists(
            _rows("resumptions").filter(
                party=OuterRef("pk"), suspension=OuterRef(OuterRef("suspension"))
            )
        )
        reflected = Exists(_rows("reflection").filter(party=OuterRef("pk")))
        drafts = Exists(_rows("draft").filter(party=OuterRef("pk")))
        return self.annotate(
            waits_for_me=Case(
                When(Q(proposal__isnull=False) & Exists(mine.filter(~accepted)), then=True),
                When(Q(state=PartnershipState.DRAFTED) & Exists(mine.filter(drafts)), then=True),
                When(
                    Q(
                        state=PartnershipState.SUSPENDED,
                        proposal=None,
                        suspension__reason=PauseReason.LEFT,
                    )
                    & Exists(mine.filter(standing=PartyStanding.JOINED)),
                    then=True,
                ),
                When(
                    Q(state=PartnershipState.SUSPENDED, is_resuming=True)
                    & Exists(mine.filter(~resuming)),
                    then=True,
                ),
                When(
                    Q(state=PartnershipState.ACTIVE, closing_due__isnull=False)
                    & Exists(mine.filter(~reflected)),
                    then=True,
                ),
                default=Value(False),
                output_field=models.BooleanField(),
            )
        ).order_by("-waits_for_me", "-changed_at", "-pk")

    def with_names(self) -> Self:
        """Annotate each with the names of its parties as the parties themselves wrote them."""
        parties = self._parties().filter(standing__in=TOLD).order_by("pk")
        return self.annotate(party_names=ArraySubquery(parties.values("name")))

    def _parties(self) -> "PartyQuerySet":
        parties: Any = self.model._meta.get_field("parties").related_model
        rows: PartyQuerySet = parties._default_manager.filter(partnership=OuterRef("pk"))
        return rows


class PartyQuerySet(models.QuerySet["PartnershipParty"]):
    def of(self, viewer: Viewer) -> Self:
        """Keep the parties that the viewer speaks for and that were told."""
        return self.filter(
            Q(organization__in=viewer.organization_ids) | Q(partner__in=viewer.partner_ids),
            standing__in=TOLD,
        )

    def hosted_by(self, viewer: Viewer) -> Self:
        """Keep the groups for which the viewer's organizations may report now, as their hosts."""
        if not viewer.organization_ids:
            return self.none()
        given = HostAgreement.objects.in_force().giving(Power.REPORT)
        return self.filter(
            Exists(given.filter(host__in=viewer.organization_ids, group=OuterRef("organization")))
        )

    def told(self) -> Self:
        return self.filter(standing__in=TOLD)

    def joined(self) -> Self:
        return self.filter(standing=PartyStanding.JOINED)

    def with_deeds(self) -> Self:
        """Annotate each with what it has done of what is waited for.

        `accepted`: the numbers of the texts it accepted. `is_resuming`, `has_reflected`,
        `has_draft`, and `has_consented` to the summary that is proposed or public.
        """
        suspension = OuterRef("partnership__suspension")
        summary = OuterRef("partnership__proposed_summary")
        return self.annotate(
            accepted=ArraySubquery(
                _rows("acceptances")
                .filter(party=OuterRef("pk"))
                .order_by("version__number")
                .values("version__number")
            ),
            is_resuming=Exists(
                _rows("resumptions").filter(party=OuterRef("pk"), suspension=suspension)
            ),
            has_reflected=Exists(_rows("reflection").filter(party=OuterRef("pk"))),
            has_draft=Exists(_rows("draft").filter(party=OuterRef("pk"))),
            has_consented=Exists(_rows("consents").filter(party=OuterRef("pk"), summary=summary)),
        )

    def with_sight(self, viewer: Viewer) -> Self:
        """Annotate each with the slug of its listing where the viewer may open that now."""
        return self.annotate(
            organization_slug=models.Subquery(
                Organization.objects.visible_to(viewer)
                .published()
                .filter(pk=OuterRef("organization_id"))
                .values("slug")
            ),
            partner_slug=models.Subquery(
                Partner.objects.visible_to(viewer).filter(pk=OuterRef("partner_id")).values("slug")
            ),
        )


class EventQuerySet(models.QuerySet["PartnershipEvent"]):
    def told_to(self, viewer: Viewer) -> Self:
        """Keep what happened while a party of the viewer belonged to it, or was asked to.

        Who is only invited to a work that goes on already learns of nothing before.
        """
        if viewer.is_curator:
            return self
        parties: Any = self.model._meta.get_field("party").related_model
        mine = parties._default_manager.of(viewer).filter(partnership=OuterRef("partnership"))
        return self.filter(
            Exists(mine.filter(Q(standing=PartyStanding.JOINED) | Q(told_at__lte=OuterRef("at"))))
        )


def _out_of_sight(viewer: Viewer) -> Any:
    """Whether the viewer may not look up the listing of a party."""
    groups = Organization.objects.visible_to(viewer).published()
    partners = Partner.objects.visible_to(viewer).verified()
    return ~(
        Exists(groups.filter(pk=OuterRef("organization_id")))
        | Exists(partners.filter(pk=OuterRef("partner_id")))
    )


def _rows(relation: str) -> models.QuerySet[Any]:
    """The rows that belong to a party, by the name of its relation to them."""
    from partnerships.models.partnerships import PartnershipParty

    model: Any = PartnershipParty._meta.get_field(relation).related_model
    rows: models.QuerySet[Any] = model._default_manager.all()
    return rows
