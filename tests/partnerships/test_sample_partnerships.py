"""The fictional partnerships of the sample."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import Notification
from organizations.viewers import ANONYMOUS
from partnerships.models import ExpectationCheck, Kpi, Partnership, Pursuit, Report
from partnerships.result_enums import Progress
from partnerships.result_pages import results_of
from sessions_archive.models import Edition
from tests.factories.archive import EditionFactory, RecommendationFactory

pytestmark = pytest.mark.django_db


def load() -> None:
    call_command("load_sample", "--organizations", "30", "--partners", "4", stdout=StringIO())


def test_three_partnerships_with_reports_in_every_state() -> None:
    load()
    assert [p.parties.count() for p in Partnership.objects.order_by("pk")] == [2, 2, 3]
    assert all(
        "fictional" in title for title in Partnership.objects.values_list("title", flat=True)
    )
    kpis = Counter(Kpi.objects.values_list("partnership", flat=True))
    assert list(kpis.values()) == [3, 3, 3]
    states = Counter(Report.objects.filter(revision=1).values_list("state", flat=True))
    assert states == {"accepted": 3, "submitted": 1, "open": 1, "sent_back": 1}
    assert ExpectationCheck.objects.exclude(opened_at=None).count() == 3
    words = {view.progress for p in Partnership.objects.all() for view in results_of(p).kpis}
    assert words == {Progress.ON_TRACK, Progress.CONSTRAINED, Progress.NO_PROGRESS}
    # Nobody is written to about what nobody did.
    told = Notification.objects.exclude(template__contains="/introduction_")
    assert not told.exists()


def test_loaded_twice_it_is_there_once() -> None:
    load()
    before = list(Partnership.objects.order_by("pk").values_list("pk", "uuid"))
    load()
    assert list(Partnership.objects.order_by("pk").values_list("pk", "uuid")) == before


def test_one_is_public_and_what_it_pursues_is_named() -> None:
    exchange = Edition.objects.filter(year=2024).first() or EditionFactory(year=2024)
    for code in ("R3", "R4", "R6", "R7"):
        RecommendationFactory(edition=exchange, code=code)
    load()
    public = Partnership.objects.published_to(ANONYMOUS).get()
    assert public.origin == "introduction"
    pursued = public.pursuits.values_list("recommendation__code", flat=True)
    assert list(pursued.order_by("recommendation__code")) == ["R3", "R4"]
    assert Pursuit.objects.count() == 3
    page = Client().get("/recommendations/2024/R3/").content.decode()
    assert "Fictional sample" in page
