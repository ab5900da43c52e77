"""PostgreSQL and Valkey for development and tests, where none are given by the environment.

Only the standard library, and nothing of Django: it runs before the settings can be read.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gdve_portal.local_services.errors import ServiceError, StopRequested
from gdve_portal.local_services.folders import DataFolder
from gdve_portal.local_services.postgres import Postgres
from gdve_portal.local_services.processes import Child, Processes, die_with_parent
from gdve_portal.local_services.valkey import Valkey

__all__ = [
    "ROOT",
    "Child",
    "DataFolder",
    "LocalServices",
    "Processes",
    "ServiceError",
    "StopRequested",
    "data_dir",
    "die_with_parent",
    "running_services",
    "throwaway_services",
]

ROOT = Path(__file__).resolve().parents[2]


def data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR") or ROOT / ".data")


class LocalServices:
    """The servers that the environment does not name already, and the addresses of all."""

    def __init__(self, folder: DataFolder, *, throwaway: bool = False) -> None:
        self.folder = folder
        self.servers: dict[str, Postgres | Valkey] = {}
        if not os.environ.get("DATABASE_URL"):
            self.servers["DATABASE_URL"] = Postgres(folder.path, folder.run, throwaway=throwaway)
        if not os.environ.get("REDIS_URL"):
            self.servers["REDIS_URL"] = Valkey(folder.path, folder.run)

    @property
    def environment(self) -> dict[str, str]:
        addresses = {variable: server.url for variable, server in self.servers.items()}
        return addresses | {"DATA_DIR": str(self.folder.path)}

    def start(self, processes: Processes) -> None:
        processes.remove_if_killed(self.folder.make_run_folder())
        for server in self.servers.values():
            server.start(processes)


@contextmanager
def running_services(folder: DataFolder, *, throwaway: bool = False) -> Iterator[dict[str, str]]:
    """Start what is missing, give its environment, and stop it in reverse order."""
    lock = folder.claim()
    processes = Processes(folder.path / "logs", hold=(lock,))
    if throwaway:
        processes.remove_if_killed(folder.path)
    try:
        services = LocalServices(folder, throwaway=throwaway)
        services.start(processes)
        yield services.environment
    finally:
        processes.stop_all()
        folder.release()


@contextmanager
def throwaway_services() -> Iterator[dict[str, str]]:
    """Services on a folder that is gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix="gdve-"))
    # Others may pass through, as the server may have to run as another user; its data is 0700.
    path.chmod(0o711)
    try:
        with running_services(DataFolder(path), throwaway=True) as environment:
            yield environment
    finally:
        shutil.rmtree(path, ignore_errors=True)
