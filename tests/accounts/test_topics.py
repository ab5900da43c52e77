"""Which topic a letter is about."""

import pytest
from django.utils.translation import gettext_lazy as _

from accounts.topics import Topic, Topics


def topic(code: str) -> Topic:
    return Topic(code, _("Name"), _("Introductions"))


def test_the_longest_pattern_counts_whoever_came_first() -> None:
    topics = Topics()
    topics.letters("listing", "app/emails/person_*")
    topics.register(topic("all"), "app/emails/*")
    topics.register(topic("talk"), "app/emails/talk_*")
    topics.register(topic("listing"))
    topics.always("danger", "app/emails/talk_danger")
    found = [topics.of(f"app/emails/{stem}") for stem in ("x", "talk_a", "talk_danger", "person_a")]
    assert found == ["all", "talk", "", "listing"]
    assert topics.of("other/emails/x") is None
    assert [row.code for row in topics] == ["all", "talk", "listing"]
    assert "talk" in topics
    assert "person" not in topics


def test_a_topic_is_named_once() -> None:
    topics = Topics()
    topics.register(topic("one"))
    with pytest.raises(ValueError, match="twice"):
        topics.register(topic("one"))
