"""Results in the shape of IATI 2.03."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import organizations.data
from partnerships.iati import Activity, Actual, Indicator, document, plain
from partnerships.kpis import Part
from partnerships.reporting import Period
from partnerships.result_enums import Measure, ResultType

DATA = Path(organizations.data.__file__).parent
NOW = datetime(2026, 7, 1, tzinfo=UTC)
HALF = Period(date(2026, 1, 1), date(2026, 6, 30))
REST = Period(date(2026, 7, 1), date(2026, 12, 31))


def counted(**fields: object) -> Indicator:
    given: dict[str, object] = {
        "result_type": "1",
        "measure": "1",
        "is_ascending": True,
        "title": "Girls taught",
        "description": "Who came to five lessons or more",
        "baseline_year": 2025,
        "baseline_value": Decimal(0),
        "baseline_comment": "",
        "periods": [],
    }
    return Indicator(**(given | fields))  # type: ignore[arg-type]


def activity(*indicators: Indicator) -> Activity:
    return Activity(
        identifier="gdve-1",
        title="Evening school",
        description="",
        language="en",
        status="2",
        starts_on=date(2026, 1, 1),
        ends_on=None,
        organizations=[("Group", "4", "24"), ("City", "1", "11")],
        indicators=indicators,
        changed_at=NOW,
    )


def test_the_names_of_the_standard() -> None:
    (found,) = document(activity(), NOW)["iati-activities"]["iati-activity"]
    assert found == {
        "@xml:lang": "en",
        "@last-updated-datetime": "2026-07-01T00:00:00+00:00",
        "iati-identifier": "gdve-1",
        "title": {"narrative": [{"@xml:lang": "en", "text()": "Evening school"}]},
        "participating-org": [
            {"@role": "4", "@type": "24", "narrative": [{"@xml:lang": "en", "text()": "Group"}]},
            {"@role": "1", "@type": "11", "narrative": [{"@xml:lang": "en", "text()": "City"}]},
        ],
        "activity-status": {"@code": "2"},
        "activity-date": [{"@type": "2", "@iso-date": "2026-01-01"}],
    }


def test_a_counted_indicator_with_its_parts() -> None:
    parts = (Part("gender", "female", Decimal(12)), Part("generation", "second", Decimal("20")))
    actual = Actual(value=Decimal("20.00"), comment="Two classes", parts=parts)
    shown = counted(
        periods=[(HALF, Decimal(15), "", actual), (REST, Decimal(40), "If the hall stays", None)]
    )
    (result,) = document(activity(shown), NOW)["iati-activities"]["iati-activity"][0]["result"]
    assert (result["@type"], result["@aggregation-status"]) == ("1", "1")
    (indicator,) = result["indicator"]
    assert (indicator["@measure"], indicator["@ascending"]) == ("1", "1")
    assert indicator["baseline"] == [{"@year": "2025", "@value": "0"}]
    first, second = indicator["period"]
    assert first["period-start"] == {"@iso-date": "2026-01-01"}
    assert first["period-end"] == {"@iso-date": "2026-06-30"}
    assert first["target"] == [{"@value": "15"}]
    words = {"narrative": [{"@xml:lang": "en", "text()": "Two classes"}]}
    assert first["actual"] == [
        {"@value": "20", "comment": [words]},
        {"@value": "12", "dimension": [{"@name": "gender", "@value": "female"}]},
        {"@value": "20", "dimension": [{"@name": "generation", "@value": "second"}]},
        {"@value": "8", "dimension": [{"@name": "gender", "@value": "not known"}]},
    ]
    assert "actual" not in second
    assert second["target"][0]["comment"][0]["narrative"][0]["text()"] == "If the hall stays"


def test_what_is_said_in_words_has_no_value() -> None:
    said = Actual(value=None, comment="Parents ask for more", document_url="https://a.example/x")
    shown = counted(measure="5", baseline_value=None, periods=[(HALF, None, "Trust", said)])
    (result,) = document(activity(shown), NOW)["iati-activities"]["iati-activity"][0]["result"]
    assert result["@aggregation-status"] == "0"
    (period,) = result["indicator"][0]["period"]
    assert "@value" not in str(period)
    assert period["actual"][0]["document-link"] == [{"@url": "https://a.example/x"}]
    assert result["indicator"][0]["baseline"] == [{"@year": "2025"}]


def test_without_a_year_there_is_no_baseline() -> None:
    (result,) = document(activity(counted(baseline_year=None)), NOW)["iati-activities"][
        "iati-activity"
    ][0]["result"]
    assert "baseline" not in result["indicator"][0]


def test_our_codes_are_those_of_the_standard() -> None:
    """The published lists stand beside the directory's own."""
    for codes, name in ((Measure, "indicator_measure"), (ResultType, "result_type")):
        lines = (DATA / f"iati_{name}.csv").read_text(encoding="utf-8").splitlines()[1:]
        assert codes.values == [line.split(",")[0] for line in lines]


@pytest.mark.parametrize(
    ("value", "text"), [("100", "100"), ("10.50", "10.5"), ("0.00", "0"), ("1E+3", "1000")]
)
def test_numbers_as_people_write_them(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text
