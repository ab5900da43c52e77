"""`make bench`: every benchmark at a size that takes minutes, one after the other."""

import subprocess
import sys

BENCHMARKS = {
    "bench.matching": ["--organizations", "10000", "--partners", "2000"],
    "bench.matching_quality": [],
    "bench.match_runs": ["--organizations", "10000", "--partners", "2000"],
    "bench.search": ["--listings", "20000"],
    "bench.imports": ["--rows", "1000"],
    "bench.duplicates": ["--listings", "10000"],
    "bench.coalitions": [],
    "bench.conversations": ["--conversations", "10000"],
    "bench.partnerships": ["--partnerships", "2000"],
    "bench.what_if": ["--organizations", "10000", "--partners", "2000"],
    "bench.pages": ["--listings", "20000"],
    "bench.archive": ["--sessions", "1000"],
    "bench.registrations": ["--people", "1000"],
    "bench.search_fairness": ["--listings", "20000", "--searches", "1000"],
}


def main() -> int:
    wanted = sys.argv[1:] or list(BENCHMARKS)
    for name in wanted:
        sys.stdout.write(f"== {name} ==\n")
        sys.stdout.flush()
        command = [sys.executable, "-m", name, *BENCHMARKS.get(name, []), "--json"]
        if code := subprocess.run(command, check=False).returncode:
            return code
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
