"""Ten thousand people for a hundred places at once, in real processes on real connections.

Said are how many got a place, wait, or are lost, whether the line is the order of coming, and how
long it took. The reference is what one writes first: count the places, then insert, without a
lock.

    python -m bench.registrations --people 10000 --places 100 --json
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from bench.search import ms, percentile, say
from gdve_portal.local_services import throwaway_services

# When somebody asked and had her answer, on one clock: what a process of the crowd tells.
Moments = dict[int, tuple[float, float]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--places", type=int, default=100)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.ask:
        return _be_part_of_the_crowd(**json.loads(options.ask))
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        shape = {"processes": options.processes, "threads": options.threads}
        figures = run(options.people, options.places, **shape)
        figures["reference"] = run(options.people // 10, options.places, **shape, way="naive")
    say(json.dumps(figures, indent=1))
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


def run(
    people: int, places: int, *, processes: int, threads: int, way: str = "ours"
) -> dict[str, Any]:
    """Let them all come to a new session of that many places."""
    from organizations.codelists import load_codelists

    load_codelists()
    session, users = _open(people, places)
    moments = crowd(session.pk, users, processes=processes, threads=threads, way=way)
    # From the first question to the last answer: the start of the processes does not count.
    seconds = max(end for _, end in moments.values()) - min(begin for begin, _ in moments.values())
    waits = [answered - asked for asked, answered in moments.values()]
    return {
        "people": people,
        "places": places,
        "processes": processes,
        "connections": processes * threads,
        **examine(session, moments),
        "seconds": round(seconds, 1),
        "a_second": round(people / seconds),
        "median_ms": ms(statistics.median(waits)),
        "p95_ms": ms(percentile(waits, 95)),
    }


def crowd(
    session: int,
    users: Sequence[int],
    *,
    processes: int,
    threads: int,
    way: str = "ours",
    environment: Mapping[str, str] | None = None,
) -> Moments:
    """Let `users` ask for a place, shared out over processes that start together."""
    running = []
    for number in range(processes):
        said = {"session": session, "users": list(users[number::processes]), "threads": threads}
        command = [
            sys.executable,
            "-m",
            "bench.registrations",
            "--ask",
            json.dumps(said | {"way": way}),
        ]
        running.append(
            subprocess.Popen(
                command,
                env=os.environ | (environment or {}),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    told: Moments = {}
    for process in running:
        answer, _ = process.communicate()
        assert process.returncode == 0, process.returncode
        told |= {int(user): (one, other) for user, (one, other) in json.loads(answer).items()}
    return told


def examine(session: Any, moments: Moments) -> dict[str, Any]:
    """What the table says afterwards, held against what the people of the crowd saw."""
    rows = list(session.registrations.order_by("pk").values_list("user_id", "state"))
    states = [state for _user, state in rows]
    line = "".join("r" if state == "registered" else "w" for state in states)
    return {
        "registered": states.count("registered"),
        "waiting": states.count("waiting"),
        "lost": len(moments.keys() - {user for user, _state in rows}),
        "twice": len(rows) - len({user for user, _state in rows}),
        "over_capacity": max(0, states.count("registered") - session.capacity),
        "places_in_order": "wr" not in line,
        "overtaken": overtaken([moments[user] for user, _state in rows]),
        "letters": _letters(),
    }


def overtaken(line: Sequence[tuple[float, float]]) -> int:
    """How many stand behind somebody who asked only after they had their answer."""
    count, latest = 0, float("-inf")
    for asked, answered in line:
        count += answered < latest
        latest = max(latest, asked)
    return count


def _letters() -> int:
    from accounts.models import Notification

    return Notification.objects.filter(template__startswith="sessions_archive/").count()


def _open(people: int, places: int) -> tuple[Any, list[int]]:
    from django.utils import timezone

    from accounts.models import Notification, User
    from sessions_archive.models import Edition, ExchangeSession

    Notification.objects.all().delete()
    User.objects.all().delete()
    edition, _ = Edition.objects.get_or_create(year=2100, order=1, topics={"en": "Crowds"})
    starts_at = timezone.now() + timedelta(days=30)
    number = edition.sessions.count() + 1
    session = ExchangeSession.objects.create(
        edition=edition,
        number=number,
        slug=f"crowd-{number}",
        themes={"en": "Crowd"},
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        zone="UTC",
        is_published=True,
        capacity=places,
    )
    users = User.objects.bulk_create(
        (User(email=f"person-{n}@example.org") for n in range(people)),
        batch_size=2_000,
    )
    return session, [user.pk for user in users]


def _be_part_of_the_crowd(session: int, users: list[int], threads: int, way: str) -> int:
    import django

    django.setup()
    from django.db import connection

    ask = _ask if way == "ours" else _ask_naively

    def share(mine: list[int]) -> list[tuple[int, tuple[float, float]]]:
        connection.ensure_connection()
        try:
            return list(_each(ask, session, mine))
        finally:
            connection.close()

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with ThreadPoolExecutor(threads) as pool:
        told = pool.map(share, (users[number::threads] for number in range(threads)))
        sys.stdout.write(json.dumps(dict(pair for pairs in told for pair in pairs)))
    return 0


def _each(
    ask: Callable[[int, int], None], session: int, users: list[int]
) -> Iterator[tuple[int, tuple[float, float]]]:
    for user in users:
        began = time.monotonic()
        ask(session, user)
        yield user, (began, time.monotonic())


def _ask(session: int, user: int) -> None:
    from accounts.models import User
    from sessions_archive.actions import register
    from sessions_archive.models import ExchangeSession

    register(session=ExchangeSession.objects.get(pk=session), by=User.objects.get(pk=user))


def _ask_naively(session: int, user: int) -> None:
    from django.utils import timezone

    from sessions_archive.models import ExchangeSession

    wanted = ExchangeSession.objects.get(pk=session)
    free = wanted.registrations.with_a_place().count() < (wanted.capacity or 0)
    wanted.registrations.create(
        user_id=user,
        state="registered" if free else "waiting",
        placed_at=timezone.now() if free else None,
    )


if __name__ == "__main__":
    raise SystemExit(main())
