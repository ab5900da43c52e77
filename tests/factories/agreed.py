"""Partnerships, made by the steps that people take."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from accounts.models import User
from organizations.models import Organization
from partnerships import actions
from partnerships.agreement import AgreedText, Share
from partnerships.models import AgreementDraft, Partner, Partnership, PartnershipParty
from partnerships.partnership_people import people_of

Listing = Organization | Partner


def party_of(partnership: Partnership, listing: Listing) -> PartnershipParty:
    """The row of this listing."""
    kind = str(listing._meta.model_name)
    return PartnershipParty.objects.get(partnership=partnership, **{kind: listing})


def speaker(listing: Listing) -> User:
    return people_of(listing)[0]


def act(name: str, partnership: Partnership, own: Listing, /, **fields: Any) -> Any:
    """Let the first who speaks for a listing take a step of its party."""
    return getattr(actions, name)(
        **{
            "partnership_id": partnership.pk,
            "party_id": party_of(partnership, own).pk,
            "by": speaker(own),
            **fields,
        }
    )


def whole(text: AgreedText, **fields: Any) -> AgreedText:
    """The text with everything said that must be."""
    said: dict[str, Any] = {
        "title": "Evening classes",
        "purpose": "Young people learn to read plans.",
        "goals": ("Twenty people finish the course.",),
        "starts": date(2026, 1, 1),
        "ends": date(2026, 12, 31),
        "sectors": ("education",),
        "places": ("KE",),
        "shares": tuple(
            Share(share.party, share.name, share.role or "implementing", share.gives or "Two rooms")
            for share in text.shares
        ),
    }
    return replace(text, **{**said, **fields})


def write(partnership: Partnership, listing: Listing, **fields: Any) -> AgreementDraft:
    """Fill the draft of a listing's party, or begin one, with a whole text."""
    from partnerships.actions.agreements import starting_text

    draft = AgreementDraft.objects.filter(party=party_of(partnership, listing)).first()
    text = draft.text if draft else starting_text(partnership)
    revision = draft.revision if draft else 0
    saved: AgreementDraft = act(
        "save_draft", partnership, listing, text=whole(text, **fields), revision=revision
    )
    return saved


def make_draft(own: Listing, *others: Listing, **fields: Any) -> Partnership:
    """A partnership that `own` has written and nobody else was told of."""
    partnership = actions.start_partnership(own=own, others=others, by=speaker(own))
    write(partnership, own, **fields)
    partnership.refresh_from_db()
    return partnership


def make_proposal(own: Listing, *others: Listing, **fields: Any) -> Partnership:
    """A partnership whose first text waits for the others."""
    partnership = make_draft(own, *others, **fields)
    act("propose", partnership, own, after=0)
    partnership.refresh_from_db()
    return partnership


def make_partnership(own: Listing, *others: Listing, **fields: Any) -> Partnership:
    """An active partnership: everybody has accepted the first text."""
    partnership = make_proposal(own, *others, **fields)
    accept_all(partnership, others)
    return partnership


def accept_all(partnership: Partnership, listings: Sequence[Listing]) -> None:
    """Let each of these accept what is proposed."""
    partnership.refresh_from_db()
    assert partnership.proposal is not None
    for listing in listings:
        act("accept", partnership, listing, number=partnership.proposal.number)
    partnership.refresh_from_db()


def amend(partnership: Partnership, listing: Listing, **fields: Any) -> Partnership:
    """Let a party propose to change the text."""
    draft = write(partnership, listing, **fields)
    last = partnership.versions.first()
    assert draft.pk
    assert last
    act("propose", partnership, listing, after=last.number, why="We learnt something.")
    partnership.refresh_from_db()
    return partnership
