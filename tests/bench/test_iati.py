from functools import cache

import pytest

from bench.iati import Activity, Iati, Tagging, profiles
from bench.iati_names import Countries, kind_of
from bench.matching_rules import PUBLIC
from bench.new_partners import split
from organizations.data.files import read_json
from partnerships.enums import PUBLIC_TYPES
from partnerships.matching.pool import encode
from partnerships.matching.profiles import KINDS

iati = cache(Iati)


def test_the_whole_of_the_data():
    assert len(iati().activities) == 3204
    assert len({activity.key for activity in iati().activities}) == 3204
    assert len(iati().shared(2, 15)) == 2587
    assert {len(training) for training, _ in split(iati().shared(2, 15), 1)} == {2069, 2070}


def test_names_of_one_organization_are_put_together():
    assert "programme-alimentaire-mondial" not in iati().bodies
    assert "wfp" in iati().bodies
    assert not [body for body in iati().bodies if body.startswith("anonymous")]


def test_every_body_has_a_kind_and_every_code_is_the_portals():
    assert {body.kind for body in iati().bodies.values()} <= set(KINDS[1:])
    listed = profiles(iati(), iati().activities, iati().bodies, Tagging())
    assert len(encode(listed, iati().published_tree)) == len(iati().bodies)
    listed = profiles(iati(), iati().activities, iati().bodies, Tagging(portal=True))
    assert len(encode(listed, iati().portal_tree)) == len(iati().bodies)


def test_profiles_say_what_the_given_activities_tell_and_no_more():
    told = [
        Activity("1", ("wfp", "fao"), frozenset({"HUM|Cluster|Education"}), frozenset({"bay"}), ""),
        Activity("2", ("wfp",), frozenset({"HUM|Cluster|Education", "DAC|Social|Health"}),
                 frozenset(), ""),
        Activity("3", ("wfp",), frozenset({"HUM|Cluster|Education"}), frozenset(), ""),
    ]  # fmt: skip
    wfp, fao, who = profiles(iati(), told, ("wfp", "fao", "who"), Tagging())
    assert wfp.sectors == {"DAC|Social|Health": 0.5, "HUM|Cluster|Education": 1}
    assert wfp.works_in == {"bay"}
    assert wfp.kind == "international_organization"
    assert fao.sectors == {"HUM|Cluster|Education": 1}
    assert (who.sectors, who.works_in) == ({}, frozenset())
    (plain, *_) = profiles(iati(), told, ("wfp", "fao"), Tagging(portal=True, primary_share=0))
    assert plain.sectors == {"education": 1, "health": 1}


@pytest.mark.parametrize(
    ("name", "stated", "kind"),
    [
        ("Somalia Ministry of Finance", "", "ministry"),
        ("Germany - Ministry for Economic Cooperation", "Government", "ministry"),
        ("United States", "Government", "agency"),
        ("Université de Genève", "", "university"),
        ("UNICEF Regular Resources", "", "international_organization"),
        ("Save the Children International", "International NGO", "formal"),
        ("STENA AB", "", "company"),
        ("Nagaad Network", "", "network"),
        ("Diakonia", "", ""),
    ],
)
def test_kinds_by_name(name, stated, kind):
    assert kind_of(name, stated) == kind


@pytest.mark.parametrize(
    ("name", "seats"),
    [
        ("Finland-Somalia Association", {"FI", "SO"}),
        ("norwegianministryofforeignaffairs", {"NO"}),
        ("Suomen Kulttuuri ry", {"FI"}),
        ("Tier Ohne Grenzen e.V.", {"DE"}),
        ("Nigeria Economic Group", {"NG"}),
        ("ACTED", set()),
    ],
)
def test_seats_by_name(name, seats):
    assert Countries(read_json("places.json")).of(name) == seats


def test_public_partners_are_the_portals():
    assert set(PUBLIC) == {kind.value for kind in PUBLIC_TYPES}
