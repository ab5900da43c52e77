"""What letters are about, so that a person can choose how she hears of it. Pure.

Each app names its topics and letters when it starts (AppConfig.ready): people know of no app above.
A letter of no topic always goes at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to hear of. `code` is stored with notifications and choices."""

    code: str
    label: Any  # lazy texts, which only Django names
    help: Any


class Topics:
    """The topics in the order in which they were named, and whose letters are whose."""

    def __init__(self) -> None:
        self._topics: dict[str, Topic] = {}
        self._letters: dict[str, str] = {}

    def register(self, topic: Topic, *letters: str) -> None:
        """Add a topic with its letters: stems, or patterns of stems such as "app/emails/x_*".

        Raises ValueError for a code in use.
        """
        if topic.code in self._topics:
            raise ValueError(f"{topic.code} is registered twice")
        self._topics[topic.code] = topic
        self.letters(topic.code, *letters)

    def letters(self, code: str, *letters: str) -> None:
        """Say that these letters are about a topic, which another app may name later."""
        self._letters.update(dict.fromkeys(letters, code))

    def always(self, reason: str, *letters: str) -> None:
        """Say that these letters go at once whatever anybody chose; the reason is for readers."""
        self._letters.update(dict.fromkeys(letters, ""))

    def of(self, stem: str) -> str | None:
        """Return the topic's code; "" for a letter that always goes at once, None if unknown.

        Of several patterns the longest counts.
        """
        fitting = [pattern for pattern in self._letters if fnmatchcase(stem, pattern)]
        return self._letters[max(fitting, key=len)] if fitting else None

    def __iter__(self) -> Iterator[Topic]:
        return iter(self._topics.values())

    def __getitem__(self, code: str) -> Topic:
        return self._topics[code]

    def __contains__(self, code: object) -> bool:
        return code in self._topics


topics = Topics()
