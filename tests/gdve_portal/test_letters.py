"""Every letter of the portal: its topic, and a subject that anybody who passes by may read."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import TextNode, VariableNode
from django.template.loader import get_template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from accounts.topics import topics

TEMPLATES = Path(settings.BASE_DIR) / "templates"
SUBJECTS = sorted(
    str(file.relative_to(TEMPLATES))
    for file in [*TEMPLATES.rglob("*.subject.txt"), *TEMPLATES.rglob("email/*_subject.txt")]
)
STEMS = [name.removesuffix(".subject.txt") for name in SUBJECTS if name.endswith(".subject.txt")]


def test_there_are_letters() -> None:
    assert len(STEMS) > 50
    assert "account/email/password_reset_key_subject.txt" in SUBJECTS


@pytest.mark.parametrize("name", SUBJECTS)
def test_a_subject_is_a_fixed_sentence(name: str) -> None:
    """Nothing that anybody typed can stand in it: it is read on locked screens, and by relays."""
    nodes = get_template(name).template.nodelist.get_nodes_by_type(object)  # type: ignore[attr-defined]
    assert not [node for node in nodes if isinstance(node, VariableNode)]
    assert not [node for node in nodes if isinstance(node, BlockTranslateNode)]
    words = [node for node in nodes if isinstance(node, TranslateNode)]
    assert len(words) == 1, "one sentence, translated as a whole"
    typed = [node.s for node in nodes if isinstance(node, TextNode) and node.s.strip()]
    assert typed == []


@pytest.mark.parametrize("stem", STEMS)
def test_every_letter_has_a_topic_or_always_goes(stem: str) -> None:
    topic = topics.of(stem)
    assert topic is not None, "name its topic in the app's AppConfig.ready"
    assert topic == "" or topic in topics


def test_danger_is_always_told_at_once() -> None:
    assert topics.of("organizations/emails/listing_reported") == ""
    assert topics.of("partnerships/emails/conversation_reported") == ""
