"""A session from its entry to its insights: staff enter it on one page, preview and publish it;
three people come; calendar, reminder, attendance, insight. No script runs in any of the browsers.
"""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, expect

from accounts.outbox import sweep
from organizations.models import Evidence
from sessions_archive.models import ExchangeSession, SessionRegistration
from sessions_archive.tasks import tend_registrations
from tests.e2e.conftest import DESKTOP, Open
from tests.e2e.test_journey import PASSWORD, newest_mail, sign_in
from tests.factories import StaffFactory, UserFactory, make_listing
from tests.factories.archive import EditionFactory
from tests.factories.people import verified

ZONE = ZoneInfo("America/New_York")
ADMIN = "/admin/sessions_archive"


def enter(page: Page, day: datetime) -> None:
    """Fill in the page of entry by keyboard alone, and press Enter."""
    page.goto(f"{ADMIN}/exchangesession/add/")
    page.locator("select[name=edition]").select_option(str(day.year))
    for name, text in {
        "number": "1",
        "themes_en": "Hiring without borders",
        "day": f"{day:%Y-%m-%d}",
        "start": "09:30",
        "end": "11:00",
        "zone": ZONE.key,
        "capacity": "3",
        "join_url": "https://meet.example.org/room",
        "people-0-name": "Ada Obi",
        "people-0-capacity": "Founder",
        "agenda-0-start": "09:40",
        "agenda-0-titles_en": "Two stories",
        "questions-0-texts_en": "Who hires whom?",
    }.items():
        page.fill(f"[name='{name}']", text)
    page.locator("select[name='people-0-named']").select_option("consent")
    page.press("input[name=capacity]", "Enter")
    expect(page.locator(".messagelist")).to_contain_text("Ada Obi")


def register(page: Page, path: str, email: str) -> None:
    sign_in(page, email, PASSWORD)
    expect(page).not_to_have_url("/accounts/login/")
    page.goto(f"{path}register/")
    page.locator("main form .form__actions button").first.click()
    page.goto(f"{path}register/")
    expect(page.locator("main")).to_contain_text("You have a place")


def let_time_pass(until_start: timedelta) -> None:
    """Let the session begin so long from now; places were taken three days before."""
    start = (timezone.now() + until_start).replace(second=0, microsecond=0)
    ExchangeSession.objects.update(starts_at=start, ends_at=start + timedelta(minutes=90))
    SessionRegistration.objects.update(placed_at=start - timedelta(days=3))


def status(page: Page, path: str) -> int:
    answer = page.goto(path)
    assert answer is not None
    return answer.status


@pytest.mark.usefixtures("transactional_db", "mail_folder")
def test_from_entry_to_insight(open_page: Open, mail_folder: Path) -> None:
    day = timezone.now().astimezone(ZONE) + timedelta(days=20)
    EditionFactory(year=day.year, topics={"en": "Work"})
    verified(StaffFactory(email="staff@example.org", password=PASSWORD))
    people = [
        verified(UserFactory(email=f"person{number}@example.org", password=PASSWORD))
        for number in range(3)
    ]
    group = make_listing(name="Circle", owner=people[0])

    # Staff enter it and look at it; for everybody else it does not exist yet.
    staff = open_page(viewport=DESKTOP, javascript=False)
    visitor = open_page(javascript=False)
    sign_in(staff, "staff@example.org", PASSWORD)
    enter(staff, day)
    session = ExchangeSession.objects.get()
    path = session.get_absolute_url()
    staff.locator("button[name=preview]").click()
    expect(staff.locator(".preview")).to_contain_text("not public yet")
    for text in ("Ada Obi", "Founder", "Two stories", "Who hires whom?"):
        expect(staff.locator("main")).to_contain_text(text)
    assert status(visitor, path) == 404

    # It is published in a step of its own.
    staff.locator(".preview a.button").first.click()
    staff.locator("button[name=publish]").click()
    expect(staff.locator(".preview")).to_have_count(0)
    assert status(visitor, path) == 200
    expect(visitor.locator("main")).to_contain_text("3 places are free")

    # Three people register, one of them for her group.
    for person in people:
        page = open_page(javascript=False)
        register(page, path, person.email)
    SessionRegistration.objects.filter(user=people[0]).update(organization=group)
    assert session.registrations.with_a_place().count() == 3
    assert status(visitor, path) == 200
    expect(visitor.locator("main")).to_contain_text("All places are taken")

    # The calendar file is read by a parser that knows the standard.
    file = visitor.request.get(f"{path.rstrip('/')}.ics")
    calendar = Calendar.from_ical(file.body())
    event = next(iter(calendar.walk("VEVENT")))
    assert event["DTSTART"].dt == datetime(day.year, day.month, day.day, 9, 30, tzinfo=ZONE)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)
    assert str(event["SUMMARY"]) == "Hiring without borders"
    assert calendar.get_missing_tzids() == set()

    # A day before, the worker reminds them, once.
    sweep(seconds=60)
    let_time_pass(timedelta(hours=20))
    for _twice in range(2):
        tend_registrations()
    before = len(list(mail_folder.iterdir()))
    sweep(seconds=60)
    assert len(list(mail_folder.iterdir())) == before + 3
    letter = newest_mail(visitor)
    session.refresh_from_db()
    assert "“Hiring without borders” starts soon, and you have a place." in letter
    assert f"{session.local_start:%H:%M} to {session.local_end:%H:%M} (America/New_York)" in letter
    assert f"{path}register/" in letter

    # Afterwards staff note who was there, which speaks for the group.
    let_time_pass(-timedelta(hours=3))
    staff.goto(f"{ADMIN}/sessionregistration/?work=attendance")
    for box in staff.locator("input[name=_selected_action]").all():
        box.check()
    staff.locator("select[name=action]").select_option("was_there")
    staff.locator("button[name=index]").click()
    expect(staff.locator(".messagelist")).to_contain_text("Noted for 3 people.")
    assert session.registrations.filter(attended=True).count() == 3
    assert Evidence.objects.get(kind="attendance").organization == group

    # What was noted becomes an insight that everybody reads.
    staff.goto(f"{ADMIN}/exchangesession/{session.pk}/notes/")
    staff.fill("textarea[name=notes]", "# 1.1 Hiring\n- References travel badly.")
    staff.locator("button[name=preview]").click()
    staff.locator("button[name=publish]").click()
    assert status(visitor, path) == 200
    expect(visitor.locator("main")).to_contain_text("References travel badly.")
