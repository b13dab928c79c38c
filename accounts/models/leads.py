"""Leads: the stages a prospect goes through, why one is lost, what became of it and what it cost to win it.

A lead is an account with the status prospect: nothing here is a second table of customers.
"""

from typing import ClassVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import Labelled
from lib.dates import span_in_words
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel
from lib.tenancy.state import require_workspace_id
from timeline.models import tracked
from workspaces.models import Workspace

# Those a workspace begins with, in their order; it renames and orders them as it works.
USUAL_STAGES = [
    ("جديد", "New"),
    ("جرى التواصل", "Contacted"),
    ("مؤهَّل", "Qualified"),
    ("عُرض عليه", "Offer made"),
    ("بانتظار القرار", "Waiting for a decision"),
]
USUAL_REASONS = [
    ("السعر", "Price"),
    ("اختار منافسًا", "Chose a competitor"),
    ("لا ميزانية", "No budget"),
    ("لا يردّ", "Does not answer"),
    ("ليس الوقت المناسب", "Not the right time"),
    ("لا يحتاج ما نقدّمه", "Does not need what we offer"),
    ("سبب آخر", "Another reason"),
]


def one_change_of_lists() -> None:
    """One at a time in a workspace until the transaction ends, so that names and places are counted once."""
    list(Workspace.objects.select_for_update(no_key=True).filter(pk=require_workspace_id()).values_list("pk"))


class EntryQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(archived_at=None)

    def ready(self) -> list:
        """Those in use; a workspace that never had any begins with the usual ones. Only where something is kept."""
        return list(self.in_use()) or list(self.in_use() if begin_lists() else ())

    def first_one(self):
        return self.in_use().first() or next(iter(self.ready()), None)


class Entry(Labelled, NumberedModel):
    """One of a short list in an order: archived, nobody chooses it any more; where it stands it is still read."""

    place = models.PositiveSmallIntegerField(_("place"), default=0, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(EntryQuerySet)()
    usual: ClassVar[list[tuple[str, str]]] = []
    most = 20

    class Meta:
        abstract = True
        ordering = ["place", "number"]

    @property
    def is_archived(self):
        return self.archived_at is not None


def has_a_label(model_name):
    return models.CheckConstraint(
        condition=~models.Q(label_ar="") | ~models.Q(label_en=""), name=f"accounts_{model_name}_has_a_label"
    )


@tracked()
class LeadStage(Entry):
    usual = USUAL_STAGES

    class Meta(Entry.Meta):
        verbose_name = _("stage of leads")
        verbose_name_plural = _("stages of leads")
        constraints = [has_a_label("leadstage")]


@tracked()
class LossReason(Entry):
    usual = USUAL_REASONS

    class Meta(Entry.Meta):
        verbose_name = _("reason for loss")
        verbose_name_plural = _("reasons for loss")
        constraints = [has_a_label("lossreason")]


@transaction.atomic
def begin_lists() -> bool:
    """The usual stages and reasons, where nobody ever made any."""
    one_change_of_lists()
    for model in (LeadStage, LossReason):
        if not model.objects.exists():
            for place, (label_ar, label_en) in enumerate(model.usual):
                model.objects.create(label_ar=label_ar, label_en=label_en, place=place)
    return True


class LeadStay(WorkspaceModel):
    """One stretch of a lead in a stage: from when to when, and who moved it there."""

    account = WorkspaceForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="lead_stays", is_indexed=False
    )
    stage = WorkspaceForeignKey(LeadStage, on_delete=models.PROTECT, related_name="stays", is_indexed=False)
    from_at = models.DateTimeField(_("from"), default=timezone.now)
    until_at = models.DateTimeField(_("until"), null=True)
    by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )

    class Meta:
        verbose_name = _("stay of a lead in a stage")
        verbose_name_plural = _("stays of leads in stages")
        ordering = ["-from_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account"],
                condition=models.Q(until_at=None),
                name="accounts_leadstay_one_now",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "account"], name="accounts_leadstay_account"),
            models.Index(fields=["workspace", "stage", "from_at"], name="accounts_leadstay_stage"),
        ]

    def __str__(self):
        return f"{self.account} {self.stage}"

    @property
    def lasted(self) -> str:
        return span_in_words(self.from_at, self.until_at or timezone.now())


class Conversion(WorkspaceModel):
    """A lead became a customer: when and by whom, and what stood before, for as long as it can be taken back."""

    account = WorkspaceForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="conversions", is_indexed=False
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )
    stage = WorkspaceForeignKey(
        LeadStage, on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )
    owner_before = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )
    tier_before = models.CharField(_("tier before"), max_length=1, blank=True)
    main_before = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    undone_at = models.DateTimeField(_("taken back at"), null=True)
    undone_by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )

    class Meta:
        verbose_name = _("conversion of a lead")
        verbose_name_plural = _("conversions of leads")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account"],
                condition=models.Q(undone_at=None),
                name="accounts_conversion_one_standing",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "at"], name="accounts_conversion_at")]

    def __str__(self):
        return str(self.account)
