"""A work of three from the match to its public summary: a leader on her phone in Arabic, a city in
English, a company in French. Every letter on the way is read.
"""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from partnerships import match_lists, match_runs
from partnerships.actions import runs, steps
from partnerships.actions.inbound import receive_letter
from partnerships.enums import PartnerSector, PartnerType
from partnerships.models import Partnership
from partnerships.partnership_enums import PartnershipState
from partnerships.reporting import months_later
from tests.e2e.conftest import DESKTOP, PHONE, Open
from tests.e2e.people import Visitor, at_her_browser
from tests.e2e.post import Post
from tests.e2e.test_journey import PASSWORD
from tests.factories import UserFactory, make_listing, make_partner
from tests.factories.people import verified

GROUP, CITY, COMPANY = "Nile Evening Circle", "City of Harbourtown", "Lumen Cooperative"
TITLE, PURPOSE = "Evening lessons", "Young people learn in the evening."
ASKED, OFFERED, SAID, ANSWERED = "A quiet room", "Thirty families", "When?", "On Tuesday."
TAGS = {"sectors": ["education"], "heritage": ["SD"], "residence": ["GB"]}


@pytest.fixture
def people(transactional_db: None) -> dict[str, User]:
    return {
        name: verified(
            UserFactory(
                email=f"{name}@private.example", name=f"{name} person", language=language,
                password=PASSWORD,
            )
        )
        for name, language in (("leader", "ar"), ("city", "en"), ("company", "fr"))
    }  # fmt: skip


@pytest.fixture
def post(
    people: dict[str, User],
    mailoutbox: list[EmailMultiAlternatives],
    settings: Settings,
    live_server: LiveServer,
) -> Post:
    settings.SITE_URL = live_server.url
    hush = (GROUP, CITY, COMPANY, TITLE, PURPOSE, ASKED, OFFERED, SAID, ANSWERED, "girls", "person")
    return Post(mailoutbox, people, site=live_server.url, hush=hush)


@pytest.fixture
def _fresh_snapshot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another test's listings are not ours."""
    monkeypatch.setattr(match_runs, "_kept", None)
    monkeypatch.setattr(match_lists, "_kept", None)


@pytest.mark.usefixtures("_fresh_snapshot")
def test_from_a_match_to_what_everybody_reads(
    people: dict[str, User], post: Post, open_page: Open
) -> None:
    make_listing(
        owner=people["leader"], name=GROUP, slug="nile", needs=["space"], offers=["volunteers"],
        languages=["en", "ar"], made_of=["second"], **TAGS,
    )  # fmt: skip
    make_partner(
        representative=people["city"], name=CITY, sector=PartnerSector.PUBLIC,
        type=PartnerType.CITY, offers=["space"], needs=["volunteers"], languages=["en"],
        generations=["second"], **TAGS,
    )  # fmt: skip
    make_partner(representative=people["company"], name=COMPANY, type=PartnerType.COMPANY, **TAGS)
    run, _ = runs.start_match_run()
    while steps.take_due_steps(run_id=run.pk):
        pass
    leader = at_her_browser(people["leader"], "leader", open_page, viewport=PHONE, javascript=False)
    city = at_her_browser(people["city"], "city", open_page, viewport=DESKTOP)
    company = at_her_browser(people["company"], "company", open_page, viewport=DESKTOP)

    they_are_introduced(leader, city, people, post)
    partnership = they_agree_on_a_text(leader, city, company, post)
    they_report_twice(leader, city, partnership, post)
    they_change_the_text(leader, city, company, partnership, post)
    they_close(leader, city, company, partnership, post)
    everybody_reads_of_it(leader, city, company, partnership, post, Visitor(open_page()))


def they_are_introduced(
    leader: Visitor, city: Visitor, people: dict[str, User], post: Post
) -> None:
    leader.goes("/matches/?channel=public")
    leader.reads(CITY)
    leader.shows("match")
    leader.follows("a[href*='/introductions/ask/']")
    leader.writes(purpose=ASKED, offer=OFFERED)
    leader.shows("ask")
    leader.submits()
    post.arrives(("city", "Somebody asks to be introduced to you"))
    city.goes(post.link("city"))
    city.reads(GROUP, ASKED, OFFERED)
    city.presses("form[action$='/accept/'] button")
    post.arrives(("leader", "Your introduction was accepted"))
    leader.goes(post.link("leader"))
    leader.writes(text=SAID)
    leader.submits()
    post.arrives(("city", "A message in your conversation"))

    # The city answers from its mail program; the leader reads it on the portal.
    got = post.last("city")
    answer = EmailMessage()
    answer["From"], answer["To"] = people["city"].email, got.reply_to[0]
    answer["Message-ID"] = "<one@mail.example>"
    quoted = "".join(f"> {line}\n" for line in str(got.body).splitlines())
    answer.set_content(f"{ANSWERED}\n\n{quoted}")
    receive_letter(raw=answer.as_bytes(), recipient=got.reply_to[0])
    post.arrives(("leader", "A message in your conversation"))
    leader.goes(post.link("leader"))
    leader.reads(SAID, ANSWERED)
    leader.shows("conversation")


def they_agree_on_a_text(
    leader: Visitor, city: Visitor, company: Visitor, post: Post
) -> Partnership:
    leader.follows("a[href*='/partnerships/start/']")
    leader.submits()
    partnership = Partnership.objects.get()
    starts = months_later(timezone.localdate().replace(day=1), -7)
    ends = months_later(starts, 12) - timedelta(days=1)
    leader.writes(title=TITLE, purpose=PURPOSE, goals="Twenty finish\nA certificate")
    leader.writes(starts=starts.isoformat(), ends=ends.isoformat())
    leader.shows("text")
    leader.presses("button[name='go_on']")

    leader.ticks("report_every", "3")
    leader.writes(**{"milestone-0": "First class", "due-0": (starts + timedelta(40)).isoformat()})
    leader.submits()
    # Three indicators: a number, a share and one in words.
    add_indicator(leader, "Girls who finish", "1", "1", {"0": "10", "1": "20", "3": "40"}, "0")
    add_indicator(leader, "Those who leave", "2", "2", {"1": "20", "3": "10"}, "30", better="no")
    add_indicator(leader, "Families take part", "3", "5", {"3": "They run an evening"}, "")
    leader.shows("indicators")

    # The company is the third. Until the text is proposed nobody is told of anything.
    leader.goes(f"/partnerships/{partnership.uuid}/parties/")
    leader.writes(q="Lumen")
    leader.presses("form[role='search'] button")
    leader.presses("button[name='add']")
    post.arrives()
    leader.goes(f"/partnerships/{partnership.uuid}/text/")
    roles = leader.page.locator("main select[name^='role-']")
    gives = leader.page.locator("main textarea[name^='gives-']")
    expect(roles).to_have_count(3)
    for number, role in enumerate(("implementing", "supporting", "funding")):
        roles.nth(number).select_option(role)
        gives.nth(number).fill("What we can")
    leader.writes(why="Let us begin.")
    leader.presses("button[name='propose']")
    leader.shows("proposed")
    proposed = "A text waits for your answer"
    post.arrives(("city", proposed), ("company", proposed))

    # The company reads the same text as the city, and steers nothing yet.
    company.goes(post.link("company"))
    company.reads(TITLE, "Girls who finish", "Those who leave", "Families take part")
    company.shows("asked")
    expect(company.main.locator("button[value='suspend']")).to_have_count(0)
    company.presses("button[value='accept']")
    accepted = "A party has accepted the text"
    post.arrives(("leader", accepted), ("city", accepted))
    partnership.refresh_from_db()
    assert partnership.state == PartnershipState.PROPOSED
    city.goes(post.link("city"))
    city.presses("button[value='accept']")
    agreed = "All have accepted the same text"
    post.arrives(("leader", agreed), ("city", agreed), ("company", agreed))
    partnership.refresh_from_db()
    assert partnership.state == PartnershipState.ACTIVE
    assert partnership.kpis.count() == 3
    leader.goes(post.link("leader"))
    leader.shows("active")
    return partnership


def add_indicator(
    who: Visitor, title: str, result: str, measure: str, targets: dict[str, str], start: str,
    *, better: str = "yes",
) -> None:  # fmt: skip
    """Add an indicator; `targets` are for the ends of periods, by their number."""
    who.follows("a[href*='/results/indicator/']:not([href*='key='])")
    who.writes(title=title, verification="Lists")
    who.ticks("result_type", result)
    who.ticks("measure", measure)
    who.ticks("is_ascending", better)
    who.writes(baseline_value=start)
    for number, target in targets.items():
        who.writes(**{f"{'comment' if measure == '5' else 'value'}-{number}": target})
    if measure == "1":
        who.shows("indicator")
    who.submits()


def they_report_twice(leader: Visitor, city: Visitor, partnership: Partnership, post: Post) -> None:
    waits, accepted = "A report waits to be read", "A report was accepted"
    first, second = partnership.reports.order_by("ends_on")[:2]
    write_report(leader, f"/partnerships/reports/{first.uuid}/write/", ("8", "25"), "Slowly")
    post.arrives(("city", waits), ("company", waits))
    city.goes(post.link("city"))
    city.reads("We taught", "25%")
    city.shows("report")
    city.writes(words="How many girls?")
    city.presses("button[value='send_back']")
    post.arrives(("leader", "There are questions about a report"))
    leader.goes(post.link("leader"))
    leader.follows("a[href*='/write/']")
    leader.reads("How many girls?")
    write_report(leader, "", ("9", "25"), "Slowly")
    post.arrives(("city", waits), ("company", waits))
    city.goes(post.link("city"))
    city.presses("button[value='accept']")
    post.arrives(("leader", accepted), ("company", accepted))

    # The city writes the second, and the leader reads it.
    write_report(city, f"/partnerships/reports/{second.uuid}/write/", ("21", "18"), "They cook")
    post.arrives(("leader", waits), ("company", waits))
    leader.goes(post.link("leader"))
    leader.presses("button[value='accept']")
    post.arrives(("city", accepted), ("company", accepted))
    leader.goes(f"/partnerships/{partnership.uuid}/results/")
    leader.reads("21", "18%", "They cook")
    expect(leader.main.locator("svg.plot__chart")).to_have_count(2)
    leader.shows("results")
    city.goes(f"/partnerships/{partnership.uuid}/results/print/")
    city.shows("print")


def write_report(who: Visitor, path: str, values: tuple[str, str], words: str) -> None:
    if path:
        who.goes(path)
    fields = who.main.locator("input[name$='-value']")
    for number, value in enumerate(values):
        fields.nth(number).fill(value)
    who.main.locator("textarea[name$='-comment']").last.fill(words)
    who.main.locator("select[name$='-rating']").last.select_option("on_track")
    who.writes(done="We taught two evenings a week.", hindered="Rain.")
    who.ticks("rating", "on_track")
    who.presses("button[name='send']")


def they_change_the_text(
    leader: Visitor, city: Visitor, company: Visitor, partnership: Partnership, post: Post
) -> None:
    city.goes(f"/partnerships/{partnership.uuid}/text/")
    city.writes(goals="Twenty finish\nA certificate\nA second class", why="Many more came.")
    city.presses("button[name='propose']")
    asked = "A text waits for your answer"
    post.arrives(("leader", asked), ("company", asked))
    for who in (leader, company):
        who.goes(post.link(who.name))
        who.reads("Many more came.")
        expect(who.main.locator("ins")).to_contain_text(["A second class"])
        who.shows("amendment")
        who.presses("button[value='accept']")
        if who is leader:
            accepted = "A party has accepted the text"
            post.arrives(("city", accepted), ("company", accepted))
    agreed = "All have accepted the same text"
    post.arrives(("leader", agreed), ("city", agreed), ("company", agreed))
    partnership.refresh_from_db()
    assert partnership.in_force is not None
    assert (partnership.in_force.number, partnership.proposal) == (2, None)
    assert partnership.in_force.acceptances.count() == 3


def they_close(
    leader: Visitor, city: Visitor, company: Visitor, partnership: Partnership, post: Post
) -> None:
    leader.goes(f"/partnerships/{partnership.uuid}/")
    leader.presses("button[value='ask_to_close']")
    asked = "Time to look back"
    post.arrives(("city", asked), ("company", asked))
    looked = "A party has looked back"
    look_back(city, post.link("city"), "The lessons")
    post.arrives(("leader", looked), ("company", looked))
    look_back(company, post.link("company"), "The plans")
    post.arrives(("leader", looked), ("city", looked))
    leader.goes(post.link("leader"))
    # Nobody writes what another has written: words are read when all have.
    expect(leader.main).not_to_contain_text("The plans")
    look_back(leader, post.link("leader"), "The families")
    done = "A partnership is completed"
    post.arrives(("leader", done), ("city", done), ("company", done))
    partnership.refresh_from_db()
    assert partnership.state == PartnershipState.COMPLETED
    company.goes(post.link("company"))
    company.reads("The lessons", "The plans", "The families")
    company.shows("completed")


def look_back(who: Visitor, path: str, worked: str) -> None:
    who.goes(path)
    who.opens("button[value='reflect']")
    who.writes(worked=worked, did_not="Winter")
    who.ticks("goals", "most")
    who.ticks("again", "yes")
    if who.name == "city":
        who.shows("look-back")
    who.presses("button[value='reflect']")


def everybody_reads_of_it(
    leader: Visitor, city: Visitor, company: Visitor, partnership: Partnership, post: Post,
    visitor: Visitor,
) -> None:  # fmt: skip
    page = f"/partnerships/{partnership.uuid}/"
    visitor.goes(page, status=404)
    city.goes(page)
    city.opens("button[value='propose_summary']")
    city.writes(words="Forty young people learn in the evening.")
    city.page.locator("main input[name='shows_results']").check()
    city.presses("button[value='propose_summary']")
    asked = "A public summary waits for your consent"
    post.arrives(("leader", asked), ("company", asked))
    leader.goes(post.link("leader"))
    leader.shows("consent")
    leader.presses("button[value='agree_to_summary']")
    visitor.goes(page, status=404)
    company.goes(post.link("company"))
    company.presses("button[value='agree_to_summary']")
    public = "A public summary is published"
    post.arrives(("leader", public), ("city", public), ("company", public))
    visitor.goes(page)
    visitor.reads("Forty young people", GROUP, CITY, COMPANY)
    expect(visitor.main).not_to_contain_text("What we can")
    expect(visitor.main).not_to_contain_text(re.compile("Winter|Rain"))
    visitor.shows("public")
    visitor.follows("a[href$='/figures/']")
    visitor.reads("Girls who finish", "21")
    visitor.shows("figures")
