from partnerships.matching.explain import Link, explain
from partnerships.matching.profiles import Profile

from .pools import vocabulary

V = vocabulary()
GROUP = Profile(
    key="group",
    kind="grassroots",
    sectors={"health-1": 1, "culture": 0.5},
    heritage=frozenset({"VE"}),
    residence=frozenset({"FR"}),
    made_of=frozenset({"second"}),
    youth_led=True,
    needs=frozenset({"funding", "training"}),
    offers=frozenset({"volunteers"}),
    languages=frozenset({"es"}),
    legal_status="none",
)
CITY = Profile(
    key="city",
    is_partner=True,
    kind="city",
    sectors={"health-2": 1},
    residence=frozenset({"FR"}),
    works_in=frozenset({"CO"}),
    serves=frozenset({"first"}),
    needs=frozenset({"volunteers"}),
    offers=frozenset({"funding", "mentoring", "interpretation"}),
    languages=frozenset({"fr"}),
    accepts="registered",
)


def test_every_fact_is_named():
    why = explain(GROUP, CITY, V)
    assert why.sectors == (
        Link("health-1", "health-2", "health", 2 * 2 / 6),
        Link("culture", "health-2", "", 2 * 1 / 5),
    )
    assert why.home == (Link("VE", "CO", "005", 0.8),)
    assert why.residence == (Link("FR", "FR", "FR", 1.0),)
    assert why.residence[0].shared
    assert why.kinds == ("grassroots", "city")
    assert (why.received, why.given, why.unmet) == (("funding",), ("volunteers",), ("training",))
    assert (why.generations, why.generation_reason, why.mentors) == ((), "mentored", False)
    assert (why.languages, why.language_reason) == ((), "interpretation")
    assert why.interpreters == ("target",)
    assert (why.capacity_reason, why.terms_of) == ("not_registered", "target")
    assert why.missing == ()


def test_the_other_side_reads_the_same_facts():
    there, back = explain(GROUP, CITY, V), explain(CITY, GROUP, V)
    assert back.sectors == there.sectors_back
    assert back.home_back == there.home
    assert (back.received, back.given) == (there.given, there.received)
    assert (back.generation_reason, back.mentors) == ("none", True)
    assert (back.capacity_reason, back.terms_of) == ("not_registered", "source")
    assert back.interpreters == ("source",)


def test_silence_is_unknown_and_says_who_could_fill_it_in():
    why = explain(Profile(key=1), CITY, V)
    assert why.sectors == why.home == why.residence == ()
    assert why.generation_reason == why.capacity_reason == "unknown"
    assert explain(GROUP, Profile(key=2, is_partner=True), V).language_reason == "unknown"
    assert why.missing == tuple(
        ("source", name)
        for name in (
            "sectors", "heritage", "residence", "kind", "needs", "offers", "made_of",
            "languages", "legal_status",
        )
    )  # fmt: skip
    assert ("target", "accepts") in explain(GROUP, Profile(key=2, is_partner=True), V).missing


def test_an_open_partner_needs_no_legal_status():
    open_city = Profile(key=3, is_partner=True, accepts="informal")
    why = explain(Profile(key=1), open_city, V)
    assert why.capacity_reason == "informal"
    assert ("source", "legal_status") not in why.missing
