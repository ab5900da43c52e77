"""`python -m gdve_portal.local_services [--throwaway] -- command …`: run it beside the services.

It joins the services of a running `make run`; otherwise it starts them for as long as it lasts.
"""

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

from gdve_portal.local_services import (
    DataFolder,
    LocalServices,
    ServiceError,
    data_dir,
    die_with_parent,
    running_services,
    throwaway_services,
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m gdve_portal.local_services")
    parser.add_argument(
        "--throwaway", action="store_true", help="on an empty database that is gone afterwards"
    )
    parser.add_argument(
        "--delete-data", action="store_true", help="delete what `make run` keeps, and nothing else"
    )
    parser.add_argument("command", nargs="*")
    options = parser.parse_args(arguments)
    if bool(options.command) == options.delete_data:
        parser.error("give a command to run, or --delete-data")
    try:
        if options.delete_data:
            return _delete_data()
        return _run(options.command, throwaway=options.throwaway)
    except ServiceError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _delete_data() -> int:
    folder = DataFolder(data_dir())
    folder.claim()
    try:
        folder.empty()
    finally:
        folder.release()
    sys.stdout.write(f"Deleted the data in {folder.path}\n")
    return 0


def _run(command: Sequence[str], *, throwaway: bool) -> int:
    if throwaway:
        with throwaway_services() as environment:
            return _call(command, environment)
    folder = DataFolder(data_dir())
    if folder.user() is not None:
        return _call(command, LocalServices(folder).environment)
    with running_services(folder) as environment:
        return _call(command, environment)


def _call(command: Sequence[str], environment: Mapping[str, str]) -> int:
    try:
        process = subprocess.Popen(
            command, env=os.environ | environment, preexec_fn=die_with_parent(signal.SIGTERM)
        )
    except OSError as error:
        raise ServiceError(f"Cannot run {command[0]}: {error.strerror}.") from None
    # A terminal's Ctrl-C goes to the command too: it decides, and we clean up after it.
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    return process.wait()


if __name__ == "__main__":
    sys.exit(main())
