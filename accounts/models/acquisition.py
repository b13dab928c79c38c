"""AcquisitionCost: what was spent to win customers, by source and month."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from lib import formats
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel
from timeline.models import tracked


@tracked()
class AcquisitionCost(NumberedModel):
    """One amount for a source, or for one campaign of it, in one month; in the workspace's currency."""

    source = models.CharField(_("source"), max_length=10, choices=Account.Source)
    campaign = models.CharField(_("campaign"), max_length=80, blank=True)
    month = models.DateField(_("month"))  # its first day
    amount_minor = models.BigIntegerField(_("cost"))
    currency = models.CharField(_("currency"), max_length=3)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    form_token = FormTokenField()

    class Meta:
        verbose_name = _("cost of acquisition")
        verbose_name_plural = _("costs of acquisition")
        ordering = ["-month", "source", "campaign"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gte=0), name="accounts_acquisitioncost_positive"
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="accounts_acquisitioncost_month"),
            models.UniqueConstraint(
                fields=["workspace", "month", "source", "campaign", "currency"],
                name="accounts_acquisitioncost_once",
            ),
        ]

    def __str__(self):
        return f"{self.get_source_display()} · {formats.month(self.month)}"
