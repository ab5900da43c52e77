"""Texts: writing, proposing, accepting, and coming into force when every party has accepted."""

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from organizations.actions import record_evidence
from organizations.enums import EvidenceKind
from partnerships.actions.agreed_results import follow_text
from partnerships.actions.partnerships import (
    CannotMeetError,
    NotOpenError,
    Standing,
    TooManyPartiesError,
    name_party,
    require_fit,
    require_moderation,
    rescore,
    standing,
)
from partnerships.actions.publishing import unpublish
from partnerships.agreement import MOST_PARTIES, AgreedText, Share, fingerprint
from partnerships.models import (
    Acceptance,
    AgreementDraft,
    AgreementVersion,
    Partnership,
    PartnershipParty,
)
from partnerships.partnership_enums import EventKind, PartnershipState, PartyStanding
from partnerships.partnership_news import tell
from partnerships.partnership_people import Listing, is_open, shares_people
from partnerships.partnership_workflow import (
    NotPossibleError,
    NotProposedError,
    PartnershipError,
    SamePersonError,
)


class DraftChangedError(PartnershipError):
    """Somebody else of the same party has written meanwhile; `text` is what stands there."""

    def __init__(self, text: AgreedText) -> None:
        self.text = text
        super().__init__("the draft has another revision")


class IncompleteTextError(PartnershipError):
    """Nobody can be asked to accept the text yet; `missing` names what it does not say."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(", ".join(missing))


class NothingChangedError(PartnershipError):
    """The text says what is agreed, or was last proposed, already."""


class TextMovedError(PartnershipError):
    """Another text came up since this one was looked over; `number` is the last one."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"version {number} is the last")


@transaction.atomic
def save_draft(
    *, partnership_id: int, party_id: int, by: User, text: AgreedText, revision: int
) -> AgreementDraft:
    """Keep what a party writes; `revision` is of the draft it was written upon, 0 for a new one.

    Who takes part is not changed here. Raises PermissionDenied, NotPossibleError and
    DraftChangedError.
    """
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by)
    _require_writable(now)
    draft = _draft(now)
    if draft is None:
        before = starting_text(now.partnership)
        draft = AgreementDraft(party=now.acting, content=before.to_json(), revision=0)
    if draft.revision != revision:
        raise DraftChangedError(draft.text)
    said = {share.party: share for share in text.shares}
    shares = tuple(said.get(share.party, share) for share in draft.text.shares)
    _store(now, draft, replace(text, shares=shares))
    return draft


@transaction.atomic
def add_party(*, partnership_id: int, party_id: int, by: User, listing: Listing) -> None:
    """Name one more party in the draft; it learns of it when the text is proposed.

    Raises CannotMeetError, NotOpenError and TooManyPartiesError beside those of save_draft.
    Whether `by` may know of the listing is for the caller to know.
    """
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by)
    _require_writable(now)
    text, draft = _text_in_hand(now)
    if len(text.shares) >= MOST_PARTIES:
        raise TooManyPartiesError
    rows = {str(party.uuid): party for party in now.parties}
    there = [rows[share.party].listing for share in text.shares if share.party in rows]
    if listing not in there:
        require_fit([*there, listing], asking=now.acting.listing)
    party = name_party(now.partnership, listing)
    if party.standing == PartyStanding.LEFT:
        _name_again(now, party)
    share = Share(party=str(party.uuid), name=party.name)
    _store(now, draft, text.with_share(share))


@transaction.atomic
def remove_party(*, partnership_id: int, party_id: int, by: User, other_id: int) -> None:
    """Leave out a party that is named in the draft and was not told."""
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by)
    _require_writable(now)
    other = next((party for party in now.parties if party.pk == other_id), None)
    if other is None or other.was_told:
        raise PermissionDenied
    text, draft = _text_in_hand(now)
    _store(now, draft, text.without_share(str(other.uuid)))


@transaction.atomic
def discard_draft(*, partnership_id: int, party_id: int, by: User) -> bool:
    """Throw a draft away; return whether the partnership is gone with it: nobody knew of it."""
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by)
    draft = _draft(now)
    if draft is None:
        return False
    draft.delete()
    if now.partnership.versions.exists():
        return False
    now.partnership.delete()
    return True


@transaction.atomic
def propose(
    *, partnership_id: int, party_id: int, by: User, after: int, why: str = ""
) -> AgreementVersion:
    """Ask every party to accept the draft: it becomes the next numbered text.

    The party that proposes accepts by proposing. `after` is the number of the last text that `by`
    has compared it with. Raises PartnershipErrors that say why not; the draft is kept then.
    """
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by)
    now.guard("propose")
    draft = _draft(now)
    if draft is None:
        raise NotPossibleError("propose", now.partnership.state)
    last = now.partnership.versions.first()
    number = last.number if last else 0
    if number != after:
        raise TextMovedError(number)
    text = draft.text
    if missing := text.missing():
        raise IncompleteTextError(missing)
    holding = now.partnership.in_force
    if holding and holding.content == text.to_json():
        raise NothingChangedError
    taking_part = _require_shares(now, text)
    require_fit([party.listing for party in taking_part], asking=now.acting.listing)
    if last is None:
        require_moderation(now.acting)
    version = _make_version(now, text, number + 1, why)
    draft.delete()
    return version


@transaction.atomic
def accept(*, partnership_id: int, party_id: int, by: User, number: int) -> Partnership:
    """Accept the text of this number for a party; with the last one to accept it is in force.

    Accepting twice is accepting once. Raises NotProposedError where another text, or none, is
    proposed, SamePersonError for whoever has accepted it for another party, NotOpenError.
    """
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by)
    if number in now.acting.accepted:
        return now.partnership
    now.guard("accept")
    proposal = now.partnership.proposal
    assert proposal is not None  # noqa: S101 - guarded
    if proposal.number != number:
        raise NotProposedError(proposal.number)
    if not is_open(now.acting.listing):
        raise NotOpenError
    if proposal.acceptances.filter(by=by).exists():
        raise SamePersonError
    _accept(now, proposal)
    event = now.note(EventKind.ACCEPTED, number=number)
    now.reread()
    if missing := now.situation.to_accept:
        now.partnership.save(update_fields=["changed_at"])
        names = [party.name for party in now.parties if party.pk in missing]
        tell(event, parties=now.told, by=by, waiting=names)
    else:
        _put_in_force(now, proposal)
    return now.partnership


@transaction.atomic
def send_back(
    *, partnership_id: int, party_id: int, by: User, number: int, words: str
) -> Partnership:
    """Say what should be another way: the text is not proposed any more, and a draft again."""
    return _take_from_table(
        partnership_id, party_id, by, number, words, step="send_back", kind=EventKind.SENT_BACK
    )


@transaction.atomic
def withdraw(
    *, partnership_id: int, party_id: int, by: User, number: int, words: str = ""
) -> Partnership:
    """Take back what one's own party has proposed; the words are a draft again."""
    return _take_from_table(
        partnership_id, party_id, by, number, words, step="withdraw", kind=EventKind.WITHDRAWN
    )


@transaction.atomic
def decline(*, partnership_id: int, party_id: int, by: User, words: str = "") -> Partnership:
    """Say that the partnership will not come about; declining twice is declining once."""
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by)
    if now.partnership.state == PartnershipState.NOT_AGREED:
        return now.partnership
    state = now.guard("decline")
    if not now.partnership.versions.exists():
        raise NotPossibleError("decline", now.partnership.state)
    event = now.note(EventKind.DECLINED, words=words)
    now.partnership.state, now.partnership.proposal = state, None
    now.partnership.ended_at = event.at
    now.partnership.save()
    AgreementDraft.objects.filter(party__in=now.parties).delete()
    tell(event, parties=now.told, by=by)
    return now.partnership


def starting_text(partnership: Partnership) -> AgreedText:
    """What a new draft begins with: the text in force, else the last one that was proposed.

    Without the share of whoever has left since.
    """
    if partnership.in_force:
        text = partnership.in_force.text
        # In Python: whoever shows a partnership has read its parties already.
        for party in partnership.parties.all():
            if party.standing == PartyStanding.LEFT:
                text = text.without_share(str(party.uuid))
        return text
    last = partnership.versions.first()
    return last.text if last else AgreedText()


def lapse(now: Standing) -> None:
    """A text that waits for answers when the work ends is proposed no more; its words are kept."""
    proposal = now.partnership.proposal
    if proposal:
        now.note(EventKind.LAPSED, number=proposal.number)
        _keep_as_draft(now, proposal)
        now.partnership.proposal = None


def _take_from_table(
    partnership_id: int,
    party_id: int,
    by: User,
    number: int,
    words: str,
    *,
    step: str,
    kind: EventKind,
) -> Partnership:
    now = standing(partnership_id=partnership_id, party_id=party_id, by=by)
    proposal = now.partnership.proposal
    if proposal and proposal.number != number:
        raise NotProposedError(proposal.number)
    state = now.guard(step)
    assert proposal is not None  # noqa: S101 - guarded
    event = now.note(kind, words=words, number=number)
    told = now.told
    _keep_as_draft(now, proposal)
    now.partnership.state, now.partnership.proposal = state, None
    now.partnership.save()
    tell(event, parties=told, by=by)
    return now.partnership


def _keep_as_draft(now: Standing, proposal: AgreementVersion) -> None:
    """Give the words back to whoever proposed them; who was only invited by them is told no more
    of a work that goes on.
    """
    AgreementDraft.objects.get_or_create(
        party=proposal.proposed_for, defaults={"content": proposal.content}
    )
    if now.partnership.in_force:
        for party in now.parties:
            if party.standing == PartyStanding.INVITED:
                party.standing, party.told_at = PartyStanding.NAMED, None
                party.save(update_fields=["standing", "told_at"])


def _require_writable(now: Standing) -> None:
    """Whoever was told writes while nothing is proposed; of what holds, who has joined."""
    state = now.partnership.state
    if state in (PartnershipState.ACTIVE, PartnershipState.SUSPENDED):
        if now.acting.standing != PartyStanding.JOINED:
            raise NotPossibleError("propose", state)
    elif state != PartnershipState.DRAFTED:
        raise NotPossibleError("propose", state)


def _name_again(now: Standing, party: PartnershipParty) -> None:
    """Whoever left may be asked anew, once a text holds that is without it."""
    holding = now.partnership.in_force
    if holding and holding.text.share_of(str(party.uuid)):
        raise CannotMeetError(party.name)
    party.standing = PartyStanding.NAMED
    party.told_at = party.joined_at = party.left_at = None
    party.save(update_fields=["standing", "told_at", "joined_at", "left_at"])


def _draft(now: Standing) -> AgreementDraft | None:
    return AgreementDraft.objects.filter(party=now.acting).first()


def _text_in_hand(now: Standing) -> tuple[AgreedText, AgreementDraft]:
    draft = _draft(now)
    if draft is None:
        text = starting_text(now.partnership)
        draft = AgreementDraft(party=now.acting, content=text.to_json(), revision=0)
    return draft.text, draft


def _store(now: Standing, draft: AgreementDraft, text: AgreedText) -> None:
    draft.content = text.to_json()
    draft.revision += 1
    draft.changed_at = timezone.now()
    draft.save()
    if not now.partnership.versions.exists():
        mirror(now.partnership, text)
        now.partnership.changed_at = draft.changed_at
        now.partnership.save()


def mirror(partnership: Partnership, text: AgreedText) -> None:
    """Write to the partnership's own columns what lists and searches read."""
    partnership.title, partnership.purpose = text.title, text.purpose
    partnership.starts, partnership.ends = text.starts, text.ends
    partnership.sectors, partnership.places = list(text.sectors), list(text.places)


def _require_shares(now: Standing, text: AgreedText) -> list[PartnershipParty]:
    """The parties with a share in the text: whoever has joined or was asked keeps one."""
    shares = {share.party for share in text.shares}
    taking_part = [
        party
        for party in now.parties
        if str(party.uuid) in shares and party.standing != PartyStanding.LEFT
    ]
    if len(taking_part) != len(shares) or any(
        party.was_told and party not in taking_part for party in now.parties
    ):
        raise IncompleteTextError(["shares"])
    return taking_part


def _make_version(now: Standing, text: AgreedText, number: int, why: str) -> AgreementVersion:
    state = now.guard("propose")
    content = text.to_json()
    version = AgreementVersion.objects.create(
        partnership=now.partnership,
        number=number,
        content=content,
        content_hash=fingerprint(content),
        why=why,
        proposed_for=now.acting,
        proposed_by=now.by,
    )
    shares = {share.party for share in text.shares}
    for party in now.parties:
        if not party.was_told and str(party.uuid) in shares:
            party.standing, party.told_at = PartyStanding.INVITED, version.created_at
            party.save(update_fields=["standing", "told_at"])
    _accept(now, version)
    event = now.note(EventKind.PROPOSED, words=why, number=number)
    now.partnership.state, now.partnership.proposal = state, version
    if now.partnership.in_force is None:
        mirror(now.partnership, text)
    now.partnership.save()
    tell(event, parties=now.told, by=now.by, is_amendment=now.partnership.in_force is not None)
    return version


def _accept(now: Standing, version: AgreementVersion) -> None:
    Acceptance.objects.create(
        version=version, party=now.acting, content_hash=version.content_hash, by=now.by
    )


def _put_in_force(now: Standing, version: AgreementVersion) -> None:
    """Every party has accepted the same text: it holds from now on."""
    partnership, text = now.partnership, version.text
    partnership.state = now.guard("agree")
    is_first, at = partnership.in_force is None, timezone.now()
    new = [party for party in now.told if party.standing != PartyStanding.JOINED]
    for party in now.told:
        share = text.share_of(str(party.uuid))
        assert share is not None  # noqa: S101 - nobody accepts a text without a share in it
        party.role, party.gives, party.standing = share.role, share.gives, PartyStanding.JOINED
        party.joined_at = party.joined_at or at
        party.save(update_fields=["role", "gives", "standing", "joined_at"])
    partnership.in_force, partnership.proposal = version, None
    partnership.agreed_at = partnership.agreed_at or at
    if partnership.suspension and partnership.needs_new_text:
        # It rested until those who stay had agreed without whoever left.
        partnership.suspension.ended_at = at
        partnership.suspension.save(update_fields=["ended_at"])
        partnership.suspension, partnership.state = None, PartnershipState.ACTIVE
    mirror(partnership, text)
    event = now.note(EventKind.AGREED, number=version.number)
    if new and not is_first:
        # What is public, the new party has not agreed to.
        unpublish(now)
    partnership.save()
    follow_text(partnership, text)
    _record_evidence(now, new)
    rescore(now.told)
    tell(event, parties=now.told, by=None, is_amendment=not is_first)


def _record_evidence(now: Standing, new: list[PartnershipParty]) -> None:
    """Let the agreement speak for the groups: a body that IOM has verified has agreed, too.

    Two groups alone would vouch for each other as they please, and so would a body for the group
    of its own people: neither counts. The year is all that a badge says of it.
    """
    at = timezone.now()
    partners = [party.listing for party in now.told if party.partner_id]
    for party in new:
        if party.organization_id is None:
            continue
        if any(is_open(body) and not shares_people(body, party.listing) for body in partners):
            record_evidence(
                organization_id=party.organization_id,
                kind=EvidenceKind.PARTNERSHIP,
                record=f"partnership {now.partnership.uuid}",
                since=at,
                facts=str(at.year),
            )
