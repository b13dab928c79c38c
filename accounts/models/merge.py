"""Merge: one customer became a part of another, and what was moved for it, for the undo."""

from datetime import timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel
from timeline.kinds import model_of

# So long a merge can be undone, and so long it is kept what was moved.
UNDO_DAYS = 30


class MergeQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(undone_at=None)

    def of(self, *records):
        """Those in which these records, all of one kind, took part."""
        keys = [each.pk for each in records]
        either = models.Q(survivor_id__in=keys) | models.Q(absorbed_id__in=keys)
        return self.filter(either, kind=records[0]._meta.label_lower)

    def detail_expired(self):
        return self.filter(detail_until__lte=timezone.now())


class Merge(NumberedModel):
    """Its two records are named as events name theirs; who deletes one for good takes the row along."""

    kind = models.CharField(_("kind of record"), max_length=60)
    survivor_id = models.BigIntegerField(_("survivor"))
    absorbed_id = models.BigIntegerField(_("absorbed"))
    # As they were called then.
    survivor_name = models.CharField(_("name of the survivor"), max_length=200)
    absorbed_name = models.CharField(_("name of the absorbed"), max_length=200)
    # Of two customers who are persons, their contacts become one too: a merge that is a part of this one.
    part_of = WorkspaceForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="parts",
        verbose_name=_("part of"),
    )
    # {label of a table: {"moved": n, "aside": n, "changed": n, "stayed": n}}
    counts = models.JSONField(_("counts"), default=dict)
    # {field of the survivor: [before, after]}
    fields = models.JSONField(_("changed fields"), default=dict, encoder=DjangoJSONEncoder)
    # {"channel:purpose": [key of the consent that held before, key of the one that the merge wrote]}
    consents = models.JSONField(default=dict, editable=False)
    # {label of a table: the columns that its marks are made of}
    columns = models.JSONField(default=dict, editable=False)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, editable=False)
    undone_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("undone by"),
    )
    detail_until = models.DateTimeField(_("kept in detail until"), null=True, editable=False)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(MergeQuerySet)()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["workspace", "kind", "survivor_id"], name="accounts_merge_survivor"),
            models.Index(fields=["workspace", "kind", "absorbed_id"], name="accounts_merge_absorbed"),
            models.Index(
                fields=["workspace", "detail_until"],
                condition=models.Q(detail_until__isnull=False),
                name="accounts_merge_detail",
            ),
        ]

    def __str__(self):
        return _("Merge %(number)s") % {"number": self.number}

    @property
    def model(self):
        return model_of(self.kind)

    @property
    def survivor(self):
        return self.model.objects.filter(pk=self.survivor_id).first()

    @property
    def absorbed(self):
        return self.model.objects.filter(pk=self.absorbed_id).first()

    @property
    def undo_until(self):
        return self.at + timedelta(days=UNDO_DAYS)

    @property
    def may_be_undone(self) -> bool:
        return self.undone_at is None and self.part_of_id is None and timezone.now() < self.undo_until


class MergedRow(WorkspaceModel):
    """One row that a merge touched: where it was before, and a mark of how the merge left it."""

    class What(models.TextChoices):
        MOVED = "moved", _("Moved")
        CHANGED = "changed", _("Changed")
        ASIDE = "aside", _("Set aside")

    class Came(models.TextChoices):
        BACK = "back", _("As before again")
        CHANGED = "changed", _("Changed since")
        GONE = "gone", _("Deleted since")
        TAKEN = "taken", _("Its place is taken")

    merge = WorkspaceForeignKey(
        Merge, on_delete=models.CASCADE, related_name="rows", is_indexed=False, verbose_name=_("merge")
    )
    table = models.CharField(_("table"), max_length=60)
    row_id = models.BigIntegerField(_("row"))
    what = models.CharField(_("what happened"), max_length=10, choices=What)
    # The columns as they were: of a row that was set aside all of them.
    before = models.JSONField(_("before"), default=dict, encoder=DjangoJSONEncoder)
    mark = models.CharField(max_length=32, blank=True, editable=False)
    # What came of it when the merge was undone.
    came = models.CharField(_("what came of it"), max_length=10, choices=Came, blank=True)

    class Meta:
        verbose_name = _("row of a merge")
        verbose_name_plural = _("rows of merges")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "merge", "table", "row_id"], name="accounts_mergedrow_once"
            )
        ]

    def __str__(self):
        return f"{self.table} {self.row_id}"
