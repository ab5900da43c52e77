"""The real server, as production runs it, on the database of the tests."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from gdve_portal.local_services import die_with_parent
from tests.access.world import World, build
from tests.workers import ROOT, database_url


@dataclass(frozen=True)
class Server:
    """A server that is spoken to in bytes: no client library tidies up what is sent."""

    port: int

    def answer(self, request: bytes) -> tuple[int, bytes]:
        """Return the status and the rest of the answer."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            found = b""
            while part := connection.recv(65_536):
                found += part
        status, _, rest = found.partition(b"\r\n")
        return int(status.split()[1]), rest

    def get(self, path: bytes, *headers: bytes, host: bytes = b"localhost") -> tuple[int, bytes]:
        lines = [b"GET " + path + b" HTTP/1.1", b"Host: " + host, b"Connection: close", *headers]
        return self.answer(b"\r\n".join(lines) + b"\r\n\r\n")


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[Server]:
    """Gunicorn; it reads the empty database of the tests, and no test writes through it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable,
            *("-m", "gunicorn", "gdve_portal.wsgi", "--workers=1", "--threads=2"),
            *(f"--bind=127.0.0.1:{port}", "--no-control-socket", "--log-level=warning"),
        ],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "gdve_portal.settings.test",
        },
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    try:
        server = Server(port)
        for _ in range(200):
            try:
                if server.get(b"/livez")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("the server does not answer")
        yield server
    finally:
        process.terminate()
        process.wait(timeout=15)


@pytest.fixture
def files(settings: Settings, tmp_path: Path) -> Path:
    """Uploads of a test go to a folder of its own."""
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    return tmp_path


@pytest.fixture
def world(db: None, files: Path) -> World:
    return build()
