"""Who runs PostgreSQL: it refuses root, so as root another account has to reach the folders."""

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gdve_portal.local_services.errors import ServiceError


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    def popen_options(self) -> dict[str, Any]:
        if self.uid == os.getuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        if folder.stat().st_uid != self.uid:
            os.chown(folder, self.uid, self.gid)

    def can_run(self, program: Path, folder: Path) -> bool:
        """Try it: the program starts, without root's number, and the folder takes files."""
        probe = '[ "$(id -u)" -ne 0 ] && [ -w "$2" ] && [ -x "$2" ] && exec "$1" --version'
        try:
            result = subprocess.run(
                [*self.prefix, "/bin/sh", "-c", probe, "sh", str(program), str(folder)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                cwd="/",
                **self.popen_options(),
            )
        except OSError:
            return False
        return result.returncode == 0


def choose_account(program: Path, folder: Path) -> Account:
    """The first account that can run the program on the folder, which becomes its own.

    A folder with data in it keeps its owner.
    """
    owner = folder.stat()
    is_new = not any(folder.iterdir())
    if os.getuid() != 0:
        if owner.st_uid != os.getuid():
            raise ServiceError(
                f"{folder} belongs to {_name(owner.st_uid)}: run this as that user, "
                "or choose another folder with DATA_DIR."
            )
        return Account(os.getuid(), os.getgid())
    for account in _candidates(owner):
        if is_new:
            account.own(folder)
        elif account.uid != owner.st_uid:
            continue
        if account.can_run(program, folder):
            return account
    raise ServiceError(
        f"PostgreSQL refuses to run as root, and no other user can use {folder}: "
        "work as a plain user, move the folder to where others may enter, or set DATABASE_URL."
    )


def _candidates(owner: os.stat_result) -> Iterator[Account]:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            yield Account(entry.pw_uid, entry.pw_gid)
    if owner.st_uid != 0:
        yield Account(owner.st_uid, owner.st_gid)
    # Where only root may enter: still root outside, another number inside.
    if unshare := shutil.which("unshare"):
        yield Account(0, 0, (unshare, "--user", "--map-user=1000", "--map-group=1000", "--"))


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
