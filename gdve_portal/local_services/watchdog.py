"""Ends what the launcher started when the launcher itself was killed and could not.

Run as a script, on nothing but the standard library: it reads orders from a pipe that only the
launcher holds. The end of the pipe means that the launcher is gone, whatever the reason. (On
Linux the children also carry PR_SET_PDEATHSIG; this works on macOS too, takes the children's
children along and removes throwaway folders.)
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

PATIENCE = 10.0


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        # A zombie that nobody has collected yet has ended all the same.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except OSError:
        return sys.platform != "linux"


def end(children: dict[int, int]) -> None:
    """Ask each child to stop, the newest first; then take down what is left of its group."""
    for pid, stop_signal in reversed(children.items()):
        with contextlib.suppress(OSError):
            os.kill(pid, stop_signal)
    deadline = time.monotonic() + PATIENCE
    while any(map(is_alive, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in children:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    children: dict[int, int] = {}
    folders: list[str] = []
    for order in sys.stdin:
        verb, _, rest = order.rstrip("\n").partition(" ")
        if verb == "watch":
            pid, stop_signal = map(int, rest.split())
            children[pid] = stop_signal
        elif verb == "forget":
            children.pop(int(rest), None)
        elif verb == "remove":
            folders.append(rest)
    end(children)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
