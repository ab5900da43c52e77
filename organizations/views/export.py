"""The result of a search as a file."""

import sys
import threading
from array import array
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.rights.transfers import note_transfer
from organizations.export import csv_file
from organizations.requests import PortalRequest
from organizations.search.engine import search
from organizations.views.asking import UnreadableSearchError, asked_filter

# A file of the whole directory takes a thread for half a minute: this many of a process at most.
AT_ONCE = 2
_places = threading.BoundedSemaphore(AT_ONCE)


@require_safe
@never_cache
def export_csv(request: PortalRequest) -> HttpResponseBase:
    """Everything that the list would show for the same address, page by page, in its order."""
    try:
        asked = asked_filter(request)
    except UnreadableSearchError as error:
        return error.response
    found = search(asked.criteria(), request.viewer, limit=sys.maxsize)
    numbers = array("q", found.numbers)
    if not _places.acquire(blocking=False):
        return _busy(request)
    file = WithPlace(csv_file(numbers, asked.queryset))
    try:
        filters = request.GET.lists()
        note_transfer(by=request.user, what="directory", rows=len(numbers), filters=filters)
    except BaseException:
        # Nobody will send it, so nobody else would give the place back.
        file.close()
        raise
    return download(file, "organizations")


def download(parts: Any, name: str) -> StreamingHttpResponse:
    """Answer with a CSV file, sent while it is written."""
    today = timezone.now().date().isoformat()
    return StreamingHttpResponse(
        parts,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="gdve-{name}-{today}.csv"',
            "X-Robots-Tag": "noindex",
        },
    )


class WithPlace:
    """Parts of a file that hold a place until they are sent, or the reader goes away."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._is_open = True

    def __iter__(self) -> Iterator[bytes]:
        return self._parts

    def close(self) -> None:
        """Give the place back; the server calls it in every case."""
        if self._is_open:
            self._is_open = False
            _places.release()


def _busy(request: PortalRequest) -> HttpResponse:
    response = render(request, "organizations/export_busy.html", status=503)
    response["Retry-After"] = "30"
    return response
