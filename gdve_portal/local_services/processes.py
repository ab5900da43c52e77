"""Child processes that end with us: in reverse order when we stop, at once when we are killed."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gdve_portal.local_services.account import Account
from gdve_portal.local_services.errors import ServiceError, StopRequested, tells_of_full_disk

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(stop_signal: int) -> Callable[[], None] | None:
    """What the new process does first; only Linux knows how."""
    if _libc is None:
        return None
    libc, parent = _libc, os.getpid()

    def set_death_signal() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:
            os._exit(1)

    return set_death_signal


@dataclass(eq=False)
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path | None
    stop_signal: int
    patience: float = 10

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def failure(self) -> str:
        """What happened, with the last words of its log."""
        code = self.process.returncode
        words = f"{self.name} ended with code {code}." if code else f"{self.name} has ended."
        if self.log is None:
            return words
        end = self.log.read_text(errors="replace").splitlines()[-15:]
        if tells_of_full_disk("\n".join(end)):
            return f"{words} There is no space left on the disk."
        return "\n".join([f"{words} The end of {self.log}:", *end])


class Processes:
    """Start children from the main thread only: PDEATHSIG is bound to the thread that forks."""

    def __init__(self, logs: Path, *, with_parent: bool = False, hold: Sequence[int] = ()) -> None:
        self.logs = logs
        self.stop_requested = False
        self._hurry = False
        self._children: list[Child] = []
        self._names: list[str] = []
        self._parent = os.getppid() if with_parent else None
        # `hold` keeps the folder's lock until the last child is gone, also after kill -9 of us.
        reader, writer = os.pipe()
        self._orders = os.fdopen(writer, "w", buffering=1)
        with os.fdopen(reader) as orders:
            self._watchdog = subprocess.Popen(
                [sys.executable, "-I", "-S", str(Path(__file__).with_name("watchdog.py"))],
                stdin=orders,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=hold,
            )

    def request_stop(self, *_: object) -> None:
        """A signal handler: the next wait ends; asked twice, nobody waits for a clean end."""
        self._hurry = self.stop_requested
        self.stop_requested = True

    def remove_if_killed(self, folder: Path) -> None:
        self._order(f"remove {folder}")

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        stop_signal: int = signal.SIGTERM,
        env: Mapping[str, str] | None = None,
        account: Account | None = None,
        cwd: Path | None = None,
        patience: float = 10,
        to_console: bool = False,
    ) -> Child:
        log = None if to_console else self.logs / f"{name}.log"
        output = log.open("ab") if log else None
        options = account.popen_options() if account else {}
        try:
            process: subprocess.Popen[bytes] = subprocess.Popen(
                [*(account.prefix if account else ()), *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                env=env,
                cwd=cwd,
                start_new_session=True,
                preexec_fn=die_with_parent(stop_signal),
                **options,
            )
        finally:
            if output:
                output.close()
        self._order(f"watch {process.pid} {int(stop_signal)}")
        child = Child(name, process, log, stop_signal, patience)
        self._children.append(child)
        if name not in self._names:
            self._names.append(name)
        return child

    def wait_until(
        self, ready: Callable[[], bool], *, child: Child | None = None, timeout: float = 60
    ) -> None:
        """Poll until ready; the child's end, the time's end and a stop request are exceptions."""
        deadline = time.monotonic() + timeout
        while not ready():
            if child is not None and not child.running:
                self.stop(child)
                raise ServiceError(child.failure())
            if time.monotonic() > deadline:
                name = child.name if child else "It"
                raise ServiceError(f"{name} is not ready after {timeout:.0f} seconds.")
            self.pause(0.02)

    def pause(self, seconds: float) -> None:
        if self._parent is not None and os.getppid() != self._parent:
            self.stop_requested = True
        if self.stop_requested:
            raise StopRequested
        time.sleep(seconds)

    def stop(self, child: Child) -> None:
        if child not in self._children:
            return
        if child.running:
            child.process.send_signal(child.stop_signal)
        deadline = time.monotonic() + child.patience
        while child.running and time.monotonic() < deadline and not self._hurry:
            time.sleep(0.02)
        # Also what a child of this child may have left behind.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        self.forget(child)

    def forget(self, child: Child) -> None:
        """Its number may soon belong to a stranger."""
        self._order(f"forget {child.process.pid}")
        self._children.remove(child)

    def stop_all(self) -> None:
        """In reverse order of their first start, whatever has been started again in between."""
        for child in sorted(self._children, key=lambda c: self._names.index(c.name), reverse=True):
            self.stop(child)
        self._orders.close()
        self._watchdog.wait()

    def _order(self, order: str) -> None:
        try:
            self._orders.write(f"{order}\n")
        except BrokenPipeError:
            raise ServiceError("The watchdog process has been killed.") from None
