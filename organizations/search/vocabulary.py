"""The words that a mistyped word may have meant."""

from collections.abc import Iterable

from organizations.models import SearchWord
from organizations.search import concepts
from organizations.search.normalize import words

SHORTEST, LONGEST = 4, 60


def learn(texts: Iterable[str]) -> None:
    """Remember the words of `texts`; those that are known already cost nothing."""
    new = {
        word
        for text in texts
        for word in words(text)
        if SHORTEST <= len(word) <= LONGEST and not word.isdigit()
    }
    SearchWord.objects.bulk_create(
        [SearchWord(word=word) for word in sorted(new)], ignore_conflicts=True, batch_size=5_000
    )


def learn_code_lists() -> None:
    """Remember the words of the code lists, in every language."""
    learn(" ".join(name) for name in concepts.build().tokens)
