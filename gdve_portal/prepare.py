"""Bring the database, the translations and the files of this checkout up to date.

One process for all steps, as loading Django is what takes the time. Every step may be repeated.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import StringIO

import django
from babel.messages.pofile import PoFileError
from django.core.management import CommandError, call_command
from django.db import OperationalError

from gdve_portal.catalogues import compile_stale_catalogues


@contextmanager
def step(words: str) -> Iterator[None]:
    say(f"  {words} … ")
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say("failed\n")
        raise
    say(f"{time.monotonic() - began:.1f} s\n")


def say(words: str) -> None:
    # The work goes on when nobody reads about it any more.
    with suppress(BrokenPipeError):
        sys.stdout.write(words)
        sys.stdout.flush()


def command(name: str, **options: object) -> Callable[[], object]:
    # What a command says in passing would bury the steps; what it complains about is shown.
    return lambda: call_command(name, stdout=StringIO(), verbosity=0, **options)


STEPS: list[tuple[str, Callable[[], object]]] = [
    ("Translations", compile_stale_catalogues),
    ("Tables", command("migrate", interactive=False)),
    ("Styles and images", command("collectstatic", interactive=False)),
    ("Code lists and the records of the exchanges", command("load_gdve")),
    ("A fictional sample", command("load_sample")),
    ("First matches", command("rescore", if_needed=True)),
]


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gdve_portal.settings.dev")
    try:
        with step("The portal's code"):
            django.setup()
        for words, work in STEPS:
            with step(words):
                work()
    except (CommandError, PoFileError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OperationalError as error:
        sys.stderr.write(f"The database cannot be used: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
