"""What staff noted at a session, published as insights."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.staff_log import note
from sessions_archive.models import ExchangeSession, Insight, InsightSection
from sessions_archive.notes import Section
from sessions_archive.search import refresh_words


@transaction.atomic
def publish_notes(*, session: ExchangeSession, sections: Sequence[Section], by: User) -> int:
    """Add what is not there yet, after what is; return how many insights are new.

    A section of that number keeps its title: it may have been bettered since.
    """
    session = ExchangeSession.objects.select_for_update(no_key=True).get(pk=session.pk)
    added = 0
    for section in sections:
        last = session.sections.aggregate(last=Max("position"))["last"] or 0
        row, _made = InsightSection.objects.get_or_create(
            session=session,
            code=section.code,
            defaults={"titles": {"en": section.title}, "position": last + 1},
        )
        known = {texts["en"] for texts in row.insights.values_list("texts", flat=True)}
        new = [text for text in dict.fromkeys(section.insights) if text not in known]
        start = row.insights.aggregate(last=Max("position"))["last"] or 0
        Insight.objects.bulk_create(
            Insight(section=row, texts={"en": text}, position=position)
            for position, text in enumerate(new, start=start + 1)
        )
        added += len(new)
    refresh_words([session.pk])
    note(by=by, about=session, what="publish_notes")
    return added
