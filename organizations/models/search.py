"""What search knows of a published listing: a narrow row, written with the listing itself."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models.organization import Organization


class SearchDocument(models.Model):
    """The tokens and words of one listing.

    A listing that is not published, or not there any more, keeps its row with `is_listed` false:
    readers of the index in memory learn from it that the listing left. `changed_in` is the
    transaction that wrote the row last (pg_current_xact_id), by which they find what is new since
    their own snapshot.
    """

    # No constraint: the row of a deleted listing stays, emptied, to tell of its end.
    organization = models.OneToOneField(
        Organization,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="search_document",
    )
    is_listed = models.BooleanField(default=False)
    tokens = ArrayField(models.CharField(max_length=60), default=list)
    name_words = ArrayField(models.TextField(), default=list)
    text = SearchVectorField(null=True)
    sort_name = models.CharField(max_length=200)
    published_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    changed_in = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        indexes = [
            GinIndex(fields=["tokens"], name="search_document_tokens"),
            GinIndex(fields=["text"], name="search_document_text"),
            models.Index(fields=["changed_in"], name="search_document_changes"),
        ]

    def __str__(self) -> str:
        return self.sort_name


class SearchWord(models.Model):
    """A word that occurs in some listing, to find what a mistyped word may have meant.

    Listings come and go, words stay: who offers one to a reader checks first that it occurs in
    what she may see.
    """

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")
        indexes = [
            GinIndex(fields=["word"], name="search_word_trigrams", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.word
