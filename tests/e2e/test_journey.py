"""The main job, end to end: a leader registers her group, a curator publishes it, the worker
scores it, and the leader reads why she is matched. On a phone without JavaScript for the leader.
"""

import re
import time
from typing import Any

import pytest
from django.utils.translation import override
from playwright.sync_api import Page, expect

from organizations.models import Organization, Sector
from partnerships.models import MatchList
from tests.e2e.conftest import DESKTOP, Open
from tests.factories import StaffFactory, make_listing
from tests.factories.people import verified

PASSWORD = "quiet-lantern-42"

GROUPS = {
    "en": {"name": "Mogadishu Mentors", "description": "We teach young people at week-ends."},
    "ar": {"name": "حلقة نساء دارفور", "description": "نعلّم الشباب في عطلة نهاية الأسبوع."},
}


@pytest.fixture
def others(transactional_db: None) -> None:
    """Enough listed groups for a match to mean something."""
    for number in range(12):
        make_listing(
            name=f"Neighbour {number}",
            sectors=["education"],
            heritage=["SO"],
            residence=["KE"],
            offers=["mentoring"],
            needs=["volunteers"],
            made_of=["second"],
            languages=["en"],
            slug=f"neighbour-{number}",
        )


def wait_until(condition: Any, seconds: float = 120) -> None:
    """Wait; the worker compiles its kernels the first time, which takes a while."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)


def newest_mail(page: Page, subject_part: str = "") -> str:
    """Open the newest e-mail in the development mailbox and return its text."""
    page.goto("/dev/mail/")
    page.locator("main ul a, main ol a, main table a").first.click()
    return page.locator("main").inner_text()


def sign_in(page: Page, email: str, password: str, prefix: str = "") -> None:
    page.goto(f"{prefix}/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", password)
    page.locator("main form button[type=submit], main form button.button").first.click()


def submit(page: Page) -> None:
    page.locator("main form .form__actions button.button").first.click()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_sign_up_to_matches_with_reasons(
    language: str, open_page: Open, celery_worker: None, others: None
) -> None:
    prefix = "" if language == "en" else f"/{language}"
    group = GROUPS[language]
    email = f"leader-{language}@example.org"
    page = open_page(javascript=False)

    # She signs up and confirms her address from the e-mail.
    page.goto(f"{prefix}/accounts/signup/?next={prefix}/organizations/register/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    page.fill("input[name=email]", email)
    page.fill("input[name=password1]", PASSWORD)
    submit(page)
    text = newest_mail(page)
    link = re.search(r"http://\S+/confirm-email/\S+", text)
    assert link, text
    assert f"{prefix}/accounts/" in link.group()
    page.goto(link.group())
    submit(page)

    # She registers her group in four steps.
    page.goto(f"{prefix}/organizations/register/")
    page.fill("input[name=name]", group["name"])
    page.check("input[name=kind][value=grassroots]")
    page.check("input[name=legal_status][value=none]")
    submit(page)
    page.locator("select[name=heritage]").first.select_option("SO")
    page.locator("select[name=residence]").first.select_option("KE")
    page.check("input[name=made_of][value=second]")
    page.check("input[name=is_women_led][value=yes]")
    submit(page)
    page.check("input[name=primary_sectors][value=education]")
    page.fill("textarea[name=description]", group["description"])
    page.check("input[name=offers][value=volunteers]")
    page.check("input[name=needs][value=mentoring]")
    submit(page)
    page.check("input[name=audience][value=public]")
    page.check("input[name=consent]")
    submit(page)
    listing = Organization.objects.get(name=group["name"])
    assert list(listing.descriptions.values_list("language_id", "text")) == [
        (language, group["description"])
    ]
    page.locator(f"form[action$='/{listing.uuid}/take/submit/'] button").click()
    listing.refresh_from_db()
    assert listing.status == "submitted"

    # Until a curator has read it, nobody else sees it.
    visitor = open_page(viewport=DESKTOP)
    answer = visitor.goto(f"/organizations/{listing.slug}/")
    assert answer is not None
    assert answer.status == 404

    # The curator publishes it in the admin.
    verified(StaffFactory(email="curator@example.org", password=PASSWORD))
    curator = open_page(viewport=DESKTOP)
    sign_in(curator, "curator@example.org", PASSWORD)
    curator.goto("/admin/organizations/organization/?status__exact=submitted")
    curator.get_by_role("link", name=group["name"]).click()
    curator.locator("a.step--publish").click()
    curator.locator(".submit-row input[type=submit]").click()
    listing.refresh_from_db()
    assert listing.status == "published"

    # The worker scores it and writes to her; she reads why.
    wait_until(
        lambda: MatchList.objects.filter(source_organization=listing, targets__len__gt=0).exists()
    )
    page.goto(f"{prefix}/matches/?channel=diaspora")
    expect(page.locator("main")).to_contain_text("Neighbour")
    with override(language):
        education = Sector.objects.get(pk="education").label
    expect(page.locator("main")).to_contain_text(education)
    wait_until(lambda: group["name"] in newest_mail(page))

    answer = visitor.goto(f"{prefix}/organizations/{listing.slug}/")
    assert answer is not None
    assert answer.status == 200
    expect(visitor.locator("h1")).to_have_text(group["name"])
