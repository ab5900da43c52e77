"""Propose new weights from what people said of their matches; deploys nothing."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnerships.actions.learning import propose_weights
from partnerships.enums import WeightsKind
from partnerships.matching.learning import TooFewDecisions
from partnerships.matching.weights import COMPONENTS
from partnerships.weights_in_force import weights_in_force


class Command(BaseCommand):
    help = (
        "Propose new weights from feedback on matches. Refuses below 500 decisions with 100 "
        "accepts. A person approves a proposal in the admin; the next run then uses it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", choices=WeightsKind.values, help="partners or diaspora; both")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        kinds = [options["kind"]] if options["kind"] else WeightsKind.values
        found: dict[str, Any] = {}
        refused: dict[str, str] = {}
        for kind in kinds:
            old = weights_in_force()[kind]
            try:
                proposal, learned = propose_weights(kind=kind)
            except TooFewDecisions as error:
                refused[kind] = str(error)
                continue
            found[kind] = {
                "old": old.as_dict(),
                "new": learned.weights.as_dict(),
                **proposal.figures,
            }
        if not found:
            reasons = "; ".join(f"{kind}: {reason}" for kind, reason in refused.items())
            raise CommandError(f"Nothing is learned. {reasons}.")
        if options["json"]:
            self.stdout.write(json.dumps({"proposed": found, "refused": refused}))
            return
        for kind, figures in found.items():
            self._print(kind, figures)
        for kind, reason in refused.items():
            self.stdout.write(f"{kind}: nothing is learned. {reason}.")

    def _print(self, kind: str, figures: dict[str, Any]) -> None:
        old, new = figures["old"], figures["new"]
        self.stdout.write(
            f"{kind}: {figures['decisions']} decisions of {figures['listings']} listings, "
            f"{figures['accepts']} accepts; ridge {figures['ridge']:g}"
        )
        self.stdout.write(f"  {'':14}{old['version']:>12}{new['version']:>12}")
        for name in COMPONENTS:
            self.stdout.write(f"  {name:14}{old[name]:12.4f}{new[name]:12.4f}")
        for label, name in (("held-out loss", "loss"), ("held-out AUC", "auc")):
            self.stdout.write(
                f"  {label:14}{figures[f'{name}_before']:12.4f}{figures[f'{name}_after']:12.4f}"
            )
        self.stdout.write(
            f"  {new['version']} is a proposal: approve it in the admin, or decline it."
        )
