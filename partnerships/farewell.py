"""What becomes of a person's name in the letters of conversations when her account goes."""

from accounts.models import Notification, User
from accounts.rights import farewell
from accounts.rights.farewell import Answers
from partnerships.introduction_letters import STEM
from partnerships.models import Introduction


def register() -> None:
    farewell.register(farewell.Farewell(leave))


def leave(user: User, answers: Answers) -> None:
    """Her words stay with the conversation; letters that passed them on lose her name."""
    talks = Introduction.objects.filter(messages__author=user).distinct()
    told = Notification.objects.filter(
        template=f"{STEM}message",
        context__author=user.name,
        context__path__in=[talk.get_absolute_url() for talk in talks],
    )
    rows = list(told)
    for row in rows:
        row.context = {**row.context, "author": ""}
    Notification.objects.bulk_update(rows, ["context"], batch_size=500)
