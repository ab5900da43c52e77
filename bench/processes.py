"""What other processes have used, as the kernel counts it: processor time and peak memory."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return [int(one) for task in tasks for one in (task / "children").read_text().split()]
    except FileNotFoundError:
        return []


def family(pid: int) -> list[int]:
    """The process and all that came of it."""
    return [pid, *(one for child in children(pid) for one in family(child))]


def cpu_seconds(pids: Iterable[int]) -> float:
    """Of these processes and of their children that have ended, user and system."""
    total = 0
    for pid in pids:
        try:
            # The name in brackets may hold spaces.
            told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += sum(int(ticks) for ticks in told[11:15])
    return total / TICKS


def peak_mb(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def database() -> int | None:
    """The server on DATA_DIR, where it runs on this machine."""
    try:
        stored = Path(os.environ["DATA_DIR"], "pgdata", "postmaster.pid").read_text()
    except (KeyError, FileNotFoundError):
        return None
    return int(stored.split()[0])
