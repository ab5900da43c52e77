"""Write the copy of a person's data, for one who asks IOM for it and cannot sign in."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.rights.archive import write_copy


class Command(BaseCommand):
    help = "Write everything the portal keeps of a person as a ZIP file that only you can read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("file", type=Path, help="must not exist yet")

    def handle(self, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        path: Path = options["file"]
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError as error:
            raise CommandError(f"{path} exists already.") from error
        with path.open("wb") as out:
            write_copy(user, out)
        self.stdout.write(f"{path}: {path.stat().st_size} bytes")
