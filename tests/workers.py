"""A real Celery worker on the test database."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

from django.db import connection

from gdve_portal.local_services import die_with_parent

ROOT = Path(__file__).resolve().parents[1]


def database_url() -> str:
    """Return the address of the database that the tests use now."""
    options = connection.settings_dict
    user, host = quote(options["USER"] or ""), options["HOST"] or ""
    query = {
        name: str(value)
        for name, value in {"host": host, "port": options["PORT"], **options["OPTIONS"]}.items()
        if value
    }
    return f"postgres://{user}@/{options['NAME']}?{urlencode(query)}"


@contextmanager
def worker(**environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a worker until the block ends; `environment` overrides settings it reads."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "gdve_portal",
            "worker",
            "--pool",
            "prefork",
            "--concurrency",
            "1",
            "--loglevel",
            os.environ.get("TEST_WORKER_LOGLEVEL", "WARNING"),
            "--without-gossip",
            "--without-mingle",
        ],
        cwd=ROOT,
        env=os.environ
        | {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "gdve_portal.settings.test",
        }
        | environment,
        start_new_session=True,
        # Killed tests must not leave a worker that eats the next ones' tasks.
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
