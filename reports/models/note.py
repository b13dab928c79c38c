"""ReportNote: why a number moved, written at its day: a fair, a closed branch, a price that rose."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Offered, OfferedQuerySet
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from reports.models.target import LONGEST_KEY
from timeline.models import tracked

LONGEST_NOTE = 200


@tracked()
class ReportNote(Offered):
    on = models.DateField(_("day"))
    # Empty: it is shown beside every number.
    kpi = models.CharField(_("KPI"), max_length=LONGEST_KEY, blank=True)
    text = models.CharField(_("what happened"), max_length=LONGEST_NOTE)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    objects = WorkspaceManager.from_queryset(OfferedQuerySet)()

    class Meta:
        verbose_name = _("note on numbers")
        verbose_name_plural = _("notes on numbers")
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["workspace", "on"], name="reports_note_on")]

    @property
    def name(self) -> str:
        return self.text
