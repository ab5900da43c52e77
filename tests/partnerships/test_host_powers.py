"""What a host does in the name of a group: only what was agreed, and only while it holds."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.models import Notification, User
from organizations.models import Membership, Organization
from partnerships import actions
from partnerships.actions.introductions import NotPossibleError
from partnerships.host_workflow import Power
from partnerships.models import HostAgreement, HostTerms, Introduction, Message, Report, ReportAct
from partnerships.viewers import viewer_for
from partnerships.waiting import waiting_for
from tests.factories import UserFactory, make_listing, make_partner, make_public_body
from tests.factories.hosting import make_agreement, make_group, make_host, make_terms, owner_of
from tests.factories.introductions import make_introduction
from tests.factories.results import KEYS, make_running

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Organization:
    return make_group(name="Circle")


@pytest.fixture
def host() -> Organization:
    return make_host(name="Carrier")


@pytest.fixture
def agreement(group: Organization, host: Organization) -> HostAgreement:
    return make_agreement(group, host, make_terms(Power.INTRODUCTIONS, Power.REPORT))


@pytest.fixture
def carrier(agreement: HostAgreement) -> Client:
    """Somebody of the host, who does not decide for it."""
    person = UserFactory(name="Amina")
    Membership.objects.create(organization=agreement.host, user=person, role="editor")
    return sign_in(person)


@pytest.fixture
def asked(group: Organization) -> Introduction:
    return make_introduction(asker=make_partner(name="Ceiba", representative=(by := UserFactory())),
                             asked=group, by=by)  # fmt: skip


@pytest.fixture
def report(group: Organization) -> Report:
    return make_running(one=group, people=[owner_of(group)]).reports.all()[0]


def sign_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def person_of(client: Client) -> User:
    return User.objects.get(pk=client.session["_auth_user_id"])


def read(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def letters(person: User) -> list[str]:
    rows = Notification.objects.filter(recipient=person).order_by("pk")
    return [row.template.rpartition("/")[2] for row in rows]


def agree_otherwise(agreement: HostAgreement, *powers: str) -> None:
    """Let the two sides agree that the host may do only this."""
    terms = actions.suggest_terms(
        agreement=agreement, by=owner_of(agreement.group), terms=make_terms(*powers)
    )
    actions.answer_terms(
        agreement=agreement, by=owner_of(agreement.host), number=terms.number, answer="accept"
    )


def let_pass(agreement: HostAgreement) -> None:
    """Let the last day have been yesterday, no clock having noted it."""
    day = timezone.now().date() - timedelta(days=1)
    HostTerms.objects.filter(agreement=agreement).update(ends_on=day)


ENDINGS: dict[str, Any] = {
    "not granted": lambda agreement: agree_otherwise(agreement, Power.EDIT_FACTS),
    "revoked": lambda agreement: actions.end_hosting(
        agreement=agreement, by=owner_of(agreement.group)
    ),
    "expired": let_pass,
    "host hidden": lambda agreement: (
        Organization.objects.unrecorded(because="test")
        .filter(pk=agreement.host_id)
        .update(status="suspended")
    ),
}


def test_the_host_accepts_and_writes_and_everybody_sees_who_does(
    agreement: HostAgreement, carrier: Client, asked: Introduction
) -> None:
    url = asked.get_absolute_url()
    page = read(carrier, url)
    assert "You act as “Carrier”, the host of “Circle”" in page
    assert "End the contact" not in page
    assert carrier.post(f"{url}accept/").status_code == 302
    asked.refresh_from_db()
    person = person_of(carrier)
    assert (asked.state, asked.answered_by, asked.through) == ("accepted", person, agreement)
    asking, owner = asked.asked_by, owner_of(agreement.group)
    assert asking
    assert letters(asking) == ["introduction_accepted"]
    assert letters(owner)[-1] == "introduction_answered_for_you"
    told = Notification.objects.get(recipient=asking)
    assert told.context["host"] == "Carrier"
    body = read(carrier, url)
    key = body.split('name="key" value="')[1].split('"')[0]
    assert carrier.post(url, {"text": "We look forward to it.", "key": key}).status_code == 302
    message = Message.objects.get()
    assert (message.side, message.through, message.host_name) == ("asked", agreement, "Carrier")
    for reader in (sign_in(asking), sign_in(owner)):
        seen = read(reader, url)
        assert "Carrier</bdi>, as host of <bdi>Circle" in seen
        assert "Carrier</bdi> answered as host of <bdi>Circle" in seen
    assert letters(asking)[-1] == "introduction_message"
    # And what the other side answers reaches whoever acts for the group.
    actions.send_message(introduction_id=asked.pk, by=asking, text="Welcome", key="k")
    assert letters(person)[-1] == "introduction_message"
    assert [(line.about, line.url) for line in waiting_for(viewer_for(person))] == [("Circle", url)]


def test_the_host_declines_for_the_group(carrier: Client, asked: Introduction) -> None:
    url = asked.get_absolute_url()
    assert carrier.post(f"{url}decline/", {"reason": "", "words": ""}).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.host_name) == ("declined", "Carrier")


@pytest.mark.parametrize("ending", list(ENDINGS))
def test_what_does_not_hold_any_more_opens_nothing(
    ending: str, agreement: HostAgreement, carrier: Client, asked: Introduction
) -> None:
    url = asked.get_absolute_url()
    assert carrier.get(url).status_code == 200
    assert "Ceiba" in read(carrier, "/introductions/?show=hosted")
    ENDINGS[ending](agreement)
    assert carrier.get(url).status_code == 404
    assert carrier.post(f"{url}accept/").status_code == 404
    assert carrier.post(f"{url}decline/", {}).status_code == 404
    assert "Ceiba" not in read(carrier, "/introductions/?show=hosted")
    assert waiting_for(viewer_for(person_of(carrier))) == []
    with pytest.raises(PermissionDenied):
        actions.accept_introduction(introduction_id=asked.pk, by=person_of(carrier))


@pytest.mark.parametrize("ending", list(ENDINGS))
def test_an_end_closes_the_conversations_of_the_host_too(
    ending: str, agreement: HostAgreement, carrier: Client, asked: Introduction
) -> None:
    actions.accept_introduction(introduction_id=asked.pk, by=person_of(carrier))
    url = asked.get_absolute_url()
    assert carrier.get(url).status_code == 200
    ENDINGS[ending](agreement)
    assert carrier.get(url).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.send_message(introduction_id=asked.pk, by=person_of(carrier), text="x", key="1")
    assert asked.asked_by
    before = letters(person_of(carrier))
    actions.send_message(introduction_id=asked.pk, by=asked.asked_by, text="x", key="2")
    assert letters(person_of(carrier)) == before
    # The group goes on by itself.
    assert sign_in(owner_of(agreement.group)).get(url).status_code == 200


def test_what_the_group_answered_itself_is_its_own(
    agreement: HostAgreement, carrier: Client, asked: Introduction
) -> None:
    actions.accept_introduction(introduction_id=asked.pk, by=owner_of(agreement.group))
    assert carrier.get(asked.get_absolute_url()).status_code == 404


def test_a_host_does_no_more_than_answer(carrier: Client, asked: Introduction) -> None:
    actions.accept_introduction(introduction_id=asked.pk, by=person_of(carrier))
    url = asked.get_absolute_url()
    assert carrier.get(f"{url}block/").status_code == 404
    assert carrier.post(f"{url}block/").status_code == 404
    assert carrier.post(f"{url}withdraw/").status_code == 404


def test_a_stranger_to_the_agreement_is_one_to_the_introduction(
    agreement: HostAgreement, asked: Introduction
) -> None:
    assert sign_in(UserFactory()).get(asked.get_absolute_url()).status_code == 404
    elsewhere = make_host(name="Other")
    assert sign_in(owner_of(elsewhere)).get(asked.get_absolute_url()).status_code == 404


def test_the_host_reads_of_nobody_whom_it_may_not_look_up(
    agreement: HostAgreement, carrier: Client, group: Organization
) -> None:
    quiet = make_listing(name="Quiet", owner=(by := UserFactory()), audience="iom")
    asked = make_introduction(asker=quiet, asked=group, by=by)
    assert carrier.get(asked.get_absolute_url()).status_code == 404
    assert "Quiet" not in read(carrier, "/introductions/?show=hosted")


def test_nobody_learns_of_a_host_that_hides_from_her_state(
    agreement: HostAgreement, carrier: Client, group: Organization
) -> None:
    ministry = make_public_body("SO", name="Ministry", representative=(by := UserFactory()))
    asked = make_introduction(asker=ministry, asked=group, by=by)
    agreement.host.audience, agreement.host.hidden_from = "members", ["SO"]
    agreement.host.save()
    assert carrier.get(asked.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.accept_introduction(introduction_id=asked.pk, by=person_of(carrier))


def test_nobody_answers_herself_as_a_host(agreement: HostAgreement, group: Organization) -> None:
    by = owner_of(agreement.host)
    asked = make_introduction(asker=agreement.host, asked=group, by=by)
    with pytest.raises(PermissionDenied):
        actions.accept_introduction(introduction_id=asked.pk, by=by)
    assert "Accept</button>" not in read(sign_in(by), asked.get_absolute_url())


def test_a_block_holds_for_the_host_too(
    agreement: HostAgreement, carrier: Client, asked: Introduction
) -> None:
    actions.give_feedback(
        source=agreement.group, target=asked.asker_partner, by=owner_of(agreement.group),
        verdict="blocked",
    )  # fmt: skip
    with pytest.raises(NotPossibleError):
        actions.accept_introduction(introduction_id=asked.pk, by=person_of(carrier))


def filled(report: Report) -> dict[str, str]:
    return {
        "revision": str(report.revision),
        "done": "We taught.",
        "rating": "on_track",
        f"value_{KEYS[0]}": "20",
    }


def test_the_host_reports_and_everybody_sees_who_does(
    agreement: HostAgreement, carrier: Client, report: Report
) -> None:
    url = f"/partnerships/reports/{report.uuid}/"
    assert "You act as “Carrier”, the host of “Circle”" in read(carrier, url)
    assert "Evening school" in read(carrier, "/partnerships/reports/?show=hosted")
    person = person_of(carrier)
    assert [line.url for line in waiting_for(viewer_for(person))] == [url]
    page = carrier.get(f"{url}write/")
    assert page.status_code == 200
    party = report.partnership.parties.all()[0]
    actions_of = {"report_id": report.pk, "party_id": party.pk, "by": person}
    saved = write(actions_of, report)
    submit(actions_of, saved)
    report.refresh_from_db()
    assert (report.state, report.party, report.submitted_by) == ("submitted", party, person)
    act = ReportAct.objects.get(step="submit")
    assert (act.through, act.host_name) == (agreement, "Carrier")
    others = User.objects.get(representations__partner=report.partnership.parties.all()[1].partner)
    for reader in (others, owner_of(agreement.group)):
        assert letters(reader)[-1] == "report_submitted"
        assert "Carrier</bdi>, as host of <bdi>Circle" in read(sign_in(reader), url)
    assert carrier.post(f"{url}step/", {"step": "take_back"}).status_code == 302


def write(where: dict[str, Any], report: Report) -> Report:
    from decimal import Decimal

    from partnerships.actions.reports import Entry, save_report
    from tests.factories.results import ALL_DONE

    entries = [Entry(kpi_id=kpi.pk, value=Decimal(20)) for kpi in report.partnership.kpis.all()]
    return save_report(**where, revision=report.revision, words=ALL_DONE, entries=entries)


def submit(where: dict[str, Any], report: Report) -> Report:
    from partnerships.actions.reports import submit_report

    return submit_report(**where, revision=report.revision)


@pytest.mark.parametrize("ending", list(ENDINGS))
def test_without_an_agreement_that_holds_nobody_reports_for_another(
    ending: str, agreement: HostAgreement, carrier: Client, report: Report
) -> None:
    url = f"/partnerships/reports/{report.uuid}/"
    assert carrier.get(url).status_code == 200
    ENDINGS[ending](agreement)
    assert carrier.get(url).status_code == 404
    assert carrier.get(f"{url}write/").status_code == 404
    assert carrier.post(f"{url}step/", {"step": "leave"}).status_code == 404
    assert "Evening school" not in read(carrier, "/partnerships/reports/?show=hosted")
    party = report.partnership.parties.all()[0]
    with pytest.raises(PermissionDenied):
        write({"report_id": report.pk, "party_id": party.pk, "by": person_of(carrier)}, report)


def test_a_host_decides_nothing_of_the_partnership(
    agreement: HostAgreement, carrier: Client, report: Report
) -> None:
    from tests.factories.results import sent

    sent(report, number=1)
    url = f"/partnerships/reports/{report.uuid}/"
    assert "Accept it" not in read(carrier, url)
    assert carrier.post(f"{url}step/", {"step": "accept", "words": ""}).status_code == 404
    work = report.partnership.get_absolute_url()
    for page in ("", "results/", "results/print/", "results.csv", "text/"):
        assert carrier.get(f"{work}{page}").status_code == 404


def test_a_host_that_is_a_party_itself_writes_for_its_own_side_only(
    agreement: HostAgreement, group: Organization
) -> None:
    people = [owner_of(group), owner_of(agreement.host)]
    works = make_running(one=group, other=agreement.host, people=people)
    report, party = works.reports.all()[0], works.parties.all()[0]
    with pytest.raises(PermissionDenied):
        write({"report_id": report.pk, "party_id": party.pk, "by": people[1]}, report)


def test_the_host_reads_of_no_partnership_with_one_it_may_not_look_up(
    agreement: HostAgreement, carrier: Client, report: Report
) -> None:
    other = report.partnership.parties.all()[1].partner
    assert other
    other.verification = "declined"
    other.save()
    assert carrier.get(f"/partnerships/reports/{report.uuid}/").status_code == 404
