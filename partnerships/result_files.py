"""The results of a partnership as files: a table for spreadsheets, and IATI-shaped JSON."""

import csv
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.enums import Kind
from organizations.export import BYTE_ORDER_MARK
from organizations.models import Organization
from organizations.tables.cells import inert
from partnerships.enums import PartnerType
from partnerships.iati import Activity, Actual, Indicator, document, plain
from partnerships.models import PartnershipParty
from partnerships.partnership_enums import PartnershipState, PartyRole
from partnerships.reporting import Period
from partnerships.result_enums import ReportState
from partnerships.result_pages import KpiView, Results, Row, categories

HEADER = (
    _("Indicator"),
    _("Kind of result"),
    _("Measure"),
    _("What is better"),
    _("Start"),
    _("Year of the start"),
    _("Until"),
    _("Target"),
    _("Target in words"),
    _("Reached so far"),
    _("In words"),
    _("Report"),
    _("Split by"),
    _("Category"),
    _("Part"),
    _("Means of verification"),
    _("Identifier of the indicator"),
)
# IATI 2.03, OrganisationRole and ActivityStatus. What supports without a code carries out, too.
ROLES = {
    PartyRole.FUNDING: "1",
    PartyRole.ACCOUNTABLE: "2",
    PartyRole.EXTENDING: "3",
    PartyRole.IMPLEMENTING: "4",
    PartyRole.SUPPORTING: "4",
}
STATUSES = {
    PartnershipState.ACTIVE: "2",
    PartnershipState.SUSPENDED: "6",
    PartnershipState.COMPLETED: "4",
    PartnershipState.ENDED_EARLY: "5",
}
# IATI 2.03, OrganisationType: it has no code for a group without papers.
TYPES = {
    Kind.GRASSROOTS: "90",
    Kind.FORMAL: "22",
    Kind.NETWORK: "22",
    PartnerType.MINISTRY: "10",
    PartnerType.EMBASSY: "10",
    PartnerType.CITY: "11",
    PartnerType.UNIVERSITY: "80",
    PartnerType.AGENCY: "10",
    PartnerType.INTERNATIONAL: "40",
    PartnerType.OTHER_PUBLIC: "15",
    PartnerType.FOUNDATION: "60",
}
PRIVATE = "70"


def csv_of(results: Results) -> bytes:
    """One line for each indicator and day, then one for each part of what was reached."""
    text = StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow([str(label) for label in HEADER])
    for view in (*results.kpis, *results.former):
        for row in view.rows:
            for line in _lines(view, row):
                writer.writerow([inert(cell) for cell in line])
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _lines(view: KpiView, row: Row) -> Iterable[list[str]]:
    kpi, actual = view.kpi, row.actual
    state = ReportState(actual.report.state).label if actual else ""
    start = [
        kpi.title,
        kpi.get_result_type_display(),
        kpi.get_measure_display(),
        str(_("More") if kpi.is_ascending else _("Less")),
        _number(kpi.baseline_value),
        str(kpi.baseline_year or ""),
        row.on.isoformat(),
        _number(row.target),
        row.target_comment,
    ]
    end = [kpi.verification, str(kpi.key)]
    reached = [_number(actual.value), actual.comment, str(state)] if actual else ["", "", ""]
    yield [*start, *reached, "", "", "", *end]
    for part in actual.known_parts if actual else ():
        label = dict(categories(part.dimension)).get(part.category, part.category)
        yield [*start, "", "", "", part.dimension, str(label), plain(part.value), *end]


def _number(value: Any) -> str:
    return "" if value is None else plain(value)


def iati_of(results: Results, parties: Sequence[PartnershipParty]) -> dict[str, Any]:
    """The partnership's results in the shape of IATI 2.03 (see iati.py), for its parties.

    `parties` carry their listings, whose kinds are read.
    """
    partnership = results.partnership
    return _document(results, parties, title=partnership.title, description=partnership.purpose)


def public_iati_of(results: Results, parties: Sequence[PartnershipParty]) -> dict[str, Any]:
    """The same of what is public: under the words that every party agreed to, figures alone."""
    summary = results.partnership.summary
    if summary is None:
        raise ValueError("nothing of this partnership is public")
    return _document(
        results, parties, title=summary.title, description=summary.words, is_public=True
    )


def _document(
    results: Results,
    parties: Sequence[PartnershipParty],
    *,
    title: str,
    description: str,
    is_public: bool = False,
) -> dict[str, Any]:
    partnership = results.partnership
    activity = Activity(
        identifier=f"gdve-{partnership.uuid}",
        title=title,
        description=description,
        # What parties write may be in any language, and they do not say in which.
        language="und",
        status=STATUSES.get(PartnershipState(partnership.state), "1"),
        starts_on=partnership.starts,
        ends_on=partnership.ends,
        organizations=[
            (party.name, ROLES.get(PartyRole(party.role), "4"), _type(party)) for party in parties
        ],
        indicators=[_indicator(view, is_public) for view in results.kpis],
        changed_at=partnership.changed_at,
    )
    return document(activity, timezone.now())


def _type(party: PartnershipParty) -> str:
    listing = party.listing
    if isinstance(listing, Organization):
        return TYPES[Kind(listing.kind)]
    return TYPES.get(PartnerType(listing.type), PRIVATE)


def _indicator(view: KpiView, is_public: bool) -> Indicator:
    kpi, starts = view.kpi, view.terms.starts_on
    found: list[tuple[Period, Decimal | None, str, Actual | None]] = []
    for row in view.rows:
        actual = None
        if said := row.actual:
            actual = Actual(value=said.value)
        if said and not is_public:
            actual = Actual(value=said.value, comment=said.comment, parts=said.known_parts)
        # A target's period begins where the one before it ended.
        period = Period(min(starts, row.on), row.on)
        found.append((period, row.target, row.target_comment, actual))
        starts = row.on + timedelta(days=1)
    return Indicator(
        result_type=kpi.result_type,
        measure=kpi.measure,
        is_ascending=kpi.is_ascending,
        title=kpi.title,
        description=kpi.description,
        baseline_year=kpi.baseline_year,
        baseline_value=kpi.baseline_value,
        baseline_comment=kpi.baseline_comment,
        periods=found,
    )
