"""The work queue: oldest first, one curator at a time, each decision with its letter."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notification
from organizations.enums import MembershipRole, ReportKind, Status
from organizations.models import (
    ListingReport,
    Membership,
    Organization,
    PendingChange,
    StatusChange,
    WorkLock,
)
from tests.factories import StaffFactory, UserFactory, make_listing

pytestmark = pytest.mark.django_db

QUEUE = "/admin/organizations/organization/queue/"
DAY = timedelta(days=1)


@pytest.fixture
def curator(client: Client) -> Any:
    user = StaffFactory()
    client.force_login(user)
    return user


def submitted(days: float = 1, **fields: Any) -> Organization:
    fields = {"status": Status.SUBMITTED, "published_at": None, **fields}
    return make_listing(submitted_at=timezone.now() - days * DAY, **fields)


def reported(listing: Organization, days: float = 1, **fields: Any) -> ListingReport:
    fields = {"kind": ReportKind.SPAM, "created_at": timezone.now() - days * DAY, **fields}
    return ListingReport.objects.create(organization=listing, **fields)


def item(listing: Organization, rest: str = "") -> str:
    return f"{QUEUE}submission/{listing.pk}/{rest}"


def decide(client: Client, listing: Organization, decision: str, **data: str) -> Any:
    """Decide about a listing as it is now."""
    listing.refresh_from_db()
    sent = {"mark": str(listing.submitted_at), **data}
    return client.post(item(listing, f"decide/{decision}/"), sent)


def shown(client: Client, query: str = "") -> list[tuple[str, int]]:
    return [(row.source.name, row.pk) for row in client.get(f"{QUEUE}{query}").context["items"]]


def test_oldest_first_and_danger_before_all(client: Client, curator: Any) -> None:
    new, old = submitted(2), submitted(9)
    live = make_listing()
    spam = reported(live, 5)
    danger = reported(live, 0, kind=ReportKind.DANGER, text="They are named.")
    reported(live, 30, handled_at=timezone.now(), handled_by=curator)
    make_listing(status=Status.DRAFT, published_at=None)
    assert shown(client) == [
        ("report", danger.pk),
        ("submission", old.pk),
        ("report", spam.pk),
        ("submission", new.pk),
    ]
    page = client.get(QUEUE).content.decode()
    assert "9 days" in page
    assert "3 days late" in page  # of the 7 that were promised, 2 days and some hours ago
    assert "6 days left" not in page
    assert "4 items wait, the oldest first" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?source=report", ["spoken"]),
        ("?source=submission&region=002", ["spoken", "written"]),
        ("?region=019", ["other"]),
        ("?language=ar", ["spoken", "written", "spoken"]),
        ("?kind=network", ["other"]),
        ("?first_time=on&source=submission", ["spoken", "other"]),
        ("?source=nonsense", ["spoken", "written", "other", "spoken"]),
        ("?first_time=on&region=019&language=ar", []),
    ],
)
def test_filters(client: Client, curator: Any, query: str, expected: list[str]) -> None:
    spoken = submitted(9, name="spoken", languages=["ar"])
    written = submitted(8, name="written", published_at=timezone.now())
    written.descriptions.create(language_id="ar", text="نص")
    submitted(7, name="other", heritage=["HT"], residence=["US"], kind="network")
    reported(spoken)
    page = client.get(f"{QUEUE}{query}")
    assert [row.card.organization.name for row in page.context["items"]] == expected


@pytest.mark.parametrize("rows", [1, 20])
def test_queries(
    client: Client, curator: Any, rows: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        listing = submitted(number, languages=["ar"], description="We teach.")
        reported(listing)
        WorkLock.objects.create(
            source="submission", item=listing.pk, by=curator, until=timezone.now() + DAY
        )
    client.get(QUEUE)
    with django_assert_max_num_queries(7) as asked:
        client.get(QUEUE)
    assert len(asked) == 7


def test_an_item_says_what_changed_since_it_was_approved(client: Client, curator: Any) -> None:
    listing = submitted(description="We teach children in Nairobi.")
    decide(client, listing, "publish")
    listing.refresh_from_db()
    assert listing.status == Status.PUBLISHED
    listing.descriptions.unrecorded("arranged").update(text="We teach adults in Nairobi.")
    listing.place_links.create(relation="works_in", place_id="TZ")
    report = reported(listing)
    page = client.get(f"{QUEUE}report/{report.pk}/")
    assert [
        (d.field, [(p.state, p.text) for p in d.pieces]) for d in page.context["differences"]
    ] == [
        ("works_in", [("added", "United Republic of Tanzania")]),
        (
            "descriptions",
            [
                ("kept", "We teach "),
                ("removed", "children "),
                ("added", "adults "),
                ("kept", "in Nairobi."),
            ],
        ),
    ]
    assert "<del>children </del><ins>adults </ins>" in page.content.decode()
    assert "Different from what was approved" in page.content.decode()


def test_reading_changes_nothing(client: Client, curator: Any) -> None:
    listing = submitted()
    assert client.get(item(listing)).status_code == 200
    assert client.get(item(listing, "decide/decline/")).status_code == 200
    for post_only in ("lock/", "release/", "undo/"):
        assert client.get(item(listing, post_only)).status_code == 405
    for post_only in ("next/", "publish/"):
        assert client.get(f"{QUEUE}{post_only}").status_code == 405
    listing.refresh_from_db()
    assert listing.status == Status.SUBMITTED
    assert not WorkLock.objects.exists()


def test_the_letter_is_in_the_groups_language_and_may_be_changed(
    client: Client, curator: Any
) -> None:
    owner = UserFactory(language="fr")
    listing = submitted(owner=owner)
    Membership.objects.create(
        organization=listing, user=UserFactory(language="es"), role=MembershipRole.EDITOR
    )
    form = client.get(item(listing, "decide/decline/?reason=safety")).context["form"]
    assert form["reason"].value() == "safety"
    assert form.fields["message"].widget.attrs["lang"] == "fr"
    page = client.get(item(listing, "decide/decline/"))
    assert page.context["form"]["reason"].value() == "duplicate"
    assert f'value="{listing.submitted_at}"' in page.content.decode()
    decide(client, listing, "decline", reason="duplicate", message="Mes mots")
    change = StatusChange.objects.get()
    assert (change.reason, change.message, change.by) == ("duplicate", "Mes mots", curator)
    assert {n.context["message"] for n in Notification.objects.all()} == {"Mes mots"}


def test_only_reasons_that_fit(client: Client, curator: Any) -> None:
    listing = submitted()
    url = item(listing, "decide/request_changes/")
    for sent in ({}, {"reason": "inactive"}, {"reason": "other", "message": " "}):
        assert client.post(url, sent).status_code == 200
    assert not StatusChange.objects.exists()


def test_two_curators_on_one_item(client: Client, curator: Any) -> None:
    listing = submitted()
    other = Client()
    other.force_login(StaffFactory(name="Amina"))
    assert other.post(item(listing, "lock/")).status_code == 302
    refused = decide(client, listing, "publish")
    assert refused.status_code == 409
    assert "Amina is working on this item" in refused.content.decode()
    assert client.post(item(listing, "lock/")).status_code == 409
    assert "Amina" in client.get(QUEUE).content.decode()
    client.post(item(listing, "lock/"), {"take_over": "yes"})
    assert WorkLock.objects.get().by == curator
    assert decide(client, listing, "publish").status_code == 302
    assert not WorkLock.objects.exists()
    late = decide(other, listing, "decline", reason="duplicate")
    assert late.status_code == 409
    said = f"this is decided by now (Publish, by {curator})"
    assert said in html.unescape(late.content.decode())
    assert StatusChange.objects.count() == 1


def test_a_lock_expires_and_is_left(client: Client, curator: Any) -> None:
    listing = submitted()
    WorkLock.objects.create(
        source="submission", item=listing.pk, by=StaffFactory(), until=timezone.now()
    )
    assert client.post(item(listing, "lock/")).status_code == 302
    assert WorkLock.objects.get().by == curator
    client.post(item(listing, "release/"))
    assert not WorkLock.objects.exists()


def test_what_the_group_changed_meanwhile_is_read_again(client: Client, curator: Any) -> None:
    listing = submitted()
    mark = client.get(item(listing, "decide/publish/")).context["form"]["mark"].value()
    Organization.objects.filter(pk=listing.pk).unrecorded(because="arranged").update(
        submitted_at=timezone.now()
    )
    response = client.post(item(listing, "decide/publish/"), {"mark": mark})
    assert response.status_code == 409
    assert "after you opened it" in response.content.decode()
    listing.refresh_from_db()
    assert listing.status == Status.SUBMITTED


def test_undo(client: Client, curator: Any) -> None:
    listing = submitted(owner=UserFactory())
    page = client.get(decide(client, listing, "publish").url)
    assert "Look again or take it back" in page.content.decode()
    assert "Take the decision back" in client.get(item(listing)).content.decode()
    client.post(item(listing, "undo/"))
    listing.refresh_from_db()
    assert (listing.status, listing.published_at) == (Status.SUBMITTED, None)
    assert list(StatusChange.objects.order_by("pk").values_list("transition", "to_status")) == [
        ("publish", "published"),
        ("undo", "submitted"),
    ]
    assert Notification.objects.first().template == "organizations/emails/taken_back"
    assert shown(client) == [("submission", listing.pk)]
    assert client.post(item(listing, "undo/")).status_code == 409


def test_a_decision_of_yesterday_stays(client: Client, curator: Any) -> None:
    listing = submitted()
    decide(client, listing, "publish")
    StatusChange.objects.update(at=timezone.now() - timedelta(hours=25))
    assert "Take the decision back" not in client.get(item(listing)).content.decode()
    assert client.post(item(listing, "undo/")).status_code == 409


def test_reports(client: Client, curator: Any) -> None:
    listing = make_listing(owner=UserFactory())
    first, second = reported(listing, 2), reported(listing, 1)
    url = f"{QUEUE}report/{first.pk}/"
    page = client.get(url)
    assert [d.name for d in page.context["decisions"]] == ["handled", "suspend", "archive"]
    assert [(s.name, pk) for s, pk in page.context["others"]] == [("report", second.pk)]
    client.post(f"{url}decide/handled/")
    assert client.post(f"{url}decide/handled/").status_code == 409
    first.refresh_from_db()
    assert first.handled_by == curator
    client.post(f"{url}undo/")
    first.refresh_from_db()
    assert first.handled_at is None
    client.post(f"{url}decide/suspend/", {"reason": "safety", "message": ""})
    listing.refresh_from_db()
    first.refresh_from_db()
    assert listing.status == Status.SUSPENDED
    assert first.handled_by == curator


def test_next_takes_the_oldest_free_one(client: Client, curator: Any) -> None:
    held, own, free = submitted(9), submitted(8, owner=curator), submitted(7)
    WorkLock.objects.create(
        source="submission", item=held.pk, by=StaffFactory(), until=timezone.now() + DAY
    )
    assert own != free
    assert client.post(f"{QUEUE}next/").url == item(free)
    assert WorkLock.objects.get(item=free.pk).by == curator
    assert client.post(f"{QUEUE}next/?source=report").url == f"{QUEUE}?source=report"


def test_publishing_together_only_where_nothing_else_waits(client: Client, curator: Any) -> None:
    plain, doubtful, mine = submitted(), submitted(name="Doubtful"), submitted(owner=curator)
    held = submitted()
    reported(doubtful)
    WorkLock.objects.create(
        source="submission", item=held.pk, by=StaffFactory(), until=timezone.now() + DAY
    )
    keys = [f"submission:{row.pk}" for row in (plain, doubtful, mine, held)]
    page = client.post(
        f"{QUEUE}publish/",
        {"item": [*keys, "report:1", "submission:x", "x"], "back": "https://elsewhere.example/"},
        follow=True,
    )
    assert page.redirect_chain == [(QUEUE, 302)]
    assert "1 listing was published." in page.content.decode()
    assert "Doubtful" in page.content.decode()
    assert list(Organization.objects.published()) == [plain]


def test_not_her_own_group(client: Client, curator: Any) -> None:
    own = submitted(owner=curator)
    page = client.get(item(own))
    assert page.context["decisions"] == []
    for path in ("decide/publish/", "lock/", "undo/"):
        assert client.post(item(own, path)).status_code == 403
    report = reported(own)
    assert client.post(f"{QUEUE}report/{report.pk}/decide/handled/").status_code == 403
    report.refresh_from_db()
    assert report.handled_at is None


def test_what_is_not_there(client: Client, curator: Any) -> None:
    assert client.get(f"{QUEUE}submission/999999/").status_code == 404
    assert client.get(f"{QUEUE}nonsense/1/").status_code == 404
    listing = submitted()
    assert client.post(item(listing, "decide/submit/")).status_code == 409
    assert client.get(f"{QUEUE}?page=999999999999").status_code == 200


def test_strangers_are_sent_away(client: Client) -> None:
    listing = submitted()
    client.force_login(UserFactory())
    assert client.get(QUEUE).status_code == 302
    client.force_login(UserFactory(is_staff=True))
    for path in ("", f"submission/{listing.pk}/"):
        assert client.get(f"{QUEUE}{path}").status_code == 403
    for path in ("next/", "publish/"):
        assert client.post(f"{QUEUE}{path}").status_code == 403
    # Without any country, no listing is there for her.
    assert client.post(item(listing, "decide/publish/")).status_code == 404


def test_a_pending_change_is_an_item(client: Client, curator: Any) -> None:
    owner = UserFactory()
    listing = make_listing(owner=owner, name="Kivu Circle")
    change = PendingChange.objects.create(
        organization=listing,
        wanted={"name": "Red Cross"},
        before={"name": "Kivu Circle"},
        asked_by=owner,
    )
    assert shown(client, "?source=change") == [("change", change.pk)]
    url = f"{QUEUE}change/{change.pk}/"
    text = client.get(url).content.decode()
    assert "<bdi>Kivu Circle</bdi></del>" in text
    assert "<bdi>Red Cross</bdi></ins>" in text
    mark = client.get(f"{url}decide/approve_change/").context["form"]["mark"].value()
    assert client.post(f"{url}decide/approve_change/", {"mark": "old"}).status_code == 409
    assert client.post(f"{url}decide/approve_change/", {"mark": mark}).status_code == 302
    listing.refresh_from_db()
    assert listing.name == "Red Cross"
    assert client.post(f"{url}decide/decline_change/").status_code == 409
    assert "Approved, by" in client.get(url).content.decode()
    client.post(f"{url}undo/")
    sent = {"mark": mark, "reason": "identity", "message": "No."}
    assert client.post(f"{url}decide/decline_change/", sent).status_code == 302
    listing.refresh_from_db()
    assert listing.name == "Kivu Circle"
    assert shown(client) == []
