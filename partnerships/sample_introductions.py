"""A conversation, and a question that waits, for the people of the sample: fictional, labelled."""

from django.db import transaction

from accounts.models import User
from organizations.models import Organization
from organizations.sample.chance import sample_uuid
from partnerships.actions import accept_introduction, ask_for_introduction, send_message
from partnerships.enums import IntroductionOrigin
from partnerships.introduction_gate import is_in_standing, people_of
from partnerships.models import Introduction, Partner
from partnerships.sample import FOUNDATION, PUBLIC_BODY

FICTION = "This is fictional. It shows how the portal works."
TALK = (
    ("leader", "Good day, and thank you for accepting. We have thirty children on the list and a "
     "hall on Saturdays. What would you need to know from us first?"),
    ("partner", "Good day. Please tell us how you choose the mentors, and what a year costs. We "
     "can meet online next week."),
    ("leader", "Mentors come from our own members, two for each group of five; each brings two "
     "people who know them. A year costs about 4,000. Wednesday at 17:00 UTC would suit us."),
)  # fmt: skip


@transaction.atomic
def load_introductions(*, seed: int) -> int:
    """Create the two where the leader's group has none yet; return how many were created."""
    group = Organization.objects.get(uuid=sample_uuid("organization", seed, 0))
    foundation, body = (
        Partner.objects.get(uuid=sample_uuid("partner", seed, number))
        for number in (FOUNDATION, PUBLIC_BODY)
    )
    if Introduction.objects.of(group).exists() or not all(
        is_in_standing(listing) for listing in (group, foundation, body)
    ):
        return 0
    leader, partner, official = (people_of(one).get() for one in (group, foundation, body))
    talk = ask_for_introduction(
        asker=group,
        asked=foundation,
        by=leader,
        purpose=f"A homework club that stays open in the holidays, with mentors. {FICTION}",
        offer="Thirty families who trust us, a hall on Saturdays, and members who can mentor.",
        origin=IntroductionOrigin.MATCH,
    )
    accept_introduction(introduction_id=talk.pk, by=partner)
    people: dict[str, User] = {"leader": leader, "partner": partner}
    for number, (who, text) in enumerate(TALK):
        send_message(
            introduction_id=talk.pk, by=people[who], text=text, key=f"sample {seed} {number}"
        )
    ask_for_introduction(
        asker=body,
        asked=group,
        by=official,
        purpose=f"A round table on how schools and families can work together. {FICTION}",
        offer="A room, interpreters, and the city’s school inspectors at the table.",
    )
    return 2
