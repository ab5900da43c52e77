"""Whether the time of an answer tells what its words do not.

Pairs of requests that must not be told apart, asked in turns: a hidden listing and none at all, by
its page and by what hangs on it; a known and an unknown e-mail address at sign-in, reset, sign-up.
`told` is the ratio of the medians, and the bar is 1 ± 10 %. Beside it the same for a listing that
is read whole before anybody asks who may see it (`read_first_told`).

    python -m bench.timing --requests 200 --json
"""

import argparse
import json
import logging
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from bench.search import say
from gdve_portal.local_services import throwaway_services

LISTINGS = 2_000
BAR = 0.10
HIDDEN, ABSENT = "a-hidden-group-h4k7mz", "no-group-at-all-q9w3rt"
PAGES = ("", "logo/", "contact/", "claim/", "report/", "vouch/")
KNOWN, UNKNOWN = "known@example.org", "nobody@example.org"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.conf.global_settings import PASSWORD_HASHERS
        from django.core.management import call_command
        from django.test.utils import override_settings

        call_command("migrate", verbosity=0)
        call_command("load_gdve", verbosity=0, stdout=sys.stderr)
        call_command("load_sample", organizations=LISTINGS, verbosity=0, stdout=sys.stderr)
        logging.disable(logging.CRITICAL)
        # The limits would answer in the place of what is measured; passwords are hashed as in
        # production, not in the quick way of tests.
        with override_settings(ACCOUNT_RATE_LIMITS=False, PASSWORD_HASHERS=PASSWORD_HASHERS):
            figures = run(options.requests)
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


def run(requests: int) -> dict[str, Any]:
    from django.test import Client

    from accounts.models import User
    from organizations.models import Organization

    hidden = Organization.objects.published().order_by("pk")[0]
    hidden.slug, hidden.audience, hidden.is_open_to_matching = HIDDEN, "iom", False
    hidden.save()
    member = User.objects.create_user("member@example.org", "a long passphrase")
    User.objects.create_user(KNOWN, "a long passphrase")
    somebody = Client()
    somebody.force_login(member)
    pairs: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {}
    for reader, client in (("visitor", Client()), ("person", somebody)):
        for page in PAGES:
            pairs[f"{reader}: {page or 'page'}"] = (
                _get(client, f"/organizations/{HIDDEN}/{page}"),
                _get(client, f"/organizations/{ABSENT}/{page}"),
            )
    for name, path, fields in (
        ("sign in", "/accounts/login/", {"password": "not the passphrase"}),
        ("reset", "/accounts/password/reset/", {}),
        ("sign up", "/accounts/signup/", {"password1": "another long passphrase"}),
    ):
        pairs[name] = (_post(path, KNOWN, fields), _post(path, UNKNOWN, fields))
    figures = {name: compare(*pair, requests) for name, pair in pairs.items()}
    for name, row in figures.items():
        say(f"  {name:18} {row}")
    reference = compare(_read_first(HIDDEN), _read_first(ABSENT), requests)
    say(f"  {'read first':18} {reference}")
    within = {name: abs(row["told"] - 1) <= BAR for name, row in figures.items()}
    return {
        "requests": requests,
        "pairs": figures,
        "read_first_told": reference["told"],
        "within_bar": all(within.values()),
        "outside": [name for name, fits in within.items() if not fits],
    }


def compare(one: Callable[[], Any], other: Callable[[], Any], requests: int) -> dict[str, Any]:
    """Ask both in turns, each first half of the time, so that neither is warmed by the other."""
    times: tuple[list[float], list[float]] = ([], [])
    statuses = set()
    for _ in range(5):
        one(), other()
    for number in range(requests):
        order = ((0, one), (1, other)) if number % 2 else ((1, other), (0, one))
        for place, ask in order:
            began = time.perf_counter()
            answer = ask()
            times[place].append(time.perf_counter() - began)
            statuses.add(answer)
    first, second = (1000 * statistics.median(spent) for spent in times)
    return {
        "ms": round(first, 2),
        "other_ms": round(second, 2),
        "told": round(first / second, 3),
        "statuses": sorted(statuses),
    }


def _get(client: Any, path: str) -> Callable[[], Any]:
    return lambda: client.get(path).status_code


def _post(path: str, email: str, fields: dict[str, str]) -> Callable[[], Any]:
    """Each time from a fresh browser, and for an unknown address from one that nobody ever used."""
    from django.test import Client

    number = count()

    def ask() -> Any:
        address = email if email == KNOWN else f"{next(number)}-{email}"
        name = "login" if "login" in path else "email"
        return Client().post(path, {name: address, **fields}).status_code

    return ask


def _read_first(slug: str) -> Callable[[], Any]:
    from organizations.models import Organization

    def ask() -> Any:
        listings = Organization.objects.with_tags().with_details()
        found = listings.prefetch_related("descriptions", "contacts").filter(slug=slug).first()
        return 404 if found is None or found.audience == "iom" else 200

    return ask


if __name__ == "__main__":
    sys.exit(main())
