"""Which audiences a reader belongs to."""

import pytest

from organizations.enums import Audience
from organizations.viewers import ANONYMOUS, Viewer


@pytest.mark.parametrize(
    ("viewer", "audiences"),
    [
        (ANONYMOUS, ["public"]),
        (Viewer(user_id=1), ["public"]),
        (Viewer(user_id=1, is_member=True), ["public", "members"]),
        (
            Viewer(user_id=1, is_member=True, is_verified_partner=True),
            ["public", "members", "partners"],
        ),
        (Viewer(user_id=1, is_curator=True), list(Audience.values)),
    ],
)
def test_audiences(viewer: Viewer, audiences: list[str]) -> None:
    assert list(viewer.audiences) == audiences
