"""Erase again what a restored backup brought back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.rights import ledger


class Command(BaseCommand):
    help = (
        "Erase again whatever the ledger of erasures names and a restored backup brought back. "
        "Run it before the portal is opened; twice does no harm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--ledger",
            type=Path,
            default=Path(settings.ERASURE_LEDGER),
            help="the ledger's file, kept apart from the backup",
        )

    def handle(self, **options: Any) -> None:
        path: Path = options["ledger"]
        if not path.exists():
            raise CommandError(f"There is no ledger at {path}: without it nothing can be erased.")
        for kind, count in ledger.replay(ledger.read(path)).items():
            self.stdout.write(f"{kind}: {count} erased again")
