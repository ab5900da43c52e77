"""A page of what was found, looked for once."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


def page_of(found: "QuerySet[Any]", rows: "QuerySet[Any]", number: str | None, size: int) -> Page:
    """Return page `number` of `found`, in its order; `rows` are what the page shows of them.

    Of all that is found only the keys are read, in one question: a count and a page would be two,
    each of which looks for everything.
    """
    page = Paginator(list(found.values_list("pk", flat=True)), size).get_page(number)
    shown = rows.in_bulk(list(page.object_list))
    page.object_list = [shown[key] for key in page.object_list if key in shown]
    return page
