"""Listings as a CSV file: what their pages say in public, in the reader's words and in codes.

Rows are read and written in batches, so that a file of any length takes the same memory. What is
not public (contacts, audience, status, hidden_from) has no column, whoever asks.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from organizations.enums import Audience
from organizations.models import (
    Contact,
    Generation,
    Language,
    Organization,
    Place,
    Role,
    Sector,
    SupportType,
)
from organizations.models.codelists import CodeList
from organizations.models.queries import OrganizationQuerySet
from organizations.presentation import LEADERSHIP, labels, readers_order
from organizations.tables.cells import inert

BATCH = 500
# Spreadsheets take text for UTF-8 only where it begins with this.
BYTE_ORDER_MARK = "\ufeff"
BETWEEN = "; "

Cells = Sequence[str]
Column = tuple[Any, Callable[[Organization], Any]]


def _codes(label: Any, label_of_codes: Any, model: type[CodeList], attribute: str) -> list[Column]:
    """Two columns for a facet: its labels, and its codes."""
    codes: Callable[[Organization], list[str]] = attrgetter(attribute)
    return [
        (label, lambda listing: BETWEEN.join(labels(model, codes(listing)))),
        (label_of_codes, lambda listing: BETWEEN.join(codes(listing))),
    ]


def _choice(label: Any, label_of_codes: Any, name: str) -> list[Column]:
    def words(listing: Organization) -> str:
        return getattr(listing, f"get_{name}_display")() if getattr(listing, name) else ""

    return [(label, words), (label_of_codes, attrgetter(name))]


def _leadership(listing: Organization) -> str:
    return BETWEEN.join(str(label) for flag, label in LEADERSHIP if getattr(listing, flag))


def _leadership_codes(listing: Organization) -> str:
    flags = [flag for flag, _label in LEADERSHIP if getattr(listing, flag)]
    return BETWEEN.join(flag.removeprefix("is_").removesuffix("_led") for flag in flags)


def _description(listing: Organization) -> str:
    first = readers_order(listing.descriptions.all())[:1]
    return first[0].text if first else ""


def _description_language(listing: Organization) -> str:
    first = readers_order(listing.descriptions.all())[:1]
    return first[0].language_id if first else ""


def _confirmed(listing: Organization) -> str:
    return listing.last_confirmed_at.date().isoformat() if listing.last_confirmed_at else ""


COLUMNS: list[Column] = [
    (_("Name"), attrgetter("name")),
    (_("Other names"), lambda listing: BETWEEN.join(n["name"] for n in listing.other_names)),
    *_choice(_("Kind"), _("Kind (code)"), "kind"),
    *_choice(_("Legal status"), _("Legal status (code)"), "legal_status"),
    *_codes(_("Comes from"), _("Comes from (codes)"), Place, "heritage_codes"),
    *_codes(_("Lives in"), _("Lives in (codes)"), Place, "residence_codes"),
    *_codes(_("Works in"), _("Works in (codes)"), Place, "works_in_codes"),
    *_codes(_("Main areas of work"), _("Main areas (codes)"), Sector, "primary_sector_codes"),
    *_codes(_("Also works on"), _("Also works on (codes)"), Sector, "secondary_sector_codes"),
    *_codes(_("Roles"), _("Roles (codes)"), Role, "role_codes"),
    *_codes(_("Offers"), _("Offers (codes)"), SupportType, "offer_codes"),
    *_codes(_("Needs"), _("Needs (codes)"), SupportType, "need_codes"),
    *_codes(_("Made of"), _("Made of (codes)"), Generation, "made_of_codes"),
    *_codes(_("Works for"), _("Works for (codes)"), Generation, "serves_codes"),
    *_codes(_("Working languages"), _("Working languages (codes)"), Language, "language_codes"),
    (_("Leadership"), _leadership),
    (_("Leadership (codes)"), _leadership_codes),
    (_("Founded"), lambda listing: listing.founded_year or ""),
    *_choice(_("Size"), _("Size (code)"), "size_band"),
    (_("Registered as"), lambda listing: BETWEEN.join(listing.numbers)),
    (_("Description"), _description),
    (_("Language of the description"), _description_language),
    (_("Website"), attrgetter("website")),
    (_("Public contacts"), lambda listing: BETWEEN.join(map(str, listing.contacts.all()))),
    (_("Last confirmed"), _confirmed),
    (_("Fictional sample"), lambda listing: _("yes") if listing.is_sample else ""),
    (_("Page"), lambda listing: settings.SITE_URL.rstrip("/") + listing.get_absolute_url()),
    (_("Identifier on this portal"), attrgetter("uuid")),
]


def csv_file(
    numbers: Sequence[int],
    visible: OrganizationQuerySet,
    *,
    notes: Mapping[int, Cells] | None = None,
    note_labels: Cells = (),
) -> Iterator[bytes]:
    """Return the file in parts: a header, then the listings of `visible` among `numbers`.

    They come in the order of `numbers`. `notes` gives further cells of a listing by its number,
    which stand first, under `note_labels`. The words are in the language that is active now.
    """
    return _parts(get_language() or "", numbers, visible, notes or {}, note_labels)


def _parts(
    language: str,
    numbers: Sequence[int],
    visible: OrganizationQuerySet,
    notes: Mapping[int, Cells],
    note_labels: Cells,
) -> Iterator[bytes]:
    # A part is written while the server asks for it, when another language may be active.
    with override(language):
        header = _lines([[*note_labels, *(str(label) for label, _value in COLUMNS)]])
    yield (BYTE_ORDER_MARK + header).encode()
    rows = _with_all(visible)
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        found = rows.in_bulk(list(batch))
        with override(language):
            lines = _lines(
                [*notes.get(pk, ()), *(value(found[pk]) for _label, value in COLUMNS)]
                for pk in batch
                if pk in found
            )
        yield lines.encode()


def _with_all(visible: OrganizationQuerySet) -> OrganizationQuerySet:
    public = Prefetch("contacts", Contact.objects.filter(audience=Audience.PUBLIC))
    return visible.with_tags().with_details().prefetch_related("descriptions", public)


class _Text:
    """What csv.writer writes to."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.write = self.parts.append


def _lines(rows: Iterable[Iterable[object]]) -> str:
    text = _Text()
    # Quoted throughout: no separator that another country's spreadsheet knows opens a new cell.
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows(map(partial(map, inert), rows))
    return "".join(text.parts)
