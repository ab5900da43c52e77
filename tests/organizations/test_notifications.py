"""Every letter of the directory: its words, its link, its reason, in the reader's language."""

import pytest

from accounts.mail import compose
from accounts.models import Notification
from organizations.notifications import TOLD, tell_members
from tests.factories import UserFactory, make_listing

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "pt"])
@pytest.mark.parametrize("stem", sorted(set(TOLD.values())))
def test_letters(stem: str, language: str) -> None:
    letter = compose(
        stem=stem,
        to="leader@example.org",
        language=language,
        context={
            "name": "Cercle <b>Kivu</b>",
            "reason": "contact",
            "message": "Bonjour",
            "path": "/organizations/kivu/",
            "status": "published",
        },
    )
    prefix = "" if language == "en" else f"/{language}"
    html = str(letter.alternatives[0][0])
    assert "Kivu" not in letter.subject
    assert f"http://testserver{prefix}/organizations/kivu/" in letter.body
    assert f"http://testserver{prefix}/organizations/kivu/" in html
    assert "Cercle <b>Kivu</b>" in letter.body
    assert "Cercle &lt;b&gt;Kivu&lt;/b&gt;" in html
    told_why = stem.rsplit("/", 1)[1] in ("changes_requested", "declined", "suspended", "archived")
    assert ("Bonjour" in letter.body) is told_why
    assert ("Bonjour" in html) is told_why
    assert ('dir="rtl"' in html) is (language == "ar")


def test_every_active_member_is_told() -> None:
    owner, inactive = UserFactory(), UserFactory(is_active=False)
    listing = make_listing(owner=owner, slug="kivu")
    listing.memberships.create(user=inactive, role="editor")
    tell_members(listing, step="publish")
    notification = Notification.objects.get()
    assert notification.recipient == owner
    assert notification.template == "organizations/emails/published"
    assert notification.context == {
        "name": listing.name,
        "reason": "",
        "message": "",
        "path": "/organizations/kivu/",
        "status": "published",
    }


def test_steps_that_change_nothing_for_the_group_are_not_told() -> None:
    listing = make_listing(owner=UserFactory())
    for step in ("withdraw", "start_review", "reconsider"):
        tell_members(listing, step=step)
    assert not Notification.objects.exists()


PATH = "/organizations/messages/0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9/"


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "pt"])
@pytest.mark.parametrize("stem", ["relayed_message", "listing_reported"])
def test_letters_of_readers(stem: str, language: str) -> None:
    letter = compose(
        stem=f"organizations/emails/{stem}",
        to="leader@example.org",
        language=language,
        context={
            "name": "Cercle <b>Kivu</b>",
            "signature": "Ana <i>",
            "text": "Bonjour\nhttp://testserver/x/",
            "reply_to": "ana@example.org",
            "path": PATH,
        },
    )
    prefix = "" if language == "en" else f"/{language}"
    html = str(letter.alternatives[0][0])
    assert "\n" not in letter.subject
    for word in ("Kivu", "Ana", "Bonjour"):
        assert word not in letter.subject
        assert (word in letter.body) is (word in html) is (stem == "relayed_message")
    assert "<i>" not in html
    assert f"http://testserver{prefix}{PATH}" in letter.body
    assert f'href="http://testserver{prefix}{PATH}"' in html
    assert 'href="http://testserver/x/"' not in html
    assert ('dir="rtl"' in html) is (language == "ar")
