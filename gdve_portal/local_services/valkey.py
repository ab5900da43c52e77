"""An embedded Valkey (or the system's Redis): the task queue, on a Unix socket."""

import contextlib
import socket
from pathlib import Path

from gdve_portal.local_services.binaries import find_valkey
from gdve_portal.local_services.errors import ServiceError
from gdve_portal.local_services.processes import Child, Processes


class Valkey:
    name = "valkey"
    title = "Valkey"

    def __init__(self, folder: Path, run: Path) -> None:
        self.data = folder / "valkey"
        self.socket = run / "valkey.sock"

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    def start(self, processes: Processes) -> Child:
        try:
            return self._start(processes)
        except ServiceError:
            dump = self.data / "dump.rdb"
            if not dump.exists():
                raise
            # Torn, or another version's. The queue may be lost at any time, the database has
            # everything; so put it aside rather than refuse to start.
            dump.replace(dump.with_suffix(".unreadable"))
            return self._start(processes)

    def _start(self, processes: Processes) -> Child:
        try:
            self.data.mkdir(exist_ok=True)
        except OSError as error:
            raise ServiceError(f"Cannot make {self.data}: {error.strerror}.") from None
        child = processes.start(
            self.name,
            [
                find_valkey(),
                "--port",
                "0",
                "--unixsocket",
                self.socket,
                "--unixsocketperm",
                "700",
                "--dir",
                self.data,
                "--dbfilename",
                "dump.rdb",
                "--save",
                "300 1",
                "--maxmemory-policy",
                "noeviction",
                "--loglevel",
                "warning",
                "--daemonize",
                "no",
            ],
        )
        processes.wait_until(self._is_ready, child=child, timeout=30)
        return child

    def _is_ready(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(self.socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        return False
