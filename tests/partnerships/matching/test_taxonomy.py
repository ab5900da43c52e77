import numpy as np
import pytest

from partnerships.matching.errors import InvalidTaxonomy
from partnerships.matching.taxonomy import Taxonomy

from . import reference
from .pools import PLACES, SECTORS


def test_depth_and_ancestor_in_a_rooted_tree():
    tree = Taxonomy(PLACES)
    assert (tree.depth("001"), tree.depth("019"), tree.depth("VE")) == (1, 2, 5)
    assert tree.lca("VE", "CO") == "005"
    assert tree.lca("VE", "HT") == "419"
    assert tree.lca("VE", "419") == "419"
    assert tree.lca("VE", "FR") == "001"


def test_wu_palmer_by_hand():
    tree = Taxonomy(PLACES)
    assert tree.wp("VE", "VE") == 1
    assert tree.wp("VE", "CO") == 2 * 4 / 10
    assert tree.wp("VE", "FR") == pytest.approx(2 * 1 / 9)
    assert tree.wp("VE", "419") == 2 * 3 / 8


def test_several_roots_get_a_common_one():
    tree = Taxonomy(SECTORS)
    assert (tree.depth("health"), tree.depth("health-1")) == (2, 3)
    assert tree.lca("health-1", "health-2") == "health"
    assert tree.lca("health-1", "culture") == ""
    assert tree.wp("health", "culture") == 2 * 1 / 4


@pytest.mark.parametrize("parents", [PLACES, SECTORS])
def test_closeness_is_exactly_wu_palmer(parents):
    tree, expected = Taxonomy(parents), reference.wu_palmer(parents)
    for a in tree.codes:
        for b in tree.codes:
            assert tree.wp(a, b) == expected(a, b)
    assert np.array_equal(tree.closeness, tree.closeness.T)


@pytest.mark.parametrize(
    "parents",
    [
        {},
        {"": None},
        {"a": "b"},
        {"a": "b", "b": "a"},
        {"a": "a"},
        {"1": None, "2": "1", "3": "2", "4": "3", "5": "4", "6": "5", "7": "6"},
    ],
    ids=["empty", "empty code", "unknown parent", "cycle", "own parent", "too deep"],
)
def test_what_is_no_tree_is_refused(parents):
    with pytest.raises(InvalidTaxonomy):
        Taxonomy(parents)
