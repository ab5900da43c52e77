"""Telling people of groups that are new in the searches they saved.

Which digest is due and what was told stand in the rows of the searches, and change in the
transaction that writes the letter: a clock that stood still or ran twice makes none missed and
none doubled.
"""

import logging
import time

from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import override
from pyroaring import BitMap

from accounts.models import User
from organizations.actions.collections import fitting, next_digest
from organizations.models import Organization, SavedSearch
from organizations.notifications import News, tell_of_new_groups
from organizations.viewers import Viewer
from organizations.viewers_of import viewer_of

logger = logging.getLogger(__name__)

# More names than this are not read in a letter; the page behind its link has them all.
NAMED_IN_A_LETTER = 5
_signer = signing.Signer(salt="organizations.search_digest")


def send_due_digests(seconds: float) -> bool:
    """Send digests for at most about `seconds`; return whether all that were due are sent.

    A digest that fails is left due, and does not keep the others waiting.
    """
    failed: set[int] = set()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with transaction.atomic():
            owner = _claim(failed)
            if owner is None:
                return True
            try:
                with transaction.atomic():
                    _send(owner)
            except Exception:
                logger.exception("digest of user %s failed", owner.pk)
                failed.add(owner.pk)
    return False


def stop_token(user: User) -> str:
    """Return what the link in a letter carries, so that stopping needs no sign-in."""
    return _signer.sign(user.uuid.hex)


def user_of_token(token: str) -> str:
    """Return the uuid of the person whose letter carried `token`; raise BadSignature."""
    return _signer.unsign(token)


def _claim(failed: set[int]) -> User | None:
    """Lock a person who is owed a digest and is nobody else's now; or None."""
    due = SavedSearch.objects.due().filter(user=OuterRef("pk"))
    return (
        User.objects.filter(Exists(due))
        .exclude(pk__in=failed)
        .select_for_update(skip_locked=True, no_key=True)
        .order_by("pk")
        .first()
    )


def _send(owner: User) -> None:
    """Write one letter with all that is new in the searches of `owner` that are due."""
    viewer = viewer_of(owner)
    now = timezone.now()
    news = []
    due = SavedSearch.objects.due().filter(user=owner).select_for_update(of=("self",))
    # Words are understood in the language in which they were typed, as far as that is known.
    with override(owner.language):
        for saved in due.order_by("created_at", "pk"):
            new = _new_groups(saved, viewer)
            if new:
                news.append(new)
            saved.next_digest_at = next_digest(saved.digest, now)
            saved.save(update_fields=["next_digest_at", "told"])
    if news:
        tell_of_new_groups(owner, news, stop_token=stop_token(owner))


def _new_groups(saved: SavedSearch, viewer: Viewer) -> News | None:
    """Return what fits now and was not told yet, newest first, and note it as told."""
    told = BitMap.deserialize(bytes(saved.told))
    # Whatever the index answers, the rows come through the door again. One's own group is no news.
    new = (
        Organization.objects.visible_to(viewer)
        .published()
        .exclude(pk__in=viewer.organization_ids)
        .filter(pk__in=list(fitting(saved.query, viewer) - told))
        .order_by("-published_at", "-pk")
    )
    numbers = list(new.values_list("pk", flat=True))
    if not numbers:
        return None
    told.update(numbers)
    told.run_optimize()
    saved.told = told.serialize()
    named = Organization.objects.in_bulk(numbers[:NAMED_IN_A_LETTER])
    return News(
        saved,
        [named[pk] for pk in numbers[:NAMED_IN_A_LETTER] if pk in named],
        len(numbers),
    )
