"""Registering a group of the same name: neither address, nor key, nor message may tell."""

from collections.abc import Iterator
from typing import Any

from django.test import Client

from accounts.models import User
from organizations.actions.freshness import confirmation_token
from organizations.actions.registration import TAIL_SIGNS
from organizations.models import Organization
from tests.visibility.registry import journey, page
from tests.visibility.world import NAME, SLUG, UUID

REGISTER = "/organizations/register/"
KEY = "7b3c9c1e-5d0f-4a8e-9d7e-3f6a1b2c4d5e"
BASICS = {"name": NAME, "kind": "network", "legal_status": "", "other_names": "SCX"}

page(REGISTER)


@journey(path=REGISTER)
def register_the_same_name(client: Client) -> Iterator[Any]:
    start = client.post(REGISTER, BASICS | {"listing": KEY})
    yield start
    people = start.url.replace("similar/", "people/")
    for step in ("people/", "work/", "safety/", ""):
        yield client.get(people.replace("people/", step))
    yield client.post(people, {"heritage": ["SO"], "residence": ["KE"]})
    yield client.post(
        people.replace("people/", "work/"),
        {"primary_sectors": ["health"], "description": "Us", "description_language": "en"},
    )
    yield client.post(
        people.replace("people/", "safety/"),
        {
            "audience": "public",
            "email": "secret@example.org",
            "email_audience": "iom",
            "whatsapp_audience": "iom",
            "website": "https://secret.example/",
            "consent": "on",
        },
    )
    yield client.post(people.replace("people/", "take/submit/"))
    yield client.get(people.replace("people/", ""))
    own = Organization.objects.filter(name=NAME)
    for slug in own.filter(slug__regex=f"^{SLUG}-[{TAIL_SIGNS}]{{6}}$").values_list("slug"):
        yield client.get(f"/organizations/{slug[0]}/")
    yield client.get(REGISTER)
    yield client.get("/dashboard/")


@journey(path="/organizations/register/00000000-0000-0000-0000-000000000000/similar/", tells=True)
def named_like_the_record(client: Client) -> Iterator[Any]:
    """Who may see the record is asked whether it is hers; nobody else is asked anything."""
    start = client.post(REGISTER, {**BASICS, "other_names": "", "listing": KEY})
    yield start
    if start.url.startswith(REGISTER):
        similar = start.url.replace("people/", "similar/")
        yield client.get(similar)
        yield client.post(similar, {"same": str(UUID)})
        yield client.post(similar, {"same": "none"})
        yield client.get(start.url.replace("similar/", ""))


# Its uuid may be known from a time when it was not hidden.
page(REGISTER, method="post", data=BASICS | {"listing": str(UUID)}, by_way=True)
for step in ("", "basics/", "similar/", "nonsense/"):
    page(f"{REGISTER}{UUID}/{step}", by_way=True)
for step in ("who-sees/", "preview/?eyes=public", "alarm/end/"):
    page(f"{REGISTER}{UUID}/{step}", by_way=True)
page(f"{REGISTER}{UUID}/alarm/", method="post", by_way=True)
page(f"{REGISTER}{UUID}/basics/", method="post", data=BASICS, by_way=True)
page(f"{REGISTER}{UUID}/take/submit/", method="post", by_way=True)
page(f"{REGISTER}{UUID}/confirm/", method="post", by_way=True)


@journey(path="/organizations/confirm/", by_way=True)
def the_link_of_a_letter_to_somebody_who_left(client: Client) -> Iterator[Any]:
    """Written while she was a member: it opens for members alone, whoever holds it now."""
    user = User.objects.get(email="applicant@example.org")
    listing = Organization(uuid=UUID)
    token = confirmation_token(listing, user)
    yield client.get(f"/organizations/confirm/{token}/")
    yield client.post(f"/organizations/confirm/{token}/")


page("/organizations/confirm/forged/")
page(f"{REGISTER}{UUID}/withdraw-change/", method="post", by_way=True)
