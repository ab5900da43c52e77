"""How even matches were over time: plots, their table and their file, for curators."""

import csv
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import get_language_bidi, gettext, gettext_lazy

from accounts.models import User
from accounts.rights.transfers import note_transfer
from organizations.enums import Kind
from organizations.models import Place
from organizations.presentation import labels
from partnerships import audits
from partnerships.audits import RouteAudit
from partnerships.enums import PartnerType
from partnerships.matching.bars import BARS, LEAST
from partnerships.models import MatchRun
from partnerships.plots import Plot, plot

# A year of nightly runs would be lines of one colour; the file has as many.
MOST_RUNS = 60
ROUTES = {
    "public": gettext_lazy("Groups → public partners"),
    "private": gettext_lazy("Groups → private partners"),
    "diaspora": gettext_lazy("Groups → groups"),
    "host": gettext_lazy("Groups → possible hosts"),
    "partner": gettext_lazy("Partners → groups"),
}
MEASURES = {
    "exposure_ratio": (
        gettext_lazy("Exposure ratio of grass-roots groups (r_G)"),
        gettext_lazy(
            "Exposure per merit of grass-roots groups, divided by that of all others. Exposure "
            "of a place in a list: 1 / log2(1 + rank). Merit: the mean score over the pool. At 1 "
            "a group is seen as much as it fits; from 0.95 to 1.05 is the aim."
        ),
    ),
    "gini": (
        gettext_lazy("Unevenness of exposure (Gini)"),
        gettext_lazy(
            "0 where all are seen alike, near 1 where one alone is seen. The aim is 0.45 or less."
        ),
    ),
    "never_shown": (
        gettext_lazy("Never shown"),
        gettext_lazy("The share of listings that are in nobody's list. The aim is 0.05 or less."),
    ),
    "ndcg_loss": (
        gettext_lazy("What evenness cost (score-NDCG@10 lost)"),
        gettext_lazy(
            "1 minus the gain of the first ten places as shown, divided by their gain in the "
            "order of scores, with the score as the gain. The aim is below 0.01."
        ),
    ),
}
LED_BY = {
    "youth": gettext_lazy("Led by young people"),
    "women": gettext_lazy("Led by women"),
    "refugees": gettext_lazy("Led by refugees"),
}
KINDS = {**dict(Kind.choices), **dict(PartnerType.choices)}
COLUMNS = (*MEASURES, "largest_share", "floor", "tag_completeness", "targets", "sources")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure over time."""

    name: str
    label: Any
    definition: Any
    plot: Plot
    latest: float | None
    verdict: bool | None


def fairness_view(request: HttpRequest, site: AdminSite, *, more: dict[str, Any]) -> HttpResponse:
    """The page; `?route=` chooses which lists it is about."""
    runs = audits.past_runs(MOST_RUNS)
    route = request.GET.get("route", "")
    if route not in ROUTES:
        route = "diaspora"
    rows = [(run, audit) for run in runs for audit in audits.routes_of(run) if audit.route == route]
    latest = rows[-1][1] if rows else None
    context = {
        **site.each_context(request),
        **more,
        "title": gettext_lazy("How even matches are"),
        "routes": ROUTES,
        "route": route,
        "rows": rows,
        "latest_run": runs[-1] if runs else None,
        "latest": latest,
        "measures": [_measure(name, rows) for name in MEASURES] if latest else [],
        "parts": [(_part(name), figures) for name, figures in latest.labels.items()]
        if latest
        else [],
        "least": LEAST,
    }
    return TemplateResponse(request, "admin/partnerships/matchrun/fairness.html", context)


def _measure(name: str, rows: list[tuple[MatchRun, RouteAudit]]) -> Measure:
    label, definition = MEASURES[name]
    latest, bar = rows[-1][1], BARS[name]
    series = [
        [audit.judged_figures.get(name) for _, audit in rows],
        [audit.figures.get(name) for _, audit in rows],
    ]
    return Measure(
        name=name,
        label=label,
        definition=definition,
        plot=plot(series, least=bar.least, most=bar.most, mirrored=get_language_bidi()),
        latest=latest.judged_figures.get(name),
        verdict=latest.verdicts[name],
    )


def _part(name: str) -> str:
    """What a label of match_labels means, in words."""
    what, _, code = name.partition(":")
    if what == "kind":
        return str(KINDS[code])
    if what == "led_by":
        return str(LED_BY[code])
    text = (
        gettext("Heritage or work in: %(place)s")
        if what == "home"
        else gettext("Living in: %(place)s")
    )
    return text % {"place": ", ".join(labels(Place, [code])) or code}


def fairness_file(by: User) -> HttpResponse:
    """All figures of all runs and routes, one line for each part of the targets."""
    runs = audits.past_runs(10_000)
    note_transfer(by=by, what="fairness", rows=len(runs))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="matching-fairness.csv"'
    writer = csv.writer(response)
    writer.writerow(("finished_at", "run", "weights", "route", "part", "cap", *COLUMNS))
    for run in runs:
        finished = run.finished_at.isoformat() if run.finished_at else ""
        for audit in audits.routes_of(run):
            parts = {"all": audit.figures, "complete": audit.complete, **audit.labels}
            for part, figures in parts.items():
                cells = (figures.get(column) for column in COLUMNS)
                writer.writerow(
                    (finished, run.uuid, run.weights_version, audit.route, part, audit.cap, *cells)
                )
    return response
