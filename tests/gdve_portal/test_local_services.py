"""The embedded servers: they answer, keep what they must, and leave nothing behind."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import environ
import psycopg2
import pytest
import redis

from gdve_portal import local_services
from gdve_portal.local_services import (
    Child,
    DataFolder,
    LocalServices,
    Processes,
    ServiceError,
    binaries,
    running_services,
    throwaway_services,
)
from gdve_portal.local_services.account import Account, choose_account
from gdve_portal.local_services.postgres import Postgres
from gdve_portal.local_services.watchdog import is_alive

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root may run as somebody else")


@pytest.fixture(autouse=True)
def no_given_services(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own servers are named in the environment."""
    for name in ("DATABASE_URL", "REDIS_URL", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """pytest's own folders are closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="gdve-"))
    folder.chmod(0o711)
    (folder / "data").mkdir()
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    processes = Processes(tmp_path)
    yield processes
    processes.stop_all()


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    named = environ.Env.db_url_config(url)
    connection = psycopg2.connect(host=named["HOST"], dbname=named["NAME"], user=named["USER"])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def eventually(happens: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def beside_services(
    data: Path, *command: str, options: Sequence[str] = ()
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "gdve_portal.local_services", *options, "--", *command],
        cwd=local_services.ROOT,
        env=os.environ | {"DATA_DIR": str(data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def processes_naming(text: str) -> list[int]:
    found = subprocess.run(["pgrep", "-f", text], capture_output=True, text=True, check=False)
    return [pid for pid in map(int, found.stdout.split()) if is_alive(pid)]


def test_throwaway_services_answer_on_sockets_alone_and_are_gone_afterwards() -> None:
    with throwaway_services() as environment:
        database = environ.Env.db_url_config(environment["DATABASE_URL"])
        run, data = Path(database["HOST"]), Path(environment["DATA_DIR"])
        assert (database["NAME"], database["USER"], database["PORT"]) == ("gdve", "gdve", "")
        assert run.stat().st_mode & 0o777 == 0o700
        assert query(environment["DATABASE_URL"], "SHOW listen_addresses") == [("",)]
        assert query(
            environment["DATABASE_URL"],
            "CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent; CREATE EXTENSION btree_gin;"
            "SELECT unaccent('Genève'), show_trgm('ab'), to_tsvector('simple', 'سلام، عليكم')",
        ) == [("Geneve", ["  a", " ab", "ab "], "'سلام':1 'عليكم':2")]
        path = environment["REDIS_URL"].removeprefix("redis+socket://").partition("?")[0]
        valkey = redis.Redis(unix_socket_path=path, decode_responses=True)
        assert valkey.ping() is True
        assert valkey.config_get("port") == {"port": "0"}
        assert processes_naming(str(run))
    assert not run.exists()
    assert not data.exists()
    assert processes_naming(str(run)) == []


def test_named_services_are_not_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db.example/gdve")
    services = LocalServices(DataFolder(tmp_path))
    assert list(services.servers) == ["REDIS_URL"]
    monkeypatch.setenv("REDIS_URL", "redis://cache.example/0")
    services = LocalServices(DataFolder(tmp_path))
    assert services.servers == {}
    assert services.environment == {"DATA_DIR": str(tmp_path)}


def test_killed_at_once_it_leaves_nothing_running_and_the_data_is_kept(tmp_path: Path) -> None:
    data = tmp_path / ("deep-" * 20) / ("deeper-" * 20)
    launcher = beside_services(data, sys.executable, "-c", "print(1, flush=True); input()")
    assert launcher.stdout is not None
    assert launcher.stdout.readline() == "1\n"
    folder = DataFolder(data)
    url = Postgres(data, folder.run).url
    query(url, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    assert folder.user() == launcher.pid

    launcher.kill()
    # Before it has been waited for: a zombie does not count as running.
    with running_services(folder):
        assert query(url, "SELECT n FROM kept") == [(7,)]
    launcher.wait()
    assert eventually(lambda: processes_naming(str(data)) == [])
    assert not folder.run.exists()


def test_a_crash_of_everything_is_recovered_from(tmp_path: Path) -> None:
    data = tmp_path / "data"
    launcher = beside_services(data, "sleep", "60")
    folder = DataFolder(data)
    url = Postgres(data, folder.run).url
    pidfile = data / "pgdata" / "postmaster.pid"
    assert eventually(lambda: pidfile.exists() and "ready" in pidfile.read_text())
    query(url, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    server = int(pidfile.read_text().splitlines()[0])
    watchdog = processes_naming("local_services/watchdog.py")
    children = subprocess.run(
        ["pgrep", "-P", str(launcher.pid)], capture_output=True, text=True, check=True
    )
    mine = {launcher.pid, server, *map(int, children.stdout.split())}
    assert set(watchdog) & mine
    for pid in mine:
        os.kill(pid, signal.SIGKILL)
    launcher.wait()
    # The number in the stale file has gone to another process: to us.
    pidfile.write_text(pidfile.read_text().replace(str(server), str(os.getpid()), 1))

    with running_services(folder):
        assert query(url, "SELECT n FROM kept") == [(7,)]


def test_a_second_instance_on_the_same_data_is_refused(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    folder.claim()
    with pytest.raises(ServiceError) as refusal:
        DataFolder(tmp_path).claim()
    assert str(refusal.value) == (
        f"The portal already runs from {tmp_path} (process {os.getpid()}): "
        "stop it first, or choose another folder with DATA_DIR."
    )
    folder.release()
    DataFolder(tmp_path).claim()


def test_a_server_that_lost_its_launcher_is_ended_first(
    processes: Processes, open_folder: Path
) -> None:
    postgres = Postgres(open_folder, DataFolder(open_folder).make_run_folder(), throwaway=True)
    forgotten = postgres.start(processes)
    assert postgres.start(processes).process.pid != forgotten.process.pid
    assert forgotten.process.poll() == 0
    assert query(postgres.url, "SELECT 1") == [(1,)]
    shutil.rmtree(postgres.run)


def test_a_queue_that_cannot_be_read_is_put_aside(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    (folder.path / "valkey").mkdir(parents=True)
    (folder.path / "valkey" / "dump.rdb").write_bytes(b"from another world")
    with running_services(folder) as environment:
        assert "REDIS_URL" in environment
    assert (folder.path / "valkey" / "dump.unreadable").read_bytes() == b"from another world"


def test_a_command_beside_the_services_gives_its_own_exit_code(tmp_path: Path) -> None:
    launcher = beside_services(tmp_path, "sh", "-c", "exit 7", options=["--throwaway"])
    assert launcher.wait() == 7
    launcher = beside_services(tmp_path, "no-such-program", options=["--throwaway"])
    output, _ = launcher.communicate()
    assert (launcher.returncode, output) == (
        1,
        "Cannot run no-such-program: No such file or directory.\n",
    )


def test_a_folder_that_cannot_be_used_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServiceError, match=r"^Cannot write to .*/file/data: Not a directory\.$"):
        DataFolder(tmp_path / "file" / "data").claim()


def test_a_full_disk_is_one_clear_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=12_000_000))
    with pytest.raises(
        ServiceError, match=r"^Not enough disk space for .*: 12 MB are free, 300 MB are needed\.$"
    ):
        DataFolder(tmp_path).claim()


def test_data_of_another_version_is_one_clear_line(processes: Processes, tmp_path: Path) -> None:
    (tmp_path / "pgdata").mkdir()
    (tmp_path / "pgdata" / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServiceError, match=r"^The data was made by PostgreSQL 9, and only version"):
        Postgres(tmp_path, tmp_path).start(processes)


def test_the_socket_folder_is_short_and_never_a_strangers(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / ("x" * 200))
    assert len(str(folder.run / ".s.PGSQL.5432.lock")) < 100
    target = tmp_path / "strangers"
    target.mkdir()
    folder.run.symlink_to(target)
    try:
        with pytest.raises(ServiceError, match=f"^Cannot make {folder.run}"):
            folder.make_run_folder()
    finally:
        folder.run.unlink()
    assert folder.make_run_folder().stat().st_uid == os.getuid()
    folder.run.rmdir()


def test_only_our_own_data_is_deleted(tmp_path: Path) -> None:
    for path in ("pgdata/base", "media/logo", "kept"):
        (tmp_path / path).mkdir(parents=True)
    DataFolder(tmp_path).empty()
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.skipif(not binaries.DEBIAN_POSTGRES.exists(), reason="no PostgreSQL of the system")
def test_without_the_wheel_the_systems_postgres_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_package", lambda _: None)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(ServiceError, match=r"^No Valkey found"):
        binaries.find_valkey()
    monkeypatch.setenv("REDIS_URL", "redis://cache.example/0")
    with throwaway_services() as environment:
        version = query(environment["DATABASE_URL"], "SHOW server_version_num")[0][0]
        collation = query(
            environment["DATABASE_URL"],
            "SELECT datcollate IN ('C.UTF-8', 'en_US.UTF-8') FROM pg_database WHERE datname='gdve'",
        )
    assert int(str(version)) // 10000 == binaries.find_postgres().major
    assert collation == [(True,)]


@as_root
def test_root_hands_postgres_to_a_user_who_can_reach_the_folder(open_folder: Path) -> None:
    account = choose_account(Path("/bin/true"), open_folder)
    assert pwd.getpwuid(account.uid).pw_name in ("postgres", "nobody")
    assert account.prefix == ()
    assert open_folder.stat().st_uid == account.uid


@as_root
def test_where_only_root_may_enter_root_hides_its_number(open_folder: Path) -> None:
    open_folder.parent.chmod(0o700)
    account = choose_account(Path("/bin/true"), open_folder)
    assert (account.uid, account.prefix[0]) == (0, shutil.which("unshare"))
    assert open_folder.stat().st_uid == 0


@as_root
def test_data_keeps_its_owner(open_folder: Path) -> None:
    (open_folder / "something").write_text("")
    os.chown(open_folder, 12345, 12346)
    assert choose_account(Path("/bin/true"), open_folder) == Account(12345, 12346)
    assert open_folder.stat().st_uid == 12345


@as_root
def test_where_nobody_can_run_it_the_way_out_is_named(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Account, "can_run", lambda *_: False)
    with pytest.raises(ServiceError, match=r"^PostgreSQL refuses to run as root, .* set DATABASE"):
        choose_account(Path("/bin/true"), open_folder)


def test_a_child_that_will_not_stop_is_killed_with_its_own_children(processes: Processes) -> None:
    stubborn = "trap '' TERM; sleep 301 & echo started; wait; sleep 302"
    child = processes.start("stubborn", ["/bin/sh", "-c", stubborn], patience=0.3)
    assert child.log is not None
    log = child.log
    processes.wait_until(lambda: "started" in log.read_text(), child=child)
    began = time.monotonic()
    processes.stop(child)
    assert time.monotonic() - began < 2
    assert child.process.returncode == -signal.SIGKILL
    assert eventually(lambda: processes_naming("sleep 301") == [])


def test_all_stop_in_reverse_order_also_what_was_started_again(
    tmp_path: Path, processes: Processes
) -> None:
    ended = tmp_path / "ended"
    ended.write_text("")

    def start(name: str) -> Child:
        work = (
            f"trap 'echo {name} >> {ended}; exit' TERM; echo started; while :; do sleep 0.02; done"
        )
        child = processes.start(name, ["/bin/sh", "-c", work])
        log = tmp_path / f"{name}.log"
        processes.wait_until(lambda: "started" in log.read_text(), child=child)
        return child

    first = start("database")
    start("worker")
    start("web")
    processes.stop(first)
    (tmp_path / "database.log").write_text("")
    start("database")
    processes.stop_all()
    assert ended.read_text().split() == ["database", "web", "worker", "database"]


def test_the_end_of_a_child_while_waiting_quotes_its_log(processes: Processes) -> None:
    child = processes.start("web", ["/bin/sh", "-c", "echo no such module; exit 3"])
    with pytest.raises(ServiceError) as failure:
        processes.wait_until(lambda: False, child=child)
    assert str(failure.value) == (f"web ended with code 3. The end of {child.log}:\nno such module")
