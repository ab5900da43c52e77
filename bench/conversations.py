"""The pages of introductions for a person whose listing has very many conversations.

Whole responses in one process. Beside the seconds on the clock those of this process (`cpu`).

    python -m bench.conversations --conversations 10000 --json
"""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bench.search import say
from gdve_portal.local_services import throwaway_services

MESSAGES = 6  # in each conversation, half of them unread
LONG = 500  # in one of them


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with throwaway_services() as environment:
        os.environ.update(environment)
        os.environ["DJANGO_SETTINGS_MODULE"] = "gdve_portal.settings.test"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        logging.disable(logging.CRITICAL)
        figures = run(options.conversations, options.rounds)
    sys.stdout.write(json.dumps(figures) + "\n" if options.json else "")
    return 0


def run(conversations: int, rounds: int) -> dict[str, Any]:
    from django.test import Client

    from bench.pages import measure
    from partnerships.models import Introduction

    reader = fill(conversations)
    client = Client()
    client.force_login(reader)
    chosen = list(Introduction.objects.order_by("pk")[:: max(1, conversations // rounds)][:rounds])
    longest = Introduction.objects.order_by("pk")[0]
    pages = {
        "list": ["/introductions/"] * rounds,
        "list, new messages": ["/introductions/?show=unread"] * rounds,
        "list, page 100": ["/introductions/?page=100"] * rounds,
        "conversation": [row.get_absolute_url() for row in chosen],
        "long conversation": [longest.get_absolute_url()] * rounds,
        "dashboard": ["/dashboard/"] * rounds,
    }
    figures = {name: measure(addresses, client=client) for name, addresses in pages.items()}
    for name, row in figures.items():
        say(f"  {name:20} {row}")
    return {"conversations": conversations, "pages": figures}


def fill(conversations: int, name: str = "Group") -> Any:
    """One reader's group in conversation with that many others; `name` tells it from other data."""
    from django.utils import timezone

    from accounts.models import User
    from organizations.codelists import load_codelists
    from organizations.enums import Kind, Status
    from organizations.models import Membership, Organization
    from organizations.models.history import store_together
    from partnerships.models import Introduction, Message, Seat

    load_codelists()
    now = timezone.now()
    groups = [
        Organization(
            name=f"{name} {number}",
            slug=f"{name.lower()}-{number}",
            kind=Kind.GRASSROOTS,
            status=Status.PUBLISHED,
            published_at=now,
            consented_at=now,
        )
        for number in range(conversations + 1)
    ]
    store_together(Organization, groups, with_history=False)
    own, *others = Organization.objects.filter(name__startswith=f"{name} ").order_by("pk")
    reader = User.objects.create_user(f"{name}-reader@example.org")
    writer = User.objects.create_user(f"{name}-writer@example.org")
    members = [Membership(organization=group, user=writer, role="owner") for group in others]
    members.append(Membership(organization=own, user=reader, role="owner"))
    store_together(Membership, members, with_history=False)
    talks = Introduction.objects.bulk_create(
        Introduction(
            asker_organization=group,
            asked_organization=own,
            asker_name=group.name,
            asked_name=own.name,
            purpose="A choir together",
            offer="A hall",
            origin="listing",
            state="accepted",
            asked_at=now,
            expires_at=now + timedelta(days=30),
            answered_at=now,
            moved_at=now - timedelta(minutes=number),
        )
        for number, group in enumerate(others)
    )
    Message.objects.bulk_create(
        (
            Message(
                introduction=talk,
                side="asker",
                author=writer,
                text="Good day to you all. " * 10,
                key=f"{talk.pk}-{number}",
            )
            for place, talk in enumerate(talks)
            for number in range(MESSAGES if place else LONG)
        ),
        batch_size=5_000,
    )
    last = Message.objects.order_by("-pk")[0].pk
    Seat.objects.bulk_create(
        Seat(
            introduction=talk,
            user=reader,
            side="asked",
            read_through=last if number % 2 else 0,
        )
        for number, talk in enumerate(talks)
    )
    return reader


if __name__ == "__main__":
    sys.exit(main())
