"""Score every pair again, or one changed listing."""

import time
from argparse import ArgumentParser
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Sum
from kombu.exceptions import OperationalError

from organizations.models import Organization
from partnerships import tasks
from partnerships.actions import runs
from partnerships.enums import RunState
from partnerships.matching.errors import MatchingError
from partnerships.models import MatchRun
from partnerships.nudges import nudge_rescoring

LOOK_EVERY = 0.5


class Command(BaseCommand):
    help = (
        "Start a match run, or bring the current one up to date with one listing. Workers do the "
        "scoring; --here does it in this process, for a portal without any."
    )

    _said = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", metavar="SLUG", help="only this listing")
        parser.add_argument(
            "--if-needed", action="store_true", help="nothing to do where all is up to date"
        )
        parser.add_argument("--wait", action="store_true", help="show progress until it is done")
        parser.add_argument("--here", action="store_true", help="score in this process")

    def handle(self, **options: Any) -> None:
        try:
            self._handle(**options)
        except MatchingError as error:
            # Said in one sentence, with the listing that it is about.
            raise CommandError(f"{type(error).__name__}: {error}") from error

    def _handle(self, **options: Any) -> None:
        if options["organization"]:
            self._one(options["organization"], here=options["here"])
            return
        current = MatchRun.objects.filter(state=RunState.CURRENT).first()
        if options["if_needed"] and current is not None:
            stale = sum(map(len, runs.stale_listings(current)))
            if stale <= tasks.MOST_RESCORED:
                # The sweep rescores the few that changed.
                self.stdout.write(f"Up to date: {stale} listings wait for the next sweep.")
                return
        run, started = runs.start_match_run()
        if not started:
            self.stdout.write("A run is under way already: this call joins it.")
        if options["here"]:
            self._score_here(run)
        elif options["wait"]:
            self._check_worker()
            self._wait(run)
        else:
            self.stdout.write("The run is queued; workers score it.")
            return
        self._say_figures(run)

    def _one(self, slug: str, *, here: bool) -> None:
        organization = Organization.objects.filter(slug=slug).first()
        if organization is None:
            raise CommandError(f"No listing has the slug “{slug}”.")
        if here:
            tasks.rescore_listings([organization.pk], [])
            self.stdout.write(f"{organization.name}: scored again.")
        elif nudge_rescoring(organization_ids=[organization.pk]):
            self.stdout.write(f"{organization.name}: queued; a worker scores it.")
        else:
            raise CommandError("The broker (REDIS_URL) does not answer. Use --here.")

    def _check_worker(self) -> None:
        try:
            answers = current_app.control.ping(timeout=1)
        except OperationalError:
            answers = []
        if not answers:
            raise CommandError(
                "The run is queued, but no worker answers. Start one "
                "(celery -A gdve_portal worker), or use --here."
            )

    def _wait(self, run: MatchRun) -> None:
        while run.state == RunState.RUNNING:
            time.sleep(LOOK_EVERY)
            run.refresh_from_db()
            self._say_progress(*runs.progress(run))

    def _score_here(self, run: MatchRun) -> None:
        """Take the steps that are due until none is; workers may take their share meanwhile."""
        # The compiled kernels are loaded only where scoring is done.
        from partnerships.actions import steps

        last: list[runs.Step] = []
        while due := steps.take_due_steps(run_id=run.pk):
            self._say_progress(*runs.progress(run))
            if due == last:
                time.sleep(LOOK_EVERY)  # a worker is at what is left
            last = due
        runs.clear_leftovers()

    def _say_progress(self, done: int, total: int) -> None:
        half = total // 2
        line = f"  blocks scored {min(done, half)}/{half}, written {max(0, done - half)}/{half}"
        if total and line != self._said:
            self.stdout.write(line)
            self.stdout.flush()
        self._said = line

    def _say_figures(self, run: MatchRun) -> None:
        run.refresh_from_db()
        if run.state != RunState.CURRENT or run.finished_at is None:
            raise CommandError(f"The run ended as “{run.get_state_display()}”.")
        matches = run.lists.aggregate(total=Sum("targets__len"))["total"]
        seconds = (run.finished_at - run.started_at).total_seconds()
        self.stdout.write(
            f"{run.organizations:,} organizations and {run.partners:,} partners: "
            f"{run.lists.count():,} lists, {matches or 0:,} matches "
            f"in {seconds:.1f} s."
        )
