"""`make run` for real: it gets ready, mends itself, and ends without a trace."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from gdve_portal import run, sample_logins
from gdve_portal.local_services import ROOT, DataFolder, ServiceError
from gdve_portal.local_services.watchdog import is_alive


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80 80", "٨٠٠٠"])
def test_a_port_that_is_none_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(ServiceError) as refusal:
        run.Address.from_environment()
    assert str(refusal.value) == f"PORT must be a number from 1 to 65535, not “{port}”."


@pytest.mark.parametrize("port", [None, ""])
def test_the_port_is_8000_unless_told(monkeypatch: pytest.MonkeyPatch, port: str | None) -> None:
    monkeypatch.delenv("HOST", raising=False)
    monkeypatch.delenv("PORT", raising=False)
    if port is not None:
        monkeypatch.setenv("PORT", port)
    assert run.Address.from_environment() == run.Address("127.0.0.1", 8000)


def test_a_taken_port_is_one_clear_line(taken_port: int) -> None:
    with pytest.raises(ServiceError) as refusal:
        run.Address("127.0.0.1", taken_port).check_free()
    assert str(refusal.value) == (
        f"Port {taken_port} is taken: stop what uses it, or choose another, "
        f"as in `PORT={taken_port + 1} make run`."
    )


def test_nothing_is_started_when_the_port_is_taken(
    taken_port: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PORT", str(taken_port))
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    assert run.main([]) == 1
    assert capsys.readouterr().err.startswith(f"Port {taken_port} is taken")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "logs"]
    assert DataFolder(tmp_path).user() is None


def test_the_banner_names_the_logins_that_exist() -> None:
    assert list(run.SAMPLE_LOGINS) == list(sample_logins.NAMES)
    assert run.SAMPLE_PASSWORD == sample_logins.PASSWORD
    banner = run.banner(run.Address("127.0.0.1", 8123), DataFolder(Path("/somewhere")))
    assert "http://localhost:8123/" in banner
    assert all(login in banner for login in run.SAMPLE_LOGINS)


def test_what_keeps_failing_is_given_up() -> None:
    part = run.Part(start=lambda: pytest.fail("not now"), child=None)  # type: ignore[arg-type]
    assert [part.fails_too_often() for _ in range(6)] == [False] * 5 + [True]
    part.ends = [time.monotonic() - run.PERIOD - 1] * 6
    assert part.fails_too_often() is False


def test_from_nothing_to_ready_mended_and_stopped(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "HOST")
    }
    environment = clean | {"DATA_DIR": str(tmp_path), "PORT": str(port)}
    command = [sys.executable, "-m", "gdve_portal.run"]
    portal = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert portal.stdout is not None
    try:
        output = _read_until(portal.stdout, "Ctrl-C")
        assert f"http://localhost:{port}/" in output
        assert _livez(port) == 200

        second = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert second.returncode == 1
        assert second.stderr == (
            f"The portal already runs from {tmp_path} (process {portal.pid}): "
            "stop it first, or choose another folder with DATA_DIR.\n"
        )

        children = _children(portal.pid)
        assert len(children) == 6  # the watchdog, two servers, worker, beat, web
        for name in ("worker", "postgres"):
            os.kill(_child(children, name), signal.SIGKILL)
            assert _read_until(portal.stdout, "again").endswith(
                f"{name} has ended (code -9): starting it again\n"
            )
        assert _until_livez(port)
    finally:
        children = _children(portal.pid)
        portal.send_signal(signal.SIGTERM)
        rest = portal.stdout.read()
    assert portal.wait() == 0
    assert rest == "\nStopping …\n"
    assert not any(map(is_alive, children))
    assert not DataFolder(tmp_path).run.exists()
    assert (tmp_path / "pgdata" / "PG_VERSION").exists()


def _read_until(stream: IO[str], words: str) -> str:
    output = ""
    for line in stream:
        output += line
        if words in line:
            return output
    raise AssertionError(f"It ended before it said {words!r}:\n{output}")


def _livez(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=5) as answer:
        return int(answer.status)


def _until_livez(port: int) -> bool:
    for _ in range(100):
        try:
            return _livez(port) == 200
        except OSError:
            time.sleep(0.1)
    return False


def _children(pid: int) -> dict[int, str]:
    listing = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return {int(line.split()[0]): line for line in listing.splitlines()}


def _child(children: dict[int, str], name: str) -> int:
    pattern = re.compile(rf"\b{name}\b")
    return next(pid for pid, line in children.items() if pattern.search(line.split("-D")[0]))
