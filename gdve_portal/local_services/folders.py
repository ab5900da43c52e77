"""The data folder, which one instance at a time may use, and the short folder for sockets."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import time
from pathlib import Path

from gdve_portal.local_services.errors import ServiceError
from gdve_portal.local_services.watchdog import is_alive

NEEDED_SPACE = 300_000_000
CONTENTS = ("pgdata*", "valkey", "media", "mail", "static", "logs", "celerybeat-schedule*")
# Not the system's choice of a temporary folder: a socket's path must stay under 100 characters.
SHORT_FOLDER = Path("/tmp")  # noqa: S108 - our folder in it is 0700 and its owner is checked


class DataFolder:
    """Claimed with a lock that the kernel drops when its last holder ends."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.lock: int | None = None

    @property
    def run(self) -> Path:
        """Where the sockets are: the same for everyone who starts from this folder."""
        name = hashlib.sha256(os.fsencode(self.path.resolve())).hexdigest()[:12]
        return SHORT_FOLDER / f"gdve-{os.getuid()}-{name}"

    def claim(self) -> int:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            (self.path / "logs").mkdir(exist_ok=True)
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ServiceError(f"Cannot write to {self.path}: {error.strerror}.") from None
        free = shutil.disk_usage(self.path).free
        if free < NEEDED_SPACE:
            os.close(lock)
            raise ServiceError(
                f"Not enough disk space for {self.path}: {free // 1_000_000} MB are free, "
                f"{NEEDED_SPACE // 1_000_000} MB are needed."
            )
        try:
            self._lock(lock)
        except BaseException:
            os.close(lock)
            raise
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        self.lock = lock
        return lock

    def release(self) -> None:
        shutil.rmtree(self.run, ignore_errors=True)
        if self.lock is not None:
            os.ftruncate(self.lock, 0)
            os.close(self.lock)
            self.lock = None

    def empty(self) -> None:
        """By name: DATA_DIR may have been set to a folder that holds more than our data."""
        for name in CONTENTS:
            for path in self.path.glob(name):
                try:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
                except OSError as error:
                    raise ServiceError(f"Cannot delete {path}: {error.strerror}.") from None

    def make_run_folder(self) -> Path:
        """Fresh, ours alone. Under the lock nobody else uses what an earlier start left there."""
        try:
            with contextlib.suppress(FileNotFoundError):
                if self.run.lstat().st_uid != os.getuid() != 0:
                    raise ServiceError(f"{self.run} belongs to another user: remove it first.")
                shutil.rmtree(self.run)
            self.run.mkdir(mode=0o700)
        except OSError as error:
            raise ServiceError(f"Cannot make {self.run}: {error.strerror}.") from None
        return self.run

    def user(self) -> int | None:
        """The process that uses the folder now, if there is one."""
        try:
            lock = os.open(self.path / "lock", os.O_RDWR)
        except OSError:
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _read_pid(lock)
        finally:
            os.close(lock)
        return None

    def _lock(self, lock: int) -> None:
        began = time.monotonic()
        while True:
            try:
                return fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pid = _read_pid(lock)
                # A killed launcher's watchdog holds the lock until the last server has ended.
                patience = 0.5 if pid and is_alive(pid) else 15
                if time.monotonic() - began > patience:
                    raise ServiceError(
                        f"The portal already runs from {self.path} (process {pid}): "
                        "stop it first, or choose another folder with DATA_DIR."
                    ) from None
            except OSError as error:
                raise ServiceError(f"Cannot lock {self.path}: {error.strerror}.") from None
            time.sleep(0.1)


def _read_pid(lock: int) -> int | None:
    text = os.pread(lock, 20, 0).decode(errors="replace").strip()
    return int(text) if text.isdigit() else None
