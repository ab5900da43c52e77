"""Reports as their writers and readers see them."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from partnerships.actions import reports as actions
from partnerships.models import Actual, Partnership, Proof, Report
from tests.factories import StaffFactory, UserFactory, make_listing
from tests.factories.results import KEYS, begun, indicator, make_running, sent, speaker, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership() -> Partnership:
    return make_running()


@pytest.fixture
def report(partnership: Partnership) -> Report:
    return partnership.reports.all()[0]


def as_party(report: Report, number: int = 0) -> Client:
    client = Client()
    client.force_login(speaker(report.partnership, number))
    return client


def address(report: Report, page: str = "") -> str:
    return f"/partnerships/reports/{report.uuid}/{page}"


def typed(report: Report, **fields: Any) -> dict[str, Any]:
    """A whole report as the form sends it; `kpi__x` is a field about the indicator."""
    key = f"kpi{report.partnership.kpis.agreed()[0].pk}"
    data = {
        "revision": report.revision,
        "done": "We taught.",
        "rating": "on_track",
        f"{key}-value": "20",
    }
    return data | {
        name.replace("kpi__", f"{key}-").replace("__", "-"): v for name, v in fields.items()
    }


def write(report: Report, number: int = 0, **fields: Any) -> Any:
    return as_party(report, number).post(address(report, "write/"), typed(report, **fields))


def test_a_draft_is_saved_and_read_by_its_own_side_alone(report: Report) -> None:
    response = write(report, done="Our own words", rating="", kpi__gender__female="12")
    assert response.status_code == 302
    report.refresh_from_db()
    assert (report.state, report.revision) == ("open", 1)
    own = as_party(report).get(address(report, "write/")).content.decode()
    assert 'value="12"' in own
    other = as_party(report, 1).get(address(report)).content.decode()
    assert "It is being written" in other
    assert "Our own words" not in other
    assert as_party(report, 1).get(address(report, "write/")).status_code == 302
    staff = Client()
    staff.force_login(StaffFactory())
    assert "It is being written" in staff.get(address(report)).content.decode()


def test_sent_and_accepted(report: Report) -> None:
    assert write(report, send="1")["Location"] == address(report)
    page = as_party(report, 1).get(address(report)).content.decode()
    for words in ("We taught.", "Accept it", "Girls taught", "reached so far"):
        assert words in page, words
    own = as_party(report).get(address(report)).content.decode()
    assert "Accept it" not in own
    assert "Take it back" in own
    answer = as_party(report, 1).post(
        address(report, "step/"), {"step": "accept", "words": "Well done"}, follow=True
    )
    assert "Its figures count from now on." in answer.content.decode()
    report.refresh_from_db()
    assert report.state == "accepted"
    assert "Well done" in as_party(report).get(address(report)).content.decode()


def test_incomplete_it_is_saved_and_says_what_is_missing(report: Report) -> None:
    response = write(report, send="1", done="", rating="", kpi__value="")
    page = response.content.decode()
    assert response.status_code == 409
    assert "It is saved, and not sent yet" in page
    for words in ("Say what was done", "Choose what comes closest", "say in words why none is"):
        assert words in page, words
    report.refresh_from_db()
    assert (report.state, report.revision) == ("open", 1)
    # The page goes on from what it has saved.
    assert 'name="revision" value="1"' in page


def test_before_its_period_is_over_it_is_saved_only(partnership: Partnership) -> None:
    ahead = partnership.reports.all()[1]
    response = write(ahead, send="1")
    assert response.status_code == 409
    assert "from the last day of its period on" in response.content.decode()
    ahead.refresh_from_db()
    assert (ahead.state, ahead.done) == ("open", "We taught.")


def test_two_of_one_side_at_once_lose_nothing(report: Report) -> None:
    write(report, done="First")
    response = write(report, done="Second")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody of your side has saved this report" in page
    assert "Second" in page
    report.refresh_from_db()
    assert report.done == "First"
    assert write(report, done="Second").status_code == 302
    report.refresh_from_db()
    assert report.done == "Second"


def test_two_sides_at_once_write_one_report(report: Report) -> None:
    other = as_party(report, 1)
    other.get(address(report, "write/"))
    write(report, done="First")
    # The other side had the empty form open.
    report_of_form = typed(report, done="Theirs")
    response = other.post(address(report, "write/"), report_of_form)
    assert response.status_code == 302
    report.refresh_from_db()
    assert report.done == "First"


def test_questions_need_words(report: Report) -> None:
    sent(report)
    other = as_party(report, 1)
    response = other.post(address(report, "step/"), {"step": "send_back", "words": " "})
    assert response.status_code == 400
    assert "Say what is not clear" in response.content.decode()
    other.post(address(report, "step/"), {"step": "send_back", "words": "How many boys?"})
    page = as_party(report).get(address(report, "write/")).content.decode()
    assert "How many boys?" in page
    assert "It is being written" in other.get(address(report)).content.decode()


def test_a_second_answer_comes_too_late(report: Report) -> None:
    sent(report)
    other = as_party(report, 1)
    other.post(address(report, "step/"), {"step": "accept"})
    response = other.post(address(report, "step/"), {"step": "send_back", "words": "Wait"})
    assert response.status_code == 409
    assert "not possible any more" in response.content.decode()
    assert [act.step for act in report.acts.all()] == ["submit", "accept"]


def test_nobody_answers_her_own_report(report: Report) -> None:
    sent(report)
    own = as_party(report)
    for data in ({"step": "accept"}, {"step": "send_back", "words": "Hm"}):
        assert own.post(address(report, "step/"), data).status_code == 403
    theirs = str(report.partnership.parties.all()[1].uuid)
    assert own.post(address(report, "step/"), {"step": "accept", "as": theirs}).status_code == 404
    report.refresh_from_db()
    assert report.state == "submitted"


def test_leaving_it_to_the_others(report: Report) -> None:
    write(report)
    as_party(report).post(address(report, "step/"), {"step": "leave"})
    assert "We taught." in as_party(report, 1).get(address(report)).content.decode()


@pytest.mark.parametrize("step", ["submit", "burn", ""])
def test_unknown_steps(step: str, report: Report) -> None:
    assert as_party(report).post(address(report, "step/"), {"step": step}).status_code == 404


@pytest.mark.parametrize(
    ("method", "page"), [("get", ""), ("get", "write/"), ("post", "write/"), ("post", "step/")]
)
def test_strangers_learn_nothing(method: str, page: str, report: Report) -> None:
    stranger = UserFactory()
    make_listing(owner=stranger)
    client = Client()
    ask = getattr(client, method)
    assert ask(address(report, page))["Location"].startswith("/accounts/login/")
    client.force_login(stranger)
    assert ask(address(report, page), {"step": "accept"}).status_code == 404
    client.force_login(speaker(make_running()))
    assert ask(address(report, page), {"step": "accept"}).status_code == 404
    report.refresh_from_db()
    assert report.revision == 0


def test_a_look_changes_nothing(report: Report) -> None:
    assert as_party(report).get(address(report, "step/")).status_code == 405
    assert as_party(report).post(address(report)).status_code == 405


def test_figures_that_cannot_be(report: Report) -> None:
    response = write(report, kpi__value="-1", kpi__gender__female="3")
    errors = response.context["form"].errors
    key = f"kpi{report.partnership.kpis.get().pk}"
    assert errors[f"{key}-value"] == ["Enter a number that is not below 0."]
    response = write(report, kpi__gender__female="12", kpi__gender__male="9")
    errors = response.context["form"].errors
    assert list(errors) == [f"{key}-gender-female"]
    assert "more than the number above" in errors[f"{key}-gender-female"][0]
    assert not Actual.objects.exists()


def test_percentages_end_at_a_hundred() -> None:
    ends = begun(-8)
    share = indicator(measure="2", splits=(), ends=ends)
    report = make_running(ends=ends, indicators=[share]).reports.all()[0]
    response = write(report, kpi__value="101")
    assert "from 0 to 100" in response.content.decode()


def test_numbers_in_other_digits(report: Report) -> None:
    write(report, kpi__value="٢٠")
    assert Actual.objects.get().value == 20


def photo() -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_evidence_is_private_and_never_shown_inside_the_portal(report: Report) -> None:
    file = SimpleUploadedFile("class.jpg", photo())
    write(report, kpi__file=file, kpi__link="https://example.org/school")
    link, picture = report.proofs.all()
    assert (link.url, picture.title) == ("https://example.org/school", "class.jpg")
    url = f"/partnerships/evidence/{picture.uuid}/"
    # Of a draft only its own side knows.
    assert as_party(report, 1).get(url).status_code == 404
    report.refresh_from_db()
    write(report, send="1")
    response = as_party(report, 1).get(url)
    assert response["Content-Disposition"] == 'attachment; filename="class.jpg"'
    assert response["Content-Type"] == "image/jpeg"
    assert "sandbox" in response["Content-Security-Policy"]
    assert not Image.open(BytesIO(response.content)).getexif()
    stranger = UserFactory()
    make_listing(owner=stranger)
    client = Client()
    assert client.get(url).status_code == 302
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    assert as_party(make_running().reports.all()[0]).get(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("list.exe", b"MZ\x90", "Choose a PDF file, a picture"),
        ("logo.svg", b"<svg xmlns='x'/>", "Choose a PDF file, a picture"),
        ("list.pdf", b"", "This file is empty."),
        ("list.pdf", b"%PDF-" + b"x" * 5_000_001, "at most 5 MB"),
    ],
)
def test_wrong_files_are_refused_with_a_clear_message(
    name: str, content: bytes, message: str, report: Report
) -> None:
    response = write(report, kpi__file=SimpleUploadedFile(name, content))
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Proof.objects.exists()
    # What was typed is still there.
    assert "We taught." in response.content.decode()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "nowhere"])
def test_wrong_addresses_are_refused(link: str, report: Report) -> None:
    response = write(report, kpi__link=link)
    assert "Enter a web address that starts with" in response.content.decode()
    assert not Proof.objects.exists()


def test_what_is_due_and_overdue_in_one_list() -> None:
    partnership = make_running(starts=begun(7), title="Evening school")
    client = Client()
    client.force_login(speaker(partnership))
    over, due, _current, _ahead = partnership.reports.all()
    over.due_on = timezone.localdate() - timedelta(days=1)
    over.ends_on = over.due_on - timedelta(days=1)
    over.save()
    response = client.get("/partnerships/reports/")
    assert [line.report for line in response.context["lines"]] == [over, due]
    page = response.content.decode()
    assert page.count("Evening school") == 2
    assert "Overdue" in page
    stranger = UserFactory()
    make_listing(owner=stranger)
    client.force_login(stranger)
    assert "Nothing is due" in client.get("/partnerships/reports/").content.decode()


@pytest.mark.parametrize("many", [1, 8])
def test_queries(many: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = [indicator(KEYS[n], title=f"I {n}", ends=begun(-8)) for n in range(many)]
    partnership = make_running(starts=begun(many + 1), ends=begun(-8), every=1, indicators=rows)
    report = partnership.reports.all()[0]
    saved = written(report)
    for number in range(many):
        saved.proofs.create(title=f"P {number}", url="https://example.org/", kpi_id=None)
    client = as_party(report)
    client.get(address(report, "write/"))
    # Session, person, two for the viewer; the report, parties, indicators, values, evidence.
    with django_assert_num_queries(9):
        client.get(address(report, "write/"))
    actions.submit_report(
        report_id=report.pk, party_id=partnership.parties.all()[0].pk,
        by=speaker(partnership), revision=saved.revision,
    )  # fmt: skip
    # Steps instead of indicators.
    with django_assert_num_queries(9):
        client.get(address(report))
    # How many, and the rows.
    with django_assert_num_queries(7):
        client.get("/partnerships/reports/")
