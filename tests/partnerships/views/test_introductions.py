"""The pages of introductions and conversations, as their people use them."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Notification, User
from organizations.enums import Status
from organizations.models import Organization
from partnerships.actions import (
    accept_introduction,
    ask_for_introduction,
    block_other_side,
    send_message,
)
from partnerships.enums import IntroductionState
from partnerships.introduction_workflow import IllegalStepError
from partnerships.models import Attachment, Introduction, Message, Partner
from tests.factories import (
    UserFactory,
    make_conversation,
    make_introduction,
    make_listing,
    make_partner,
)

pytestmark = pytest.mark.django_db
WORDS = {"purpose": "A choir", "offer": "A hall"}


@pytest.fixture
def leader(client: Client) -> User:
    user = UserFactory.create(name="Leader", email="leader@example.org")
    client.force_login(user)
    return user


@pytest.fixture
def own(leader: User) -> Organization:
    return make_listing(owner=leader, name="Own group")


@pytest.fixture
def speaker() -> User:
    return UserFactory.create(name="Speaker", email="speaker@example.org")


@pytest.fixture
def other(speaker: User) -> Client:
    client = Client()
    client.force_login(speaker)
    return client


@pytest.fixture
def body(speaker: User) -> Partner:
    return make_partner(representative=speaker, name="Company", slug="company")


@pytest.fixture
def talk(leader: User, own: Organization, body: Partner, speaker: User) -> Introduction:
    return make_conversation(by=leader, answers=speaker, asker=own, asked=body)


def ask_url(asked: Any, own: Any = None) -> str:
    chosen = f"&for={own.uuid}" if own else ""
    return f"/introductions/ask/?to={asked.uuid}{chosen}"


def write(client: Client, talk: Introduction, text: str = "Hello", **more: Any) -> Any:
    data = {"text": text, "key": str(uuid.uuid4()), **more}
    return client.post(f"/introductions/{talk.uuid}/", data)


def test_from_asking_to_the_first_words(
    client: Client, other: Client, own: Organization, body: Partner, leader: User
) -> None:
    address = ask_url(body, own)
    page = client.get(f"{address}&from=match").content.decode()
    assert "Ask to be introduced" in page
    response = client.post(f"{address}&from=match", {"asker": str(own.uuid), **WORDS})
    asked = Introduction.objects.get()
    assert response["Location"] == f"/introductions/{asked.uuid}/"
    assert (asked.origin, asked.asked_by) == ("match", leader)
    assert "You wait for their answer" in client.get(response["Location"]).content.decode()
    waiting = other.get("/introductions/?show=waiting")
    assert [row for row, _side in waiting.context["rows"]] == [asked]
    page = other.get(response["Location"]).content.decode()
    for words in ("A choir", "A hall", "Accept", "Decline…"):
        assert words in page, words
    assert other.post(f"{response['Location']}accept/").status_code == 302
    assert write(client, asked, "Good day").status_code == 302
    unread = other.get("/introductions/?show=unread").context["rows"]
    assert [row for row, _side in unread] == [asked]
    page = other.get(response["Location"]).content.decode()
    assert "Good day" in page
    assert "leader@example.org" not in page
    assert other.get("/introductions/?show=unread").context["rows"] == []
    assert "speaker@example.org" not in client.get(response["Location"]).content.decode()


def test_fifty_an_hour_are_stopped_and_nothing_typed_is_lost(
    client: Client, own: Organization
) -> None:
    bodies = [make_partner() for _ in range(6)]
    for body in bodies[:5]:
        client.post(ask_url(body), {"asker": str(own.uuid), **WORDS})
    response = client.post(
        ask_url(bodies[5]), {"asker": str(own.uuid), "purpose": "Sing along", "offer": "A boat"}
    )
    assert response.status_code == 429
    page = response.content.decode()
    for words in ("Nothing was sent", "Sing along", "A boat"):
        assert words in page, words
    assert Introduction.objects.count() == 5


def test_what_is_not_possible_is_said_without_a_why(
    client: Client, own: Organization, body: Partner, speaker: User
) -> None:
    from partnerships.actions import give_feedback
    from partnerships.enums import Verdict

    give_feedback(source=body, target=own, by=speaker, verdict=Verdict.BLOCKED)
    blocked = client.post(ask_url(body), {"asker": str(own.uuid), **WORDS})
    closed = make_partner(is_open_to_matching=False)
    not_open = client.post(ask_url(closed), {"asker": str(own.uuid), **WORDS})
    assert blocked.status_code == not_open.status_code == 409
    said = "This introduction is not possible. There may be many reasons"
    for response in (blocked, not_open):
        assert said in response.content.decode()
    assert not Notification.objects.exists()


def test_a_second_one_leads_to_the_first(
    client: Client, own: Organization, body: Partner, leader: User
) -> None:
    there = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    response = client.post(
        ask_url(body), {"asker": str(own.uuid), "purpose": "Other words", "offer": "A hall"}
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert there.get_absolute_url() in page
    assert "Other words" in page


def test_a_group_that_is_not_published_asks_nobody(
    client: Client, own: Organization, body: Partner
) -> None:
    own.status = Status.DRAFT
    own.save()
    response = client.post(ask_url(body), {"asker": str(own.uuid), **WORDS})
    assert response.status_code == 409
    assert "must be published, or verified" in response.content.decode()


def test_whom_one_may_not_see_or_ask_is_not_there(
    client: Client, own: Organization, leader: User, speaker: User
) -> None:
    pending = make_partner(verification="pending", verified_at=None)
    draft = make_listing(status=Status.DRAFT)
    for asked in (own, pending, draft):
        assert client.get(ask_url(asked)).status_code == 404
    foreign = make_listing(owner=UserFactory())
    body = make_partner()
    assert client.get(ask_url(body, foreign)).status_code == 404
    for query in ("", "?to=", "?to=x"):
        assert client.get(f"/introductions/ask/{query}").status_code == 404
    # A name that is not hers, sent by hand.
    response = client.post(ask_url(body), {"asker": str(foreign.uuid), **WORDS})
    assert response.status_code == 200
    assert not Introduction.objects.exists()


def test_partners_are_introduced_to_groups_only(other: Client, body: Partner) -> None:
    page = other.get(ask_url(make_partner()))
    assert page.status_code == 200
    assert "form" not in page.context
    assert other.post(ask_url(make_partner()), WORDS).status_code == 200
    assert not Introduction.objects.exists()


@pytest.mark.parametrize("part", ["", "decline/", "block/", "report/"])
def test_nobody_else_finds_it(talk: Introduction, part: str) -> None:
    address = f"/introductions/{talk.uuid}/{part}"
    stranger, staff = Client(), Client()
    stranger.force_login(UserFactory.create())
    staff.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    for who in (stranger, staff):
        assert who.get(address).status_code == 404
        assert who.post(address, {"text": "x"}).status_code == 404
        for step in ("accept", "withdraw", "leave"):
            assert who.post(f"/introductions/{talk.uuid}/{step}/").status_code == 404
    assert Client().get(address)["Location"].startswith("/accounts/login/")


def test_the_wrong_side_cannot_answer(
    client: Client, other: Client, own: Organization, body: Partner, leader: User
) -> None:
    asked = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    address = f"/introductions/{asked.uuid}/"
    assert client.post(f"{address}accept/").status_code == 404
    assert client.post(f"{address}decline/").status_code == 404
    assert other.post(f"{address}withdraw/").status_code == 404
    for step in ("accept", "withdraw", "leave"):
        assert client.get(f"{address}{step}/").status_code == 405
    asked.refresh_from_db()
    assert asked.state == IntroductionState.ASKED


def test_a_step_that_comes_too_late_says_where_things_stand(
    client: Client, other: Client, own: Organization, body: Partner, leader: User
) -> None:
    asked = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    client.post(f"/introductions/{asked.uuid}/withdraw/")
    for step in ("accept", "decline"):
        response = other.post(f"/introductions/{asked.uuid}/{step}/")
        assert response.status_code == 409
        assert "in the state “Taken back” by now" in response.content.decode()
    asked = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    month = timedelta(days=31)
    Introduction.objects.filter(pk=asked.pk).update(
        asked_at=timezone.now() - month, expires_at=timezone.now() - timedelta(days=1)
    )
    response = other.post(f"/introductions/{asked.uuid}/accept/")
    assert response.status_code == 409
    assert "Not answered in time" in response.content.decode()


def test_a_no_is_read_kindly(
    client: Client, other: Client, own: Organization, body: Partner, leader: User
) -> None:
    asked = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    address = f"/introductions/{asked.uuid}/"
    assert "You owe no reason" in other.get(f"{address}decline/").content.decode()
    other.post(f"{address}decline/", {"reason": "capacity", "words": "Next year, perhaps"})
    page = client.get(address).content.decode()
    for words in ("They cannot take up", "no hands free", "Next year, perhaps", "says nothing"):
        assert words in page, words


def test_sent_twice_it_is_there_once(client: Client, talk: Introduction) -> None:
    key = str(uuid.uuid4())
    for _ in range(2):
        assert write(client, talk, key=key).status_code == 302
    assert Message.objects.count() == 1


def test_empty_and_too_long_are_said_and_kept(client: Client, talk: Introduction) -> None:
    response = write(client, talk, "")
    assert (response.status_code, "Write your message." in response.content.decode()) == (400, True)
    response = write(client, talk, "kept " + "x" * 5_000)
    assert response.status_code == 400
    assert "kept xxx" in response.content.decode()
    assert not Message.objects.exists()


def test_files_reach_the_two_sides_only_and_as_files(
    client: Client, other: Client, talk: Introduction
) -> None:
    plan = SimpleUploadedFile("plan <b>.html", b"%PDF-1.7 <script>", content_type="text/html")
    assert write(client, talk, attachments=[plan]).status_code == 302
    file = Attachment.objects.get()
    address = f"/introductions/{talk.uuid}/files/{file.uuid}/"
    assert address in other.get(f"/introductions/{talk.uuid}/").content.decode()
    response = other.get(address)
    assert b"".join(response.streaming_content) == b"%PDF-1.7 <script>"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="plan b.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    stranger = Client()
    stranger.force_login(UserFactory.create())
    assert stranger.get(address).status_code == 404
    foreign = make_conversation(by=UserFactory.create(), answers=UserFactory.create())
    assert client.get(f"/introductions/{foreign.uuid}/files/{file.uuid}/").status_code == 404
    mine = make_introduction(asker=talk.asker_organization, by=User.objects.get(name="Leader"))
    assert client.get(f"/introductions/{mine.uuid}/files/{file.uuid}/").status_code == 404


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("a.pdf", b"<html>")], "none of the kinds of file"),
        ([("a.svg", b"<svg/>")], "none of the kinds of file"),
        ([("a.pdf", b"%PDF-" + b"x" * 5_000_000)], "larger than 5 MB"),
        ([(f"{n}.pdf", b"%PDF-1") for n in range(4)], "at most 3 files"),
    ],
)
def test_files_of_the_wrong_kind_keep_the_words(
    client: Client, talk: Introduction, files: Any, words: str
) -> None:
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    response = write(client, talk, "These words stay", attachments=uploads)
    assert response.status_code == 400
    page = response.content.decode()
    assert words in page
    assert "These words stay" in page
    assert not Message.objects.exists()


def test_leaving_and_coming_back(client: Client, talk: Introduction) -> None:
    address = f"/introductions/{talk.uuid}/"
    client.post(f"{address}leave/", {"leave": "yes"})
    assert "You have left this conversation" in client.get(address).content.decode()
    assert write(client, talk).status_code == 409
    client.post(f"{address}leave/", {"leave": "no"})
    assert write(client, talk).status_code == 302


def test_a_block_is_not_told_and_only_who_set_it_takes_it_back(
    client: Client, other: Client, talk: Introduction
) -> None:
    address = f"/introductions/{talk.uuid}/"
    assert "They are not told who ended it" in client.get(f"{address}block/").content.decode()
    client.post(f"{address}block/", {"block": "yes"})
    mine, theirs = (who.get(address).content.decode() for who in (client, other))
    assert "Take our block back" in mine
    assert "Take our block back" not in theirs
    assert "This conversation is closed" in theirs
    response = write(other, talk, "Why?")
    assert (response.status_code, "Why?" in response.content.decode()) == (409, True)
    client.post(f"{address}block/", {"block": "no"})
    assert write(other, talk).status_code == 302


def test_a_report_reaches_iom(client: Client, talk: Introduction) -> None:
    address = f"/introductions/{talk.uuid}/report/"
    assert "Choose what fits best." in client.post(address, {}).content.decode()
    response = client.post(address, {"kind": "spam", "text": "Adverts"})
    assert response["Location"] == f"/introductions/{talk.uuid}/"
    report = talk.reports.get()
    assert (report.kind, report.text, report.side) == ("spam", "Adverts", "asker")


def test_the_buttons_stand_where_one_may_ask(
    client: Client, own: Organization, body: Partner
) -> None:
    group = make_listing(owner=UserFactory())
    for listing in (group, body):
        assert (
            f"/introductions/ask/?to={listing.uuid}"
            in client.get(listing.get_absolute_url()).content.decode()
        )
    body.is_open_to_matching = False
    body.save()
    for listing in (own, body):
        assert "/introductions/ask/" not in client.get(listing.get_absolute_url()).content.decode()


@pytest.mark.parametrize("many", [1, 20])
def test_the_list_asks_as_often_for_one_as_for_twenty(
    client: Client, own: Organization, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        person = UserFactory.create()
        asker = make_listing(owner=person) if number % 2 else make_partner(representative=person)
        asked = make_introduction(asker=asker, asked=own, by=person)
        Introduction.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - timedelta(days=2))
    with django_assert_num_queries(8):
        page = client.get("/introductions/")
    assert len(page.context["rows"]) == many


@pytest.mark.parametrize("many", [1, 20])
def test_a_conversation_asks_as_often_for_one_message_as_for_twenty(
    client: Client, talk: Introduction, speaker: User, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        send_message(introduction_id=talk.pk, by=speaker, text="Hi", key=f"k{number}")
    client.get(f"/introductions/{talk.uuid}/")
    with django_assert_num_queries(10):
        page = client.get(f"/introductions/{talk.uuid}/")
    assert len(page.context["letters"]) == many


def test_older_messages_are_a_page_away(
    client: Client, talk: Introduction, leader: User, own: Organization
) -> None:
    Message.objects.bulk_create(
        Message(introduction=talk, side="asker", author=leader, text=f"No. {n}.", key=f"k{n}")
        for n in range(35)
    )
    page = client.get(f"/introductions/{talk.uuid}/")
    assert [letter.text for letter in page.context["letters"]] == [
        f"No. {n}." for n in range(5, 35)
    ]
    older = client.get(f"/introductions/{talk.uuid}/?before={page.context['older']}")
    assert [letter.text for letter in older.context["letters"]] == [f"No. {n}." for n in range(5)]
    for odd in ("x", "-1", "9" * 40):
        assert client.get(f"/introductions/{talk.uuid}/?before={odd}").status_code == 200


def test_what_is_typed_is_inert(client: Client, other: Client, talk: Introduction) -> None:
    write(client, talk, "<script>alert(1)</script> {{ request }}")
    page = other.get(f"/introductions/{talk.uuid}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ request }}" in page


def test_an_accepted_one_that_was_blocked_before_it_is_answered(
    other: Client, own: Organization, body: Partner, leader: User
) -> None:
    asked = ask_for_introduction(asker=own, asked=body, by=leader, **WORDS)
    block_other_side(introduction_id=asked.pk, by=leader)
    response = other.post(f"/introductions/{asked.uuid}/accept/")
    assert response.status_code == 409
    with pytest.raises(IllegalStepError):
        accept_introduction(introduction_id=asked.pk, by=body.representatives.get().user)
