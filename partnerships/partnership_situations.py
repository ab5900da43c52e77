"""A partnership as the rules of its life read it."""

from collections.abc import Sequence

from partnerships.models import Partnership, PartnershipParty
from partnerships.partnership_enums import PartnershipState, PartyStanding
from partnerships.partnership_workflow import Situation


def situation_of(partnership: Partnership, parties: Sequence[PartnershipParty]) -> Situation:
    """Return the situation of a partnership whose `parties` carry `with_deeds`."""
    told = [party for party in parties if party.was_told]
    joined = [party for party in parties if party.standing == PartyStanding.JOINED]
    proposal = partnership.proposal
    writers = [party for party in told if party.has_draft] or told
    return Situation(
        state=PartnershipState(partnership.state),
        asked=tuple(party.pk for party in told),
        writers=tuple(party.pk for party in writers),
        version=proposal.number if proposal else None,
        proposer=proposal.proposed_for_id if proposal else None,
        accepted=frozenset(
            party.pk for party in told if proposal and proposal.number in party.accepted
        ),
        resuming=frozenset(party.pk for party in joined if party.is_resuming),
        joined=tuple(party.pk for party in joined),
        closing_due=partnership.closing_due,
        reflected=frozenset(party.pk for party in joined if party.has_reflected),
        needs_new_text=partnership.needs_new_text,
    )
