"""A whole day of a curator: twenty submissions, among them five that are listed already, two rings
of accounts that vouch for each other, three in Arabic, and a known group that takes another's name.

SCREENSHOTS=folder keeps pictures of what the curator sees.
"""

import os
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.outbox import sweep
from organizations import actions
from organizations.actions.duplicates import find_all_duplicates
from organizations.enums import Status, TrustLevel
from organizations.models import DuplicateCandidate, Organization, PendingChange
from tests.e2e.conftest import DESKTOP, Open
from tests.e2e.test_journey import PASSWORD, sign_in
from tests.factories import StaffFactory, UserFactory, make_listing
from tests.factories.people import verified

QUEUE = "/admin/organizations/organization/queue/"
KNOWN = "Somali Women’s Circle Nairobi"
LISTED = {
    KNOWN: "Somali Womens Circle, Nairobi",
    "Haitian Health Bridge Montreal": "Haitian Health Bridge (Montréal)",
    "Beirut Berlin Learning Network": "Beirut–Berlin Learning Network e. V.",
    "Filipino Nurses Association Leeds": "Philipino Nurses Association Leeds",
    "Casa Venezolana Bogotá": "Casa Venezolana Bogota",
}
ARABIC = ["حلقة نساء دارفور", "شباب حلب في مالمو", "بيت السودان"]
RINGS = [[f"{word} Ring {number}" for number in (1, 2, 3)] for word in ("Copper", "Silver")]
PLAIN = [
    "Kumasi Homework Club",
    "Lisbon Creole Kitchen",
    "Quiet Gardeners of Turin",
    "Tigray Sewing Room",
    "Bristol Punjabi Choir",
    "Night School for Newcomers",
]


def submitted(name: str, *, language: str = "en", description: str = "We meet.") -> Organization:
    """Register a group as its leader would, and submit it."""
    owner = UserFactory(language=language)
    listing = make_listing(
        name=name,
        owner=owner,
        status=Status.DRAFT,
        published_at=None,
        heritage=["SO"],
        residence=["KE"],
    )
    listing.descriptions.create(language_id=language, text=description)
    actions.take_step(organization_id=listing.pk, step="submit", by=owner)
    return listing


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def decide(page: Page, decision: str, reason: str = "", picture: str = "") -> None:
    """Take the decision of that name about the item that is open."""
    page.locator(f"a[href$='/decide/{decision}/']").click()
    if reason:
        page.check(f"input[name=reason][value={reason}]")
    if picture:
        shot(page, picture)
    page.locator(".submit-row input[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/queue/(?!.*/decide/)"))


@pytest.fixture
def directory(transactional_db: None) -> dict[str, Organization]:
    return {
        name: make_listing(name=name, owner=UserFactory(), slug=f"listed-{number}", heritage=["SO"])
        for number, name in enumerate(LISTED)
    }


def test_twenty_submissions(
    open_page: Open, directory: dict[str, Organization], mailoutbox: list[EmailMessage]
) -> None:
    doubles = {known: submitted(name) for known, name in LISTED.items()}
    arabic = [submitted(name, language="ar", description="نلتقي كل أسبوع.") for name in ARABIC]
    rings = [[submitted(name) for name in ring] for ring in RINGS]
    plain = [submitted(name) for name in PLAIN]
    impostor = a_known_group_that_takes_anothers_name()
    find_all_duplicates()
    assert Organization.objects.filter(status=Status.SUBMITTED).count() == 20

    verified(StaffFactory(email="curator@example.org", password=PASSWORD))
    page = open_page(viewport=DESKTOP)
    sign_in(page, "curator@example.org", PASSWORD)
    page.goto(QUEUE)
    shot(page, "queue")
    for name in (*LISTED.values(), *ARABIC, *PLAIN, impostor.name):
        expect(page.locator("table.queue__table")).to_contain_text(name)

    # The five that are listed already were found; each is declined in a letter of its own.
    for known, double in doubles.items():
        assert DuplicateCandidate.objects.of(directory[known].pk, double.pk).exists(), known
        open_item(page, double)
        decide(page, "decline", reason="duplicate", picture="decline")
    assert statuses(doubles.values()) == [Status.DECLINED] * 5

    # Three in Arabic: the letter is ready in Arabic, and the curator adds a line.
    open_item(page, arabic[0])
    page.locator("a[href$='/decide/request_changes/']").click()
    page.check("input[name=reason][value=description]")
    message = page.locator("textarea[name=message]")
    expect(message).to_have_attribute("lang", "ar")
    assert "شكراً" in message.input_value()
    message.fill(message.input_value() + "\nمع التحية")
    shot(page, "letter-in-arabic")
    page.locator(".submit-row input[type=submit]").click()
    for listing in arabic[1:]:
        open_item(page, listing)
        decide(page, "publish")
    assert statuses(arabic) == [Status.CHANGES_REQUESTED, Status.PUBLISHED, Status.PUBLISHED]

    # What nothing speaks against is published together; the rings' names are too much alike.
    publish_all(page)
    assert statuses(plain) == [Status.PUBLISHED] * 6
    assert Status.SUBMITTED in statuses(one for ring in rings for one in ring)
    shot(page, "left-over")
    for pair in DuplicateCandidate.objects.waiting():
        page.goto(f"{QUEUE}duplicate/{pair.pk}/")
        decide(page, "reject", picture="pair")
    publish_all(page)
    assert statuses(one for ring in rings for one in ring) == [Status.PUBLISHED] * 6

    # The rings' accounts try to lift each other: they have no voice.
    for ring in rings:
        for giver, receiver in zip(ring, [*ring[1:], ring[0]], strict=True):
            try_to_vouch(open_page, giver, receiver)
        assert [Organization.objects.get(pk=one.pk).trust for one in ring] == [
            TrustLevel.LISTED
        ] * 3

    # A known group takes another's name: readers still see its own, and the curator leaves it so.
    change = PendingChange.objects.get(organization=impostor)
    page.goto(f"{QUEUE}change/{change.pk}/")
    expect(page.locator("ins").first).to_contain_text(KNOWN)
    shot(page, "impostor")
    decide(page, "decline_change", reason="identity")
    impostor.refresh_from_db()
    assert impostor.name == "Night Owls"

    # One decision too many: it is taken back, and given again.
    open_item(page, plain[0])
    page.locator("form[action$='/undo/'] button").click()
    assert statuses(plain[:1]) == [Status.SUBMITTED]
    decide(page, "publish")

    # A colleague opens what the first one then decides: she is told, and nothing is written.
    late = submitted("Late Comers")
    verified(StaffFactory(email="colleague@example.org", password=PASSWORD))
    colleague = open_page(viewport=DESKTOP)
    sign_in(colleague, "colleague@example.org", PASSWORD)
    open_item(colleague, late)
    colleague.locator("a[href$='/decide/decline/']").click()
    open_item(page, late)
    decide(page, "publish")
    colleague.locator(".submit-row input[type=submit]").click()
    expect(colleague.locator("body")).to_contain_text("Somebody was quicker")
    shot(colleague, "too-late")
    assert statuses([late]) == [Status.PUBLISHED]

    # Every group was told, in its own language, and no subject names it.
    sweep(60)
    subjects = {letter.to[0]: letter.subject for letter in mailoutbox}
    for listing in [*doubles.values(), *arabic, *plain]:
        assert listing.name not in subjects[owner_of(listing).email]
    assert re.search("[\u0600-\u06ff]", subjects[owner_of(arabic[0]).email])
    told = [letter.body for letter in mailoutbox if letter.to == [owner_of(arabic[0]).email]]
    assert any("مع التحية" in body for body in told)


def a_known_group_that_takes_anothers_name() -> Organization:
    owner = UserFactory()
    listing = make_listing(name="Night Owls", slug="night-owls", owner=owner)
    actions.save_basics(
        organization=listing,
        by=owner,
        name=KNOWN,
        name_language="en",
        kind=listing.kind,
        legal_status=listing.legal_status,
        other_names=[],
    )
    return listing


def publish_all(page: Page) -> None:
    page.goto(f"{QUEUE}?source=submission")
    for box in page.locator("input[name=item]").all():
        box.check()
    page.locator("button[form=together], #together button").first.click()
    expect(page.locator(".messagelist")).to_contain_text("published")


def open_item(page: Page, listing: Organization) -> None:
    page.goto(f"{QUEUE}submission/{listing.pk}/")


def owner_of(listing: Organization) -> User:
    return User.objects.get(memberships__organization=listing)


def statuses(listings: Iterable[Organization]) -> list[str]:
    return [Organization.objects.get(pk=one.pk).status for one in listings]


def try_to_vouch(open_page: Open, giver: Organization, receiver: Organization) -> None:
    owner = verified(owner_of(giver))
    owner.set_password(PASSWORD)
    owner.save()
    page = open_page()
    sign_in(page, owner.email, PASSWORD)
    page.goto(f"/organizations/{receiver.slug}/vouch/")
    expect(page.locator("main")).to_contain_text("Your word does not count yet")
    page.context.close()
