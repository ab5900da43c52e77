"""The page "What would change if…" among many listings: one more need, offer, sector, language.

The whole response as a signed-in reader gets it, once the process holds the listings, and the
computation alone.

    python -m bench.what_if --organizations 100000 --partners 20000 --json
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from gdve_portal.local_services import throwaway_services

BAR_SECONDS = 0.3
ADDED = {
    "need": ("mentoring", "funding", "training", "space", "research"),
    "offer": ("mentoring", "volunteers", "training", "research", "visibility"),
    "sector": ("health", "youth", "women", "culture", "environment"),
    "language": ("ar", "fr", "es", "so", "pt"),
    "works_in": ("KE", "SO", "GH", "MA", "CO"),
}
CHANNELS = ("public", "private", "diaspora")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--organizations", type=int, default=100_000)
    parser.add_argument("--partners", type=int, default=20_000)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        figures = run(options.organizations, options.partners, options.questions)
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


def run(organizations: int, partners: int, questions: int) -> dict[str, Any]:
    from django.test import Client
    from django.utils import timezone

    from accounts.models import User
    from organizations.codelists import load_codelists
    from organizations.enums import MembershipRole
    from organizations.models import Membership, Organization
    from organizations.sample import load_organizations
    from partnerships import match_pools
    from partnerships.actions import runs, steps
    from partnerships.enums import RunState
    from partnerships.models import MatchPool, MatchRun, Partner, Representative
    from partnerships.sample import load_partners

    load_codelists()
    say(f"{organizations:,} groups, {partners:,} partners")
    load_organizations(organizations, seed=1)
    load_partners(partners, seed=1)
    # Nothing has changed lately, as on a day like any other.
    a_day_ago = timezone.now() - timedelta(days=1)
    for listed in (Organization.objects.unrecorded(because="arranged"), Partner.objects):
        listed.update(updated_at=a_day_ago)
    match_run, _started = runs.start_match_run()
    steps.prepare_match_run(run_id=match_run.pk)
    # The lists themselves are not asked for here.
    MatchRun.objects.update(state=RunState.CURRENT, finished_at=timezone.now())

    reader = User.objects.create(email="reader@example.org", name="Reader")
    group = Organization.objects.published().filter(is_open_to_matching=True).order_by("pk")[0]
    Membership.objects.create(organization=group, user=reader, role=MembershipRole.OWNER)
    body = Partner.objects.verified().filter(is_open_to_matching=True).order_by("pk")[0]
    speaker = User.objects.create(email="speaker@example.org", name="Speaker")
    Representative.objects.create(partner=body, user=speaker)

    stored = MatchPool.objects.get()
    figures: dict[str, Any] = {
        "organizations": organizations,
        "partners": partners,
        "stored_mb": round(len(stored.data) / 1e6, 1),
    }
    from partnerships.profiles import profile_of, vocabulary

    figures["load_ms"] = median(lambda: match_pools.thaw(stored.data, vocabulary()), 3)
    chance = random.Random(1)
    for name, user, own in (("group", reader, group), ("partner", speaker, body)):
        client = Client()
        client.force_login(user)
        said = profile_of(type(own)._default_manager.with_tags().get(pk=own.pk))
        queries = [question(chance, said) for _ in range(questions)]
        first = timed(lambda: ask(client, queries[0]))  # noqa: B023 - called at once
        pages = [timed(lambda: ask(client, query)) for query in queries]  # noqa: B023
        figures[name] = {
            "first_page_ms": round(1e3 * first),
            "page_ms": round(1e3 * statistics.median(pages), 1),
            "page_p95_ms": round(1e3 * sorted(pages)[int(0.95 * len(pages))], 1),
            "most_ms": round(1e3 * max(pages), 1),
        }
        say(f"  {name:>8}  {figures[name]}")
    figures["reached"] = all(
        figures[name]["page_p95_ms"] < 1e3 * BAR_SECONDS for name in ("group", "partner")
    )
    return figures


def question(chance: random.Random, said: Any) -> str:
    """One thing that the listing does not say already."""
    known = {
        "need": said.needs,
        "offer": said.offers,
        "sector": set(said.sectors),
        "language": said.languages,
        "works_in": said.heritage | said.works_in,
    }
    name = chance.choice(sorted(ADDED))
    code = chance.choice([code for code in ADDED[name] if code not in known[name]])
    return f"channel={chance.choice(CHANNELS)}&{name}={code}"


def ask(client: Any, query: str) -> None:
    response = client.get(f"/matches/what-if/?{query}")
    if response.status_code != 200 or b'id="outcome"' not in response.content:
        raise RuntimeError(f"{query}: {response.status_code}")


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def median(work: Callable[[], object], times: int) -> float:
    return round(1e3 * statistics.median(timed(work) for _ in range(times)), 1)


def say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
