"""H9 to H16: reaching what is somebody else's, and steps that are not one's own."""

import pytest
from django.test import Client

from organizations.enums import Status
from organizations.models import Organization, SearchDocument, StatusChange
from tests.access.asking import watched
from tests.access.comparing import table
from tests.access.world import World
from tests.factories import StaffFactory, UserFactory, make_listing
from tests.hostile.log import events

pytestmark = pytest.mark.django_db

OTHERS = ("anonymous", "member", "owner", "editor", "other_owner", "partner", "public_body")
CLOSED = {"login", "404", "405", "403"}
# Who holds the link of a letter may use it, signed in or not. An edition with its recommendations
# is never hidden, and a comparison leaves out what its reader may not see.
TELL_NOTHING = {
    "organizations:confirm_listing",
    "organizations:contact_answer",
    "organizations:compare",
    "partnerships:recommendation_detail",
    "partnerships:recommendation_list",
    "sessions_archive:edition_detail",
    "sessions_archive:edition_json",
}


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_h09_foreign_and_hidden_objects_are_absent() -> None:
    """Read from the matrix, which holds for every address what is answered to everybody."""
    hidden = {row: cells for row, cells in table().items() if row[1] == "hidden"}
    told = {
        f"{' '.join(row)} {role}: {cells[role]}"
        for row, cells in hidden.items()
        for role in OTHERS
        if cells[role] not in CLOSED and row[0] not in TELL_NOTHING
    }
    assert len(hidden) > 190
    assert told == set()


def test_h10_nor_by_export_calendar_or_part_of_a_page(world: World) -> None:
    """There is no API yet: the equivalents are the files, the calendars and the htmx parts."""
    hidden, foreign = world.clusters["hidden"], world.clusters["foreign"]
    year = hidden.session.edition.year
    for role in OTHERS[1:]:
        client = signed_in(world.people[role])
        for path in (
            f"/sessions/{year}/{hidden.session.slug}.ics",
            f"/organizations/{hidden.listing.slug}/logo/",
            f"/introductions/{foreign.talk.uuid}/files/{foreign.file}/",
            f"/partnerships/evidence/{foreign.proof.uuid}/",
            *(
                f"/partnerships/{cluster.partnership.uuid}/{name}"
                for cluster in (hidden, foreign)
                for name in ("results.csv", "results.json", "figures.json", "results/print/")
            ),
        ):
            assert client.get(path).status_code == 404, (role, path)
        for path in (
            "/organizations/export.csv",
            "/organizations/?q=hidden",
            "/organizations/count/?q=hidden",
            "/organizations/map/",
            "/sessions/calendar.ics",
        ):
            answer = client.get(path, headers={"HX-Request": "true"})
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert b"group-hidden" not in body, (role, path)
            assert hidden.listing.name.encode() not in body, (role, path)


def test_h11_more_fields_than_the_form_has_change_nothing() -> None:
    user = UserFactory(name="Before")
    client = signed_in(user)
    more = {
        "is_staff": "1",
        "is_superuser": "1",
        "groups": "1",
        "email": "x@example.org",
        "status": "published",
        "level": "3",
        "verification": "verified",
        "owner": "1",
        "uuid": "0" * 32,
        "slug": "taken",
        "published_at": "2026-01-01",
        "source": "record",
    }
    basics = {"name": "Circle", "kind": "grassroots", "legal_status": ""}
    assert client.post("/organizations/register/", basics | more).status_code == 302
    listing = Organization.objects.get(name="Circle")
    assert (listing.status, listing.published_at) == (Status.DRAFT, None)
    assert not listing.evidence.exists()
    assert listing.slug.startswith("circle")
    client.post(f"/organizations/register/{listing.uuid}/basics/", basics | more)
    client.post("/accounts/profile/", {"name": "After", "language": "en", **more})
    user.refresh_from_db()
    listing.refresh_from_db()
    assert (user.name, user.is_staff, user.is_superuser) == ("After", False, False)
    assert user.email != "x@example.org"
    assert listing.status == Status.DRAFT


@pytest.mark.parametrize(
    ("status", "step"),
    [
        (Status.DRAFT, "withdraw"),
        (Status.DRAFT, "return"),
        (Status.SUSPENDED, "submit"),
        (Status.PUBLISHED, "withdraw"),
    ],
)
def test_h12_a_step_that_is_not_the_next_is_refused(
    status: Status, step: str, caplog: pytest.LogCaptureFixture
) -> None:
    owner = UserFactory()
    listing = make_listing(owner=owner, status=status)
    response = signed_in(owner).post(f"/organizations/register/{listing.uuid}/take/{step}/")
    assert response.status_code == 409
    assert b"Nothing was changed" in response.content
    listing.refresh_from_db()
    assert (listing.status, StatusChange.objects.count()) == (status, 0)
    assert events(caplog) == ["step refused"]


def test_h13_nobody_approves_what_is_her_own(caplog: pytest.LogCaptureFixture) -> None:
    curator = StaffFactory()
    listing = make_listing(owner=curator, status=Status.SUBMITTED, published_at=None)
    client = signed_in(curator)
    path = f"/admin/organizations/organization/{listing.pk}/take/publish/"
    assert client.post(path).status_code == 403
    owner = UserFactory()
    theirs = make_listing(owner=owner, status=Status.SUBMITTED, published_at=None)
    path = f"/organizations/register/{theirs.uuid}/take/publish/"
    assert signed_in(owner).post(path).status_code == 403
    assert set(Organization.objects.values_list("status", flat=True)) == {Status.SUBMITTED}
    assert events(caplog) == ["refused", "refused"]


def test_h14_a_hidden_group_moves_no_count_and_no_suggestion() -> None:
    """The whole comparison, byte for byte, is tests/visibility."""
    client = signed_in(UserFactory())
    for number in range(3):
        make_listing(name=f"Open {number}", slug=f"open-{number}", works_in=["ER"])
    asked = [
        "/organizations/?works_in=ER",
        "/organizations/count/?works_in=ER",
        "/organizations/?q=quincunks",
        "/organizations/map/?by=works_in",
    ]

    def read() -> list[bytes]:
        return [without_tokens(client.get(path).content) for path in asked]

    before = read()
    make_listing(name="Quincunx", works_in=["ER"], audience="iom")
    assert SearchDocument.objects.count() == 4
    assert read() == before


def without_tokens(page: bytes) -> bytes:
    lines = page.split(b"\n")
    changing = (b"csrf", b"nonce", b"<code>")
    return b"\n".join(row for row in lines if not any(mark in row for mark in changing))


def test_h15_a_hidden_field_is_no_filter_and_no_order(caplog: pytest.LogCaptureFixture) -> None:
    make_listing(name="Shown", slug="shown")
    client = signed_in(UserFactory())
    for query in ("sort=audience", "sort=-hidden_from", "sort=contacts", "level=secret"):
        assert client.get(f"/organizations/?{query}").status_code == 400, query
    # A parameter that the directory does not know is not read at all.
    for name in ("hidden_from", "audience", "contacts__value__startswith", "memberships__user"):
        for value in ("SO", "XX"):
            page = client.get(f"/organizations/?{name}={value}")
            assert page.status_code == 200
            assert b"/organizations/shown/" in page.content, name
    staff = signed_in(StaffFactory())
    path = "/admin/organizations/organization/?memberships__user__password__startswith=pbkdf2"
    assert staff.get(path).status_code == 400
    assert events(caplog) == ["malformed request"] * 5


def test_h16_reading_changes_nothing(world: World) -> None:
    """What only writes is not read (405); that no GET writes is held by the matrix."""
    only_written = {
        row[0]
        for row, cells in table().items()
        if row[1:] in (("own", "GET"), ("-", "GET")) and "405" in cells.values()
    }
    assert len(only_written) > 35
    client = signed_in(world.people["owner"])
    own = world.clusters["own"]
    for path in (
        f"/organizations/register/{own.listing.uuid}/take/archive/",
        f"/introductions/{own.talk.uuid}/leave/",
        f"/coalitions/{own.coalition.uuid}/end/",
        f"/partnerships/{own.partnership.uuid}/step/",
    ):
        with watched() as written:
            assert client.get(path).status_code == 405, path
        assert written == []
