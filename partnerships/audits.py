"""The figures of finished runs, as the command and the staff's page read them.

They were counted when the run was put in order, over listings that everyone can see: what is
hidden neither moves a figure nor is told by one. A listing that was scored again since then is
in them as it was.
"""

from dataclasses import dataclass
from typing import Any

from partnerships.enums import RunState
from partnerships.matching.bars import BARS, LEAST, judged
from partnerships.models import MatchRun

GRASSROOTS = "kind:grassroots"
Figures = dict[str, float | int | None]


@dataclass(frozen=True, slots=True)
class RouteAudit:
    """One route of one run."""

    route: str
    figures: Figures
    complete: Figures
    cap: int
    labels: dict[str, Figures]

    @property
    def is_judged_on_complete(self) -> bool:
        """The bars are about targets that state every fact, where there are enough of them."""
        return int(self.complete["targets"] or 0) >= LEAST

    @property
    def judged_figures(self) -> Figures:
        return self.complete if self.is_judged_on_complete else self.figures

    @property
    def verdicts(self) -> dict[str, bool | None]:
        return judged(self.judged_figures)

    @property
    def grassroots(self) -> int:
        return int(self.labels.get(GRASSROOTS, {}).get("targets") or 0)

    @property
    def has_few(self) -> bool:
        """Fewer targets, or grass-roots groups among groups, than rules and bars are made for."""
        targets = int(self.figures["targets"] or 0)
        are_groups = any(name.startswith("led_by:") or name in GROUPS for name in self.labels)
        return targets < LEAST or (are_groups and self.grassroots < LEAST)

    def as_dict(self) -> dict[str, Any]:
        return {
            "all": self.figures,
            "complete": self.complete,
            "cap": self.cap,
            "judged_on": "complete" if self.is_judged_on_complete else "all",
            "bars": self.verdicts,
            "few": self.has_few,
            "labels": self.labels,
        }


GROUPS = frozenset({GRASSROOTS, "kind:formal", "kind:network"})


def routes_of(run: MatchRun) -> list[RouteAudit]:
    """The routes that the run has figures of."""
    return [
        RouteAudit(route, figures["all"], figures["complete"], figures["cap"], figures["labels"])
        for route, figures in run.figures.items()
    ]


def current_run() -> MatchRun | None:
    return MatchRun.objects.filter(state=RunState.CURRENT).first()


def past_runs(most: int) -> list[MatchRun]:
    """The last runs that readers saw and that have figures, oldest first."""
    runs = MatchRun.objects.filter(
        state__in=(RunState.CURRENT, RunState.SUPERSEDED), finished_at__isnull=False
    ).exclude(figures={})
    return list(runs.order_by("-finished_at")[:most])[::-1]


def as_dict(run: MatchRun) -> dict[str, Any]:
    """The audit of a run as JSON takes it."""
    return {
        "run": str(run.uuid),
        "finished_at": run.finished_at and run.finished_at.isoformat(),
        "weights_version": run.weights_version,
        "organizations": run.organizations,
        "partners": run.partners,
        "bars": {name: [bar.least, bar.most] for name, bar in BARS.items()},
        "routes": {audit.route: audit.as_dict() for audit in routes_of(run)},
    }
