"""In whose name a person acts in a partnership that she shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from organizations.requests import MemberRequest
from organizations.viewers import Viewer
from partnerships.host_rules import reports_through
from partnerships.models import HostAgreement, Partnership, PartnershipParty


@dataclass(frozen=True)
class Shared:
    """A partnership with its joined parties. `acting` is None for staff, who only read."""

    partnership: Partnership
    parties: list[PartnershipParty]
    mine: list[PartnershipParty]
    acting: PartnershipParty | None
    # As whose host she acts, where she does: a host writes reports, and decides nothing.
    agreement: HostAgreement | None = None

    @property
    def party(self) -> PartnershipParty:
        """The side that acts; raises Http404 for whoever is on none."""
        if self.acting is None:
            raise Http404
        return self.acting


def shared(request: MemberRequest, uuid: UUID) -> Shared:
    """The partnership, if the reader's side has joined it; `as` chooses among several sides."""
    partnership = get_object_or_404(
        Partnership.objects.shared_with(request.viewer).select_related("in_force", "summary"),
        uuid=uuid,
    )
    return sides(request, partnership)


def sides(request: MemberRequest, partnership: Partnership) -> Shared:
    """Who stands where in a partnership that was found through `shared_with`."""
    parties = list(partnership.parties.joined())
    mine = sides_of(request.viewer, parties)
    wanted = request.POST.get("as") or request.GET.get("as")
    if wanted:
        acting = next((party for party in mine if str(party.uuid) == wanted), None)
        if acting is None:
            raise Http404
    else:
        acting = mine[0] if mine else None
    return Shared(partnership, parties, mine, acting)


def hosted_side(request: MemberRequest, partnership: Partnership) -> Shared:
    """The side that the reader reports for as its host, in what `through_host` has found."""
    parties = list(partnership.parties.joined())
    hosted = partnership.parties.joined().hosted_by(request.viewer).select_related("organization")
    for party in hosted:
        agreement = reports_through(request.user, party, [row for row in parties if row != party])
        if agreement is not None:
            return Shared(partnership, parties, [party], party, agreement)
    raise Http404


def sides_of(viewer: Viewer, parties: Sequence[PartnershipParty]) -> list[PartnershipParty]:
    return [
        party
        for party in parties
        if party.organization_id in viewer.organization_ids
        or party.partner_id in viewer.partner_ids
    ]
