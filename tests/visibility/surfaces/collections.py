"""What a reader keeps: files, shortlist, comparison, saved searches, and their letters."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from pyroaring import BitMap

from accounts.models import Notification, User
from organizations.actions import save_search
from organizations.actions.digests import send_due_digests
from organizations.enums import Digest
from organizations.models import Organization, SavedSearch, ShortlistEntry
from organizations.viewers_of import viewer_of
from tests.visibility.registry import journey, page
from tests.visibility.world import SLUG, WHEN

EXPORT = "/organizations/export.csv"
SHORTLIST = "/organizations/shortlist/"
COMPARE = "/organizations/compare/"
SEARCHES = "/organizations/saved-searches/"
OPEN, SECRET, SEARCH = (uuid.UUID(int=number) for number in (1, 2, 3))

for query in ("", "q=secret", "works_in=ER", "sort=name", "q=circle&sort=newest"):
    page(f"{EXPORT}?{query}", tells=True, by_way=query == "q=secret")
page(f"/ar{EXPORT}?q=secret", tells=True)
page(f"{EXPORT}?q=777")
page(f"{EXPORT}?kind=club")
page(EXPORT, method="head")

page(f"{COMPARE}?group={SLUG}&group=open-1", tells=True, by_way=True)
page(f"{COMPARE}?group=open-0&group={SLUG}&group=open-1&group=open-2&group=open-3", tells=True)
page(f"{COMPARE}?group={SLUG}", by_way=True)

page(f"{SHORTLIST}keep/{SLUG}/", by_way=True)
page(f"{SHORTLIST}keep/{SLUG}/", method="post", data={"reason": "Why"}, by_way=True)
page(f"{SEARCHES}new/?q=secret")
page(f"{SEARCHES}new/?q=secret", method="post", data={"name": "A", "digest": "daily"})
page(f"{SEARCHES}stop/forged/")


def reader_of(client: Client) -> User | None:
    return User.objects.filter(pk=client.session.get(SESSION_KEY)).first()


@journey(path=SHORTLIST, tells=True, by_way=True)
def a_shortlist_from_before_it_was_hidden(client: Client) -> Iterator[Any]:
    user = reader_of(client)
    for key, slug in ((OPEN, "open-4"), (SECRET, SLUG)):
        listing = Organization.objects.filter(slug=slug).first()
        if user and listing:
            ShortlistEntry.objects.create(
                uuid=key, user=user, organization=listing, reason="Near", created_at=WHEN
            )
    yield client.get(SHORTLIST)
    yield client.get(f"/ar{SHORTLIST}")
    yield client.get(f"{SHORTLIST}export.csv")
    yield client.get("/organizations/open-4/")
    yield client.post(f"{SHORTLIST}{OPEN}/remove/")
    yield client.get(SHORTLIST)


@journey(path=f"{SHORTLIST}{SECRET}/", by_way=True)
def removed_before_it_was_hidden(client: Client) -> Iterator[Any]:
    user = reader_of(client)
    listing = Organization.objects.filter(slug=SLUG).first()
    if user and listing:
        ShortlistEntry.objects.create(
            uuid=SECRET, user=user, organization=listing, reason="Near", removed_at=WHEN
        )
    yield client.get(SHORTLIST)
    yield client.get(f"{SHORTLIST}{SECRET}/")
    yield client.post(f"{SHORTLIST}{SECRET}/", {"reason": "New"})
    for step in ("remove", "restore"):
        yield client.post(f"{SHORTLIST}{SECRET}/{step}/")
    yield client.get(SHORTLIST)


page(f"{SHORTLIST}export.csv")
page(f"{SHORTLIST}{SECRET}/remove/", method="post")
page(f"{SHORTLIST}{SECRET}/restore/", method="post")


# Nobody is told of her own group, so that its owner's letter cannot tell; that it tells others is
# held in tests/organizations/actions/test_digests.py.
@journey(path=SEARCHES, by_way=True)
def a_saved_search_and_its_letter(client: Client) -> Iterator[Any]:
    """The letter as the inbox stores it: its words are made from nothing else."""
    user = reader_of(client)
    if user:
        saved = save_search(
            by=user, viewer=viewer_of(user), query="q=circle", name="A", digest=Digest.DAILY
        )
        SavedSearch.objects.filter(pk=saved.pk).update(
            uuid=SEARCH, told=BitMap().serialize(), next_digest_at=WHEN
        )
        send_due_digests(5)
    yield client.get(SEARCHES)
    yield client.get(f"{SEARCHES}{SEARCH}/")
    yield client.post(f"{SEARCHES}{SEARCH}/", {"name": "B", "digest": "weekly"})
    letters = Notification.objects.filter(recipient=user).values_list("template", "context")
    yield HttpResponse(json.dumps(list(letters)))
    yield client.post(f"{SEARCHES}{SEARCH}/delete/")


page(f"{SEARCHES}{SEARCH}/")
page(f"{SEARCHES}{SEARCH}/delete/", method="post")
