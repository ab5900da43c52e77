"""Whose matches a request is about: one of the reader's own listings, named by `for`."""

from django.http import Http404

from organizations.requests import MemberRequest
from partnerships.reasons import Listing
from partnerships.suggestions import own_listings


def chosen_listing(request: MemberRequest) -> tuple[list[Listing], Listing | None]:
    """The reader's own listings, and the one that the address names, else the first.

    Raises Http404 where it names another.
    """
    listings = own_listings(request.viewer)
    wanted = request.GET.get("for", "")
    if wanted:
        subject = next((row for row in listings if str(row.uuid) == wanted), None)
        if subject is None:
            raise Http404
        return listings, subject
    return listings, listings[0] if listings else None
