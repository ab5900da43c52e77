"""What a search finds a session by."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from sessions_archive.models.session import ExchangeSession


class SessionWords(models.Model):
    """The texts of a session in all languages, folded. Derived: see sessions_archive.search.

    Neither people nor their organizations are among them: who may be shown changes, and is asked
    of the appearances themselves.
    """

    session = models.OneToOneField(
        ExchangeSession, on_delete=models.CASCADE, primary_key=True, related_name="words"
    )
    text = models.TextField(default="")
    # Which way of writing the text it was written in: see sessions_archive.search.
    version = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            GinIndex(fields=["text"], opclasses=["gin_trgm_ops"], name="session_words_trigrams")
        ]

    def __str__(self) -> str:
        return str(self.session_id)
