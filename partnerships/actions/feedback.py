"""What the people of a listing say of whom they are suggested."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from organizations.models import Organization
from partnerships.enums import SETS_ASIDE, Refusal, Verdict
from partnerships.models import MatchFeedback, Partner
from partnerships.nudges import nudge_rescoring
from partnerships.rules import speaks_for

Listing = Organization | Partner


@transaction.atomic
def give_feedback(
    *,
    source: Listing,
    target: Listing,
    by: User,
    verdict: Verdict,
    reason: str = Refusal.NONE,
    words: str = "",
    channel: str = "",
    components: Sequence[float] = (),
    weights_version: str = "",
) -> MatchFeedback:
    """Say on behalf of `source` what `target` is to it; a second word replaces the first.

    Raises PermissionDenied for whoever does not belong to the source. Whether `by` may know of the
    target is for the caller to know. The last three tell of the match that it was said of.
    """
    _lock(source, by)
    before = _verdict_on(source, target)
    feedback, _created = MatchFeedback.objects.update_or_create(
        **_pair(source, target),
        defaults={
            "verdict": verdict,
            "reason": reason if verdict == Verdict.NOT_RELEVANT else Refusal.NONE,
            "words": words if verdict == Verdict.NOT_RELEVANT else "",
            "by": by,
            "changed_at": timezone.now(),
            "channel": channel,
            "components": list(components),
            "weights_version": weights_version,
        },
    )
    _rescore_unless_same(source, before, verdict)
    return feedback


@transaction.atomic
def take_back_feedback(*, source: Listing, target: Listing, by: User) -> bool:
    """Say nothing of `target` any more; return whether anything had been said."""
    _lock(source, by)
    before = _verdict_on(source, target)
    MatchFeedback.objects.filter(**_pair(source, target)).delete()
    _rescore_unless_same(source, before, None)
    return before is not None


def _rescore_unless_same(source: Listing, before: str | None, after: str | None) -> None:
    """Have the lists made anew where the gate lets through others than before.

    The source's own time of change moves, so that a lost nudge is found by the sweep; scored as
    a target too, it leaves, or comes back to, the lists of whom it blocked.
    """
    if _gate(before) == _gate(after):
        return
    rows: QuerySet[Any] = (
        Partner.objects.all()
        if isinstance(source, Partner)
        else Organization.objects.unrecorded(because="the listing itself says what it said")
    )
    rows.filter(pk=source.pk).update(updated_at=timezone.now())
    changed = "partner_ids" if isinstance(source, Partner) else "organization_ids"
    transaction.on_commit(partial(nudge_rescoring, **{changed: [source.pk]}))


def _gate(verdict: str | None) -> tuple[bool, bool]:
    """Whether the source's list, and the target's, is closed to the other."""
    return verdict in SETS_ASIDE, verdict == Verdict.BLOCKED


def _verdict_on(source: Listing, target: Listing) -> str | None:
    said = MatchFeedback.objects.filter(**_pair(source, target))
    return said.values_list("verdict", flat=True).first()


def _pair(source: Listing, target: Listing) -> dict[str, Any]:
    pair: dict[str, Any] = {}
    for side, listing in (("source", source), ("target", target)):
        is_partner = isinstance(listing, Partner)
        pair[f"{side}_organization"] = None if is_partner else listing
        pair[f"{side}_partner"] = listing if is_partner else None
    return pair


def _lock(source: Listing, by: User) -> None:
    """Let one word at a time be said on behalf of a listing."""
    type(source)._default_manager.select_for_update(no_key=True).get(pk=source.pk)
    if not speaks_for(by, source):
        raise PermissionDenied
