"""A city's call that no group covers alone: three groups find each other, agree one by one, answer
together, are assessed, and hear the outcome with its reason. Every letter on the way is read.
"""

from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from organizations.models import Organization
from partnerships.actions import close_due_opportunities
from partnerships.enums import PartnerSector, PartnerType
from partnerships.models import Coalition, ExpressionOfInterest, Opportunity
from partnerships.opportunity_enums import ExpressionState, OpportunityState
from tests.e2e.conftest import DESKTOP, PHONE, Open
from tests.e2e.people import Visitor, at_her_browser
from tests.e2e.post import Post
from tests.e2e.test_journey import PASSWORD
from tests.factories import UserFactory, make_listing, make_partner
from tests.factories.opportunities import close
from tests.factories.people import verified

CALL = "Evenings for all ages"
PLAN = "A class, a clinic and a choir under one roof."
# What each group brings: nobody has all of it, and two are not enough.
GROUPS = {
    "nile": ("ar", "Nile Circle", {"sectors": ["education"], "languages": ["ar"]}),
    "seine": ("fr", "Seine Friends", {"sectors": ["health"], "languages": ["fr"]}),
    "tajo": ("es", "Tajo Voices", {"sectors": ["culture"], "languages": ["es"]}),
}


@pytest.fixture
def people(transactional_db: None) -> dict[str, User]:
    languages = {"city": "en", **{name: language for name, (language, *_) in GROUPS.items()}}
    return {
        name: verified(
            UserFactory(
                email=f"{name}@private.example",
                name=f"{name} person",
                language=language,
                password=PASSWORD,
            )
        )
        for name, language in languages.items()
    }


@pytest.fixture
def post(
    people: dict[str, User],
    mailoutbox: list[EmailMultiAlternatives],
    settings: Settings,
    live_server: LiveServer,
) -> Post:
    settings.SITE_URL = live_server.url
    hush = (CALL, PLAN, "person", "Harbourtown", "choir", *(name for _, name, _ in GROUPS.values()))
    return Post(mailoutbox, people, site=live_server.url, hush=hush)


@pytest.fixture
def groups(people: dict[str, User]) -> dict[str, Organization]:
    for number in range(6):
        make_listing(name=f"Neighbour {number}", sectors=["education"], heritage=["SD"])
    make_partner(
        representative=people["city"],
        name="City of Harbourtown",
        sector=PartnerSector.PUBLIC,
        type=PartnerType.CITY,
    )
    return {
        key: make_listing(owner=people[key], name=name, slug=key, **tags)
        for key, (_language, name, tags) in GROUPS.items()
    }


def test_a_call_answered_by_three(
    people: dict[str, User], groups: dict[str, Organization], post: Post, open_page: Open
) -> None:
    city = at_her_browser(people["city"], "city", open_page, viewport=DESKTOP)
    nile, seine, tajo = (
        at_her_browser(people[name], name, open_page, viewport=PHONE, javascript=False)
        for name in GROUPS
    )
    call = the_city_calls(city)
    they_find_each_other(nile, seine, tajo, call, post)
    expression = they_answer(nile, seine, tajo, call, post)
    the_city_decides(city, call, expression, post)
    for who in (nile, seine, tajo):
        who.goes(post.link(who.name))
        who.reads("It is what we hoped for.")
        who.shows("outcome")


def the_city_calls(city: Visitor) -> Opportunity:
    city.goes("/opportunities/new/")
    city.writes(
        title=CALL,
        description="Many evenings are empty.",
        offered="A house, three evenings a week.",
        asked="A programme for all ages.",
        deadline_day=(timezone.localdate() + timedelta(days=20)).isoformat(),
    )
    for code in ("education", "health", "culture"):
        city.ticks("sectors", code)
    city.ticks("offers", "space")
    city.opens("select[name=languages]")
    for number, code in enumerate(("ar", "fr")):
        city.page.locator("main select[name=languages]").nth(number).select_option(code)
    for number, (text, weight) in enumerate((("Open to all", "60"), ("Can be done", "40"))):
        city.writes(**{f"criterion_{number}": text, f"weight_{number}": weight})
    city.submits()
    call = Opportunity.objects.get()
    city.shows("call-draft")
    city.presses("button[value='publish']")
    call.refresh_from_db()
    assert call.state == OpportunityState.PUBLISHED
    return call


def they_find_each_other(
    nile: Visitor, seine: Visitor, tajo: Visitor, call: Opportunity, post: Post
) -> None:
    post.arrives()
    nile.goes(call.get_absolute_url())
    nile.shows("call")
    nile.follows("a[href$='/together/']")
    nile.reads("Seine Friends", "Tajo Voices")
    expect(nile.main.locator("input[name='group']:checked")).to_have_count(2)
    nile.shows("found")
    nile.presses("form[action$='/together/ask/'] button")
    asked = "Your group is asked to answer a call with others"
    post.arrives(("seine", asked), ("tajo", asked))

    # Each decides for itself; the others hear of it.
    takes_part = "A group takes part in your coalition"
    seine.goes(post.link("seine"))
    seine.shows("coalition-asked")
    seine.presses("button[value='agree']")
    post.arrives(("nile", takes_part))
    tajo.goes(post.link("tajo"))
    tajo.presses("button[value='agree']")
    post.arrives(("nile", takes_part), ("seine", takes_part))
    assert Coalition.objects.get().members.filter(state="agreed").count() == 3


def they_answer(
    nile: Visitor, seine: Visitor, tajo: Visitor, call: Opportunity, post: Post
) -> ExpressionOfInterest:
    nile.goes(post.link("nile"))
    nile.shows("coalition")
    nile.presses("form[action$='/apply/'] button")
    expression = ExpressionOfInterest.objects.get()
    asked = "Another group asks you to answer a call together"
    post.arrives(("seine", asked), ("tajo", asked))
    nile.goes(f"/opportunities/answers/{expression.uuid}/edit/")
    nile.writes(plan=PLAN, people="Two hundred", need="The house")
    nile.shows("answer-edit")
    nile.presses("button[name='save']")

    agreed = "A group has agreed to take part"
    for who in (seine, tajo):
        who.goes(post.link(who.name))
        who.reads(PLAN)
        who.shows("answer-asked")
        who.presses("button[value='agree']")
        post.arrives(("nile", agreed))
    nile.goes(post.link("nile"))
    nile.shows("answer")
    nile.presses("button[value='submit']")
    sent = "Your expression of interest was sent"
    post.arrives(("nile", sent), ("seine", sent), ("tajo", sent))
    expression.refresh_from_db()
    assert expression.state == ExpressionState.UNDER_REVIEW
    return expression


def the_city_decides(
    city: Visitor, call: Opportunity, expression: ExpressionOfInterest, post: Post
) -> None:
    # Nothing is read before the deadline.
    city.goes(f"{call.get_absolute_url()}received/")
    expect(city.main).not_to_contain_text("Nile Circle")
    close(call, state=OpportunityState.PUBLISHED)
    assert close_due_opportunities() == 1
    post.arrives(("city", "Your opportunity has closed"))
    city.goes(post.link("city"))
    city.presses("button[value='assess']")
    city.shows("received")
    city.follows(f"a[href$='{expression.uuid}/assess/']")
    city.reads(PLAN, "Nile Circle", "Seine Friends", "Tajo Voices")
    for score, value in zip(city.main.locator("select[name^='score_']").all(), "98", strict=True):
        score.select_option(value)
    city.presses("button[value='scores']")
    city.reads("86.0 of 100")
    city.shows("assess")
    city.ticks("outcome", "successful")
    city.ticks("reason", "fits")
    city.writes(feedback="It is what we hoped for.")
    city.presses("button[value='outcome']")
    # Noted, and told to nobody yet.
    post.arrives()
    city.follows("a[href$='/decide/']")
    city.submits()
    outcome = "The outcome of your expression of interest"
    post.arrives(*((name, outcome) for name in GROUPS))
    expression.refresh_from_db()
    call.refresh_from_db()
    assert (expression.state, call.state) == (
        ExpressionState.SUCCESSFUL,
        OpportunityState.DECIDED,
    )
