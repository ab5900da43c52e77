"""What axe-core finds on the pages of common work and of sessions: nothing, read from either side,
in the light and in the dark.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts.models import User
from partnerships.actions import propose_summary, send_message, start_coalition
from partnerships.models import Partnership
from partnerships.result_enums import ReportState
from tests.e2e.conftest import DESKTOP, PHONE, Open
from tests.e2e.people import at_her_browser
from tests.e2e.test_journey import PASSWORD
from tests.factories import (
    UserFactory,
    make_conversation,
    make_listing,
    make_opportunity,
    make_partner,
)
from tests.factories.archive import full_session
from tests.factories.people import verified
from tests.factories.results import make_running, sent


def pages(leader: User) -> Iterator[str]:
    """Give each page something to show, and say where it is."""
    group = make_listing(owner=leader, name="Evening Circle", slug="evening")
    official = UserFactory()
    body = make_partner(representative=official, name="City")
    partnership = make_running(people=[leader, official], one=group, other=body)
    yield from pages_of_a_partnership(partnership, leader)
    talk = make_conversation(by=leader, answers=UserFactory(), asker=group)
    send_message(introduction_id=talk.pk, by=leader, text="Good day", key="one")
    yield talk.get_absolute_url()
    call = make_opportunity(representative=UserFactory(), sectors=["education", "health"])
    other = make_listing(owner=UserFactory(), name="Nurses", slug="nurses", sectors=["health"])
    coalition = start_coalition(opportunity_id=call.pk, lead=group, groups=[other], by=leader)
    yield from (page.get_absolute_url() for page in (call, coalition))
    yield full_session().get_absolute_url()


def pages_of_a_partnership(partnership: Partnership, leader: User) -> Iterator[str]:
    party = partnership.parties.order_by("pk")[0]
    propose_summary(partnership_id=partnership.pk, party_id=party.pk, by=leader, words="We teach.")
    first, second = partnership.reports.filter(state=ReportState.OPEN).order_by("ends_on")[:2]
    report = sent(first, number=1)
    yield partnership.get_absolute_url()
    yield reverse("partnerships:report", args=[report.uuid])
    yield reverse("partnerships:report_write", args=[second.uuid])
    for name in ("partnership_text", "agreed_indicator", "partnership_results"):
        yield reverse(f"partnerships:{name}", args=[partnership.uuid])


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing(
    language: str, scheme: str, transactional_db: None, open_page: Open
) -> None:
    leader = verified(UserFactory(language=language, password=PASSWORD))
    found = {}
    at = list(pages(leader))
    her = at_her_browser(
        leader, "leader", open_page, viewport=PHONE if language == "ar" else DESKTOP
    )
    her.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for path in at:
        her.goes(path)
        results = Axe().run(her.page)
        if results.violations_count:
            found[path] = results.generate_report()
    assert found == {}
