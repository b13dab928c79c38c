"""The words customers are called by: what a misspelt search is compared with."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.querysets import AnyOf
from lib.tenancy.models import WorkspaceManager, WorkspaceModel


class SimilarIds(models.Func):
    """Ids of the words most like this one, the nearest first: owner's function, own workspace only."""

    function = "similar_word_ids"
    template = "ARRAY(SELECT %(function)s(%(expressions)s))"
    output_field = models.BigIntegerField()


class Similarity(models.Func):
    function = "similarity"
    output_field = models.FloatField()


class WordQuerySet(models.QuerySet):
    def similar_to(self, word, most):
        """The words of the workspace most like this one, the nearest first, as (word, how near from 0 to 1)."""
        ids = SimilarIds(models.Value(word), models.Value(most))
        near = Similarity(models.F("text"), models.Value(word))
        rows = self.filter(AnyOf(models.F("pk"), ids)).annotate(near=near)
        return list(dict(rows.order_by("-near", "text").values_list("text", "near")).items())


class Word(WorkspaceModel):
    """Kept by triggers of the database whenever a customer is named. A word may stand here twice: two people who
    write it at the same time need not wait for each other."""

    text = models.TextField(_("word"), db_collation="C")

    objects = WorkspaceManager.from_queryset(WordQuerySet)()

    class Meta:
        verbose_name = _("word of names")
        verbose_name_plural = _("words of names")
        indexes = [
            models.Index(fields=["workspace", "text"], name="accounts_word_text"),
            GinIndex(
                fields=["workspace", "text"],
                opclasses=["int4_ops", "gin_trgm_ops"],
                name="accounts_word_similar",
            ),
        ]

    def __str__(self):
        return self.text
