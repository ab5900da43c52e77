"""`make run`: the servers, the data, the worker, the scheduler and the web, until Ctrl-C.

This process only starts, watches and stops the others; it never loads Django itself.
"""

import argparse
import contextlib
import errno
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from gdve_portal.local_services import (
    ROOT,
    Child,
    DataFolder,
    LocalServices,
    Processes,
    ServiceError,
    StopRequested,
    data_dir,
)

SAMPLE_LOGINS = {
    "leader@sample.test": "leads a diaspora group",
    "partner@sample.test": "represents a foundation",
    "government@sample.test": "represents a public body",
    "curator@sample.test": "reviews listings, under /admin/",
}
SAMPLE_PASSWORD = "gdve-sample"  # noqa: S105 - printed for everyone, refused in production
RESTARTS, PERIOD = 5, 60


def say(words: str) -> None:
    # Whoever read us may have gone; the portal runs on, and is stopped in good order.
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(words + "\n")
        sys.stdout.flush()


def complain(error: ServiceError) -> int:
    with contextlib.suppress(BrokenPipeError):
        sys.stderr.write(f"{error}\n")
    return 1


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    @classmethod
    def from_environment(cls) -> "Address":
        port = os.environ.get("PORT") or "8000"
        if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
            raise ServiceError(f"PORT must be a number from 1 to 65535, not “{port}”.")
        return cls(os.environ.get("HOST") or "127.0.0.1", int(port))

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def check_free(self) -> None:
        try:
            with socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((self.host, self.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = f"Port {self.port} is taken: stop what uses it, or choose another, as in"
            elif error.errno == errno.EACCES:
                reason = f"Port {self.port} needs an administrator: choose another, as in"
            else:
                raise ServiceError(f"Cannot listen on {self.host}: {error.strerror}.") from None
            raise ServiceError(f"{reason} `PORT={_another(self.port)} make run`.") from None

    def answers(self) -> bool:
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104 - compared only
        connection = http.client.HTTPConnection(host, self.port, timeout=5)
        try:
            connection.request("GET", "/livez", headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@dataclass
class Part:
    """Something that has to be up all the time."""

    start: Callable[[], Child]
    child: Child
    ends: list[float] = field(default_factory=list)

    def fails_too_often(self) -> bool:
        now = time.monotonic()
        self.ends = [end for end in self.ends if now - end < PERIOD] + [now]
        return len(self.ends) > RESTARTS


class Portal:
    def __init__(self, folder: DataFolder, processes: Processes, address: Address) -> None:
        self.folder = folder
        self.processes = processes
        self.address = address
        self.services = LocalServices(folder)
        self.parts: list[Part] = []
        self.environment = (
            {"DJANGO_SETTINGS_MODULE": "gdve_portal.settings.dev"}
            | dict(os.environ)
            | self.services.environment
            | {"PORT": str(address.port), "PYTHONUNBUFFERED": "1"}
        )

    def start(self) -> None:
        began = time.monotonic()
        say(f"Starting the GDVE Portal; its data is in {self.folder.path}")
        for log in (self.folder.path / "logs").glob("*.log"):
            log.unlink()
        self.processes.remove_if_killed(self.folder.make_run_folder())
        for server in self.services.servers.values():
            self._keep(partial(server.start, self.processes))
        if self.services.servers:
            names = " and ".join(server.title for server in self.services.servers.values())
            say(f"  {names} … {time.monotonic() - began:.1f} s")
        self._prepare()
        self._keep(partial(self._python, "worker", *WORKER))
        self._keep(partial(self._python, "beat", *BEAT))
        bind = f"--bind={self.address.host}:{self.address.port}"
        web = self._keep(partial(self._python, "web", *WEB, bind))
        self.processes.wait_until(self.address.answers, child=web)
        say(f"  Web server and worker … ready after {time.monotonic() - began:.1f} s in all")

    def watch(self) -> None:
        while True:
            for part in self.parts:
                if not part.child.running:
                    self._start_again(part)
            self.processes.pause(0.2)

    def _prepare(self) -> None:
        child = self._python("prepare", "gdve_portal.prepare", to_console=True)
        self.processes.wait_until(
            lambda: child.process.poll() == 0, child=child, timeout=float("inf")
        )
        self.processes.forget(child)

    def _keep(self, start: Callable[[], Child]) -> Child:
        child = start()
        self.parts.append(Part(start, child))
        return child

    def _start_again(self, part: Part) -> None:
        self.processes.stop(part.child)
        if part.fails_too_often():
            raise ServiceError(part.child.failure())
        say(
            f"{part.child.name} has ended (code {part.child.process.returncode}): starting it again"
        )
        self.processes.pause(0.5)
        part.child = part.start()

    def _python(self, name: str, module: str, *arguments: str, to_console: bool = False) -> Child:
        return self.processes.start(
            name,
            [sys.executable, "-m", module, *arguments],
            env=self.environment,
            cwd=ROOT,
            # A task that is cut short is handed out again: nobody need wait for a long one.
            patience=5,
            to_console=to_console,
        )


WORKER = (
    "celery", "--app=gdve_portal", "worker", "-O", "fair", "--concurrency=1", "--loglevel=info",
    "--without-gossip", "--without-mingle",
)  # fmt: skip
BEAT = ("celery", "--app=gdve_portal", "beat", "--loglevel=info")
WEB = (
    "gunicorn", "gdve_portal.wsgi", "--workers=2", "--threads=4", "--preload", "--timeout=60",
    "--graceful-timeout=4", "--no-control-socket",
)  # fmt: skip


def banner(address: Address, folder: DataFolder) -> str:
    width = max(map(len, SAMPLE_LOGINS))
    logins = "\n".join(f"    {login:<{width}}  {who}" for login, who in SAMPLE_LOGINS.items())
    return f"""
  The GDVE Portal is ready: {address.url}/

  Fictional people to log in as, each with the password {SAMPLE_PASSWORD}:
{logins}

  E-mails it would send: {address.url}/dev/mail/
  Logs: {folder.path / "logs"}
  Ctrl-C stops everything; the data stays for the next start.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m gdve_portal.run", description=__doc__)
    parser.add_argument(
        "--stop-with-parent", action="store_true", help="stop when the command above us is gone"
    )
    options = parser.parse_args(arguments)
    folder = DataFolder(data_dir())
    try:
        address = Address.from_environment()
        lock = folder.claim()
    except ServiceError as error:
        return complain(error)
    processes = Processes(folder.path / "logs", with_parent=options.stop_with_parent, hold=(lock,))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # nohup has asked to be left alone by a closed terminal.
        if not (number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN):
            signal.signal(number, processes.request_stop)
    portal = Portal(folder, processes, address)
    try:
        address.check_free()
        portal.start()
        say(banner(address, folder))
        portal.watch()
    except StopRequested:
        say("\nStopping …")
    except ServiceError as error:
        return complain(error)
    finally:
        processes.stop_all()
        folder.release()
    return 0


def _another(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 8001


if __name__ == "__main__":
    sys.exit(main())
