"""How even the current matches are, and what that cost."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partnerships import audits
from partnerships.audits import RouteAudit
from partnerships.matching.bars import BARS, LEAST

COLUMNS = (
    ("targets", "targets", "{:,}"),
    ("exposure_ratio", "r_G", "{:.3f}"),
    ("gini", "Gini", "{:.3f}"),
    ("never_shown", "never", "{:.1%}"),
    ("largest_share", "largest", "{:.2%}"),
    ("floor", "λ", "{:+.3f}"),
    ("ndcg_loss", "loss", "{:.2%}"),
    ("tag_completeness", "complete", "{:.1%}"),
)
WIDTH = 10
VERDICTS = {True: "met", False: "NOT MET", None: "not judged"}


class Command(BaseCommand):
    help = (
        "Print fairness and quality figures of the current match run as JSON, or as a table with "
        "--table. They were counted when the run was made, over listings that everyone can see; "
        "hidden ones are left out, so that no figure tells of them. Bars are held against the "
        f"targets that state every fact, where there are {LEAST} of them, else against all."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--table", action="store_true", help="for reading instead of JSON")

    def handle(self, **options: Any) -> None:
        run = audits.current_run()
        if run is None:
            raise CommandError("There is no current match run. Make one: manage.py rescore --wait")
        if not run.figures:
            raise CommandError(
                "The current match run has no figures: it was made before they were kept, or "
                "there was nothing to match. Make another: manage.py rescore --wait"
            )
        routes = audits.routes_of(run)
        for route in routes:
            if route.has_few:
                self.stderr.write(
                    f"{route.route}: fewer than {LEAST} groups or partners. Figures are told, "
                    "and nothing was adjusted."
                )
        if options["table"]:
            self._table(routes)
        else:
            self.stdout.write(json.dumps(audits.as_dict(run), indent=2))

    def _table(self, routes: list[RouteAudit]) -> None:
        for route in routes:
            self.stdout.write(f"\n{route.route}")
            self.stdout.write(" " * 26 + "".join(f"{head:>{WIDTH}}" for _, head, _ in COLUMNS))
            self._line("all targets", route.figures)
            self._line("every fact stated", route.complete)
            for name, figures in route.labels.items():
                self._line(name, figures)
            on = "every fact stated" if route.is_judged_on_complete else "all targets"
            verdicts = route.verdicts
            told = (f"{name} {VERDICTS[verdicts[name]]}" for name in BARS)
            self.stdout.write(f"  bars ({on}): {', '.join(told)}")

    def _line(self, name: str, figures: dict[str, Any]) -> None:
        cells = (
            "–" if figures.get(key) is None else form.format(figures[key])
            for key, _, form in COLUMNS
        )
        self.stdout.write(f"  {name:<24}" + "".join(f"{cell:>{WIDTH}}" for cell in cells))
