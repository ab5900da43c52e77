"""Bring the database, the translations and the files of this checkout up to date.

One process for all steps, as loading Django is what takes the time. Every step may be repeated.
"""

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from io import StringIO

import django
from babel.messages.pofile import PoFileError
from django.core.management import CommandError, call_command
from django.db import OperationalError

from gdve_portal.catalogues import compile_stale_catalogues


def step(words: str, work: Callable[[], object]) -> None:
    say(f"  {words} … ")
    began = time.monotonic()
    try:
        remark = work()
    except BaseException:
        say("failed\n")
        raise
    say(f"{time.monotonic() - began:.1f} s{f' ({remark})' if remark else ''}\n")


def say(words: str) -> None:
    # The work goes on when nobody reads about it any more.
    with suppress(BrokenPipeError):
        sys.stdout.write(words)
        sys.stdout.flush()


def command(name: str, *, remark: bool = False, **options: object) -> Callable[[], str]:
    """Run it without a word, as its own would bury the steps; its last line may be a remark."""

    def run() -> str:
        output = StringIO()
        call_command(name, stdout=output, verbosity=0, **options)
        return output.getvalue().strip().rpartition("\n")[2].rstrip(".") if remark else ""

    return run


def translations() -> None:
    compile_stale_catalogues()


STEPS: list[tuple[str, Callable[[], object]]] = [
    ("The portal's code", django.setup),
    ("Translations", translations),
    ("Tables", command("migrate", interactive=False)),
    ("Styles and images", command("collectstatic", interactive=False)),
    ("Code lists and the records of the exchanges", command("load_gdve")),
    ("A fictional sample", command("load_sample")),
    ("Matches", command("rescore", if_needed=True, remark=True)),
]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gdve_portal.settings.dev")
    try:
        for words, work in STEPS:
            step(words, work)
    except (CommandError, PoFileError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OperationalError as error:
        sys.stderr.write(f"The database cannot be used: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
