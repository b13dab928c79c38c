"""Names in two scripts, folded by the database for sorting, comparing and searching."""

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce, Concat, NullIf
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LONGEST_LABEL = 60


class FoldText(Func):
    """lib/text.py tells the rule; the database's own function keeps every written row true to it."""

    function = "fold_text"
    output_field = models.TextField()


class SearchText(Func):
    function = "search_text"
    output_field = models.TextField()


class EmailKey(models.Func):
    """The mailbox of an address: in small letters, without what follows a plus."""

    function = "regexp_replace"
    template = r"lower(regexp_replace(%(expressions)s, '\+[^@]*@', '@'))"
    output_field = models.TextField()


def mailbox(column):
    """A column the database keeps: two spellings of one address are the same in it."""
    return models.GeneratedField(
        expression=EmailKey(F(column)), output_field=models.TextField(db_collation="C"), db_persist=True
    )


def given_index(column, name):
    """For what few have: only rows with a value are in it, and who asks it says so too."""
    return models.Index(fields=["workspace", column], condition=~models.Q(**{column: ""}), name=name)


def merged_index(name):
    return models.Index(
        fields=["workspace", "merged_into"], condition=models.Q(merged_into__isnull=False), name=name
    )


def folded(expression):
    """A column the database keeps: C order is the order of the Arabic alphabet once folded."""
    return models.GeneratedField(
        expression=FoldText(expression), output_field=models.TextField(db_collation="C"), db_persist=True
    )


def searchable(*columns):
    parts = [part for column in columns for part in (F(column), Value(" "))]
    return models.GeneratedField(
        expression=SearchText(Concat(*parts, output_field=models.TextField())),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )


class NamedModel(models.Model):
    """Named in Arabic, in English or in both."""

    name_ar = models.CharField(_("name in Arabic"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    name_fold = folded(Coalesce(NullIf(F("name_ar"), Value("")), F("name_en")))

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, or the one there is."""
        return self.name_in(get_language())

    def name_in(self, language: str | None) -> str:
        if language == "ar":
            return self.name_ar or self.name_en
        return self.name_en or self.name_ar


def has_a_name(model_name):
    return models.CheckConstraint(
        condition=~models.Q(name_ar="") | ~models.Q(name_en=""), name=f"accounts_{model_name}_has_a_name"
    )


def in_two_languages(label_ar: str, label_en: str) -> str:
    """In the reader's language, or as it was written."""
    return (label_ar or label_en) if get_language() == "ar" else (label_en or label_ar)


class Labelled(models.Model):
    """Called in Arabic, in English or in both."""

    label_ar = models.CharField(_("label in Arabic"), max_length=LONGEST_LABEL, blank=True)
    label_en = models.CharField(_("label in English"), max_length=LONGEST_LABEL, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        return in_two_languages(self.label_ar, self.label_en)
