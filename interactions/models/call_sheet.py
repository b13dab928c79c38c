"""CallSheet: customers to be called one after the other, by who made the list."""

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel


class CallSheetQuerySet(models.QuerySet):
    def owned_by(self, membership):
        return self.filter(created_by=membership)

    def with_counts(self):
        """Each with how many calls there are, and how many are behind it."""
        return self.annotate(
            total=Count("lines"), done=Count("lines", filter=Q(lines__done_at__isnull=False))
        )

    def under_way(self):
        return self.with_counts().filter(total__gt=models.F("done"))


class CallSheet(NumberedModel):
    form_token = FormTokenField()
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )
    # The sheet of a colleague whose calls were handed over.
    continues = WorkspaceForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="continued_by",
        verbose_name=_("continues"),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = WorkspaceManager.from_queryset(CallSheetQuerySet)()

    class Meta:
        verbose_name = _("call sheet")
        verbose_name_plural = _("call sheets")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "created_by", "continues"],
                condition=Q(continues__isnull=False),
                name="interactions_callsheet_continues_once",
            )
        ]

    def __str__(self):
        return gettext("Call sheet %(number)s") % {"number": self.number}


class CallLine(WorkspaceModel):
    """One customer on the sheet; done with the interaction of the call, or passed over without one."""

    sheet = WorkspaceForeignKey(CallSheet, on_delete=models.CASCADE, related_name="lines", is_indexed=False)
    place = models.PositiveIntegerField(_("place"))
    account = WorkspaceForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="call_lines")
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    interaction = WorkspaceForeignKey(
        "interactions.Interaction", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    done_at = models.DateTimeField(_("done at"), null=True, editable=False)

    class Meta:
        verbose_name = _("line of a call sheet")
        verbose_name_plural = _("lines of call sheets")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "sheet", "place"], name="interactions_callline_place"
            )
        ]

    def __str__(self):
        return f"{self.sheet_id}: {self.place}"
