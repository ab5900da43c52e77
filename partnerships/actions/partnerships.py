"""Beginning a partnership, and what every step of its life does first and last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.models import Organization
from partnerships.agreement import MOST_PARTIES, AgreedText, Share
from partnerships.host_rules import reports_through
from partnerships.models import (
    AgreementDraft,
    AgreementVersion,
    HostAgreement,
    Partner,
    Partnership,
    PartnershipEvent,
    PartnershipParty,
)
from partnerships.nudges import nudge_rescoring
from partnerships.origins import DIRECT, CameOf, require_met
from partnerships.partnership_enums import EventKind, Origin, PartnershipState, PartyStanding
from partnerships.partnership_people import Listing, is_open, unfit
from partnerships.partnership_situations import situation_of
from partnerships.partnership_workflow import PartnershipError, Situation, guard
from partnerships.rules import speaks_for

DAY = timedelta(days=1)
# New works that one listing may ask others for in a day: a proposal is a letter to strangers.
NEW_A_DAY = 10


class NotOpenError(PartnershipError):
    """One's own listing is not published, or not verified: nobody can be asked in its name."""


class CannotMeetError(PartnershipError):
    """These listings cannot be brought together here; `name` is of the one that cannot be asked.

    Why is nobody's business: it may be hidden, closed, without people, or have blocked another.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


class TooManyPartiesError(PartnershipError):
    """More parties than one work may have."""


class TooManyProposalsError(PartnershipError):
    """As many new works as a day may bring."""


@dataclass
class Standing:
    """A partnership that is locked, its parties, and the one that acts."""

    partnership: Partnership
    parties: list[PartnershipParty]
    acting: PartnershipParty
    by: User
    # By which she acts for a party that she does not belong to.
    agreement: HostAgreement | None = None

    @property
    def situation(self) -> Situation:
        return situation_of(self.partnership, self.parties)

    @property
    def told(self) -> list[PartnershipParty]:
        return [party for party in self.parties if party.was_told]

    def guard(self, step: str) -> PartnershipState:
        """Where the step leads; raises the PartnershipError that says why it cannot be taken."""
        return guard(step, self.situation, self.acting.pk, timezone.localdate())

    def note(self, kind: EventKind, *, words: str = "", **details: Any) -> PartnershipEvent:
        """Keep what happened."""
        self.partnership.changed_at = timezone.now()
        return PartnershipEvent.objects.create(
            partnership=self.partnership,
            kind=kind,
            party=self.acting,
            by=self.by,
            words=words,
            details=details,
        )

    def reread(self) -> None:
        """See what was done since."""
        self.parties = _parties(self.partnership)
        self.acting = next(party for party in self.parties if party.pk == self.acting.pk)


def standing(*, partnership_id: int, party_id: int, by: User, may_report: bool = False) -> Standing:
    """Lock a partnership for one act; raise PermissionDenied for whoever may not act for the party.

    A party that was not told does not act, whoever asks. `may_report` is said of acts that a host
    of the party may do, where their agreement lets it report.
    """
    partnership = (
        Partnership.objects.select_for_update(of=("self",))
        .select_related("in_force", "proposal", "suspension", "proposed_summary", "summary")
        .get(pk=partnership_id)
    )
    parties = _parties(partnership)
    acting = next((party for party in parties if party.pk == party_id), None)
    if acting is None or not acting.was_told:
        raise PermissionDenied
    if speaks_for(by, acting.listing):
        return Standing(partnership, parties, acting, by)
    others = [party for party in parties if party.was_told and party != acting]
    agreement = reports_through(by, acting, others) if may_report else None
    if agreement is None:
        raise PermissionDenied
    return Standing(partnership, parties, acting, by, agreement)


@transaction.atomic
def start_partnership(
    *,
    own: Listing,
    others: Sequence[Listing],
    by: User,
    came_of: CameOf = DIRECT,
) -> Partnership:
    """Begin to write a partnership of `own` with `others`; nobody else is told yet.

    Starting the same again goes on with the one that is being written, and says what it came of
    where that was not said. Raises PermissionDenied, NotOpenError, CannotMeetError,
    TooManyPartiesError and NotOfThatError. Whether `by` may know of the others, and of what it
    came of, is for the caller to know.
    """
    # One at a time, so that a second click finds what the first began.
    type(own)._default_manager.select_for_update(no_key=True).get(pk=own.pk)
    if not speaks_for(by, own):
        raise PermissionDenied
    if not is_open(own):
        raise NotOpenError
    if len(others) + 1 > MOST_PARTIES:
        raise TooManyPartiesError
    require_fit([own, *others], asking=own)
    require_met(came_of, own=own, others=others)
    if begun := _begun(own, others):
        if begun.origin == Origin.DIRECT:
            for name, value in came_of.columns().items():
                setattr(begun, name, value)
            begun.save()
        return begun
    partnership = Partnership.objects.create(**came_of.columns())
    now = timezone.now()
    mine = PartnershipParty.objects.create(
        partnership=partnership,
        name=own.name,
        standing=PartyStanding.INVITED,
        told_at=now,
        **_column(own),
    )
    named = [name_party(partnership, listing) for listing in others]
    shares = tuple(Share(party=str(party.uuid), name=party.name) for party in (mine, *named))
    AgreementDraft.objects.create(party=mine, content=AgreedText(shares=shares).to_json())
    PartnershipEvent.objects.create(
        partnership=partnership, kind=EventKind.STARTED, party=mine, by=by
    )
    return partnership


def name_party(partnership: Partnership, listing: Listing) -> PartnershipParty:
    """The row of a listing in a partnership, made where there is none yet."""
    party, _created = PartnershipParty.objects.get_or_create(
        partnership=partnership, **_column(listing), defaults={"name": listing.name}
    )
    return party


def require_fit(listings: Sequence[Listing], *, asking: Listing) -> None:
    """Raise NotOpenError or CannotMeetError unless all can be brought together."""
    wrong = unfit(listings, asking=asking)
    if wrong is None:
        return
    if wrong == asking:
        raise NotOpenError
    raise CannotMeetError(wrong.name)


def require_moderation(party: PartnershipParty) -> None:
    """Raise TooManyProposalsError where a listing has asked many others today."""
    asked = AgreementVersion.objects.filter(
        number=1,
        created_at__gt=timezone.now() - DAY,
        proposed_for__organization=party.organization_id,
        proposed_for__partner=party.partner_id,
    )
    if asked.count() >= NEW_A_DAY:
        raise TooManyProposalsError


def rescore(parties: Sequence[PartnershipParty]) -> None:
    """Have the listings matched anew: who works together is not suggested to each other.

    The listings' own time of change moves, so that the sweep finds a nudge that was lost.
    """
    groups = [party.organization_id for party in parties if party.organization_id]
    bodies = [party.partner_id for party in parties if party.partner_id]
    now = timezone.now()
    Organization.objects.unrecorded(because="nothing that the listing says has changed").filter(
        pk__in=groups
    ).update(updated_at=now)
    Partner.objects.filter(pk__in=bodies).update(updated_at=now)
    transaction.on_commit(partial(nudge_rescoring, organization_ids=groups, partner_ids=bodies))


def _begun(own: Listing, others: Sequence[Listing]) -> Partnership | None:
    """What these very listings' people are writing already, and nobody else was told of."""
    mine = PartnershipParty.objects.filter(
        partnership__state=PartnershipState.DRAFTED, draft__isnull=False, **_column(own)
    )
    wanted = {_key(listing) for listing in (own, *others)}
    for party in mine.select_related("partnership").order_by("-pk"):
        rows = party.partnership.parties.all()
        if {(row.organization_id, row.partner_id) for row in rows} == wanted and not (
            party.partnership.versions.exists()
        ):
            return party.partnership
    return None


def _parties(partnership: Partnership) -> list[PartnershipParty]:
    rows = partnership.parties.select_related("organization", "partner").with_deeds()
    return list(rows.order_by("pk"))


def _key(listing: Listing) -> tuple[int | None, int | None]:
    return (None, listing.pk) if isinstance(listing, Partner) else (listing.pk, None)


def _column(listing: Listing) -> dict[str, Any]:
    return {"partner": listing} if isinstance(listing, Partner) else {"organization": listing}
