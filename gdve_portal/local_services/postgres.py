"""An embedded PostgreSQL: a Unix socket in a private folder, no network."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from gdve_portal.local_services.account import Account, choose_account
from gdve_portal.local_services.binaries import PostgresBinaries, find_postgres
from gdve_portal.local_services.errors import ServiceError, tells_of_full_disk
from gdve_portal.local_services.processes import Child, Processes
from gdve_portal.local_services.watchdog import is_alive

NAME = "gdve"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    # Compiling a plan costs more than the short queries of pages gain.
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
# Full-text search asks the system which characters are letters, whatever the provider.
CTYPE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"
# A test's data need not survive the computer.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


class Postgres:
    name = "postgres"
    title = "PostgreSQL"

    def __init__(self, folder: Path, run: Path, *, throwaway: bool = False) -> None:
        self.data = folder / "pgdata"
        self.run = run
        self.throwaway = throwaway
        settings = SETTINGS | (THROWAWAY if throwaway else {})
        self.options = [f"--{name}={value}" for name, value in settings.items()]

    @property
    def url(self) -> str:
        # With two slashes django-environ reads the socket's folder as HOST.
        return f"postgres://{NAME}@/{self.run}/{NAME}"

    def start(self, processes: Processes) -> Child:
        binaries = find_postgres(self._made_by())
        if self._made_by() is None:
            account = self._initialise(binaries)
        else:
            account = choose_account(binaries.server, self.data)
        self._end_forgotten_server(processes)
        account.own(self.run)
        child = processes.start(
            self.name,
            [binaries.server, "-D", self.data, "-k", self.run, *self.options],
            # Fast shutdown: sessions are ended, the data is written out.
            stop_signal=signal.SIGINT,
            account=account,
            cwd=Path("/"),
        )
        # After kill -9 it first replays its log: that may take a while.
        processes.wait_until(self._is_ready, child=child, timeout=120)
        return child

    def _made_by(self) -> int | None:
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise ServiceError(
                f"Cannot read {self.data}: run this as the user who made it, "
                "or choose another folder with DATA_DIR."
            ) from None

    def _initialise(self, binaries: PostgresBinaries) -> Account:
        """Make the cluster and its database aside; the rename makes it all or nothing."""
        new = self.data.with_suffix(".new")
        try:
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir(mode=0o700)
            account = choose_account(binaries.server, new)
            options = ["--auth=trust", "--encoding=UTF8", f"--locale={CTYPE}", "--no-instructions"]
            if binaries.major >= 17:
                options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if self.throwaway:
                options += ["--no-sync"]
            self._run(account, [binaries.initdb, "-D", new, "-U", NAME, *options])
            self._run(
                account,
                [binaries.server, "--single", "-D", new, *self.options, "postgres"],
                f"CREATE DATABASE {NAME}\n",
            )
            new.rename(self.data)
        except OSError as error:
            raise ServiceError(f"Cannot make {self.data}: {error.strerror}.") from None
        return account

    def _run(self, account: Account, command: list[str | Path], text: str = "") -> None:
        result = subprocess.run(
            [*account.prefix, *map(str, command)],
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            cwd="/",
            **account.popen_options(),
        )
        if result.returncode:
            if tells_of_full_disk(result.stdout):
                raise ServiceError(f"There is no space left on the disk for {self.data}.")
            raise ServiceError(f"{Path(command[0]).name} failed:\n{result.stdout.strip()}")

    def _end_forgotten_server(self, processes: Processes) -> None:
        """We hold the lock, so a server on this data has lost its launcher."""
        pidfile = self.data / "postmaster.pid"
        try:
            pid = int(pidfile.read_text().splitlines()[0])
        except (FileNotFoundError, ValueError, IndexError):
            return
        if str(self.data) in _command_line(pid):
            os.kill(pid, signal.SIGINT)
            processes.wait_until(lambda: not is_alive(pid), timeout=30)
        # Its number may belong to another process by now, and the server would refuse to start.
        pidfile.unlink(missing_ok=True)

    def _is_ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"


def _command_line(pid: int) -> str:
    """Without ps where it can be: small images do not have it."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except FileNotFoundError:
        if sys.platform == "linux":
            return ""
    command = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
