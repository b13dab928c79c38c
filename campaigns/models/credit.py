"""Credit: which campaign a purchase is put down to. Derived from purchases, letters and presses; worked out anew."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.campaign import Campaign
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from sales.models import Purchase

MOST_DAYS = 365


class Credit(WorkspaceModel):
    """One for a purchase at most: that of the last touch before it."""

    class By(models.TextChoices):
        CLICKED = "clicked", pgettext_lazy("credit", "Pressed a link")
        RECEIVED = "received", pgettext_lazy("credit", "Got the message")

    workspace = WorkspaceField(is_referenced=False)
    purchase = WorkspaceForeignKey(
        Purchase, on_delete=models.CASCADE, related_name="credits", is_indexed=False
    )
    campaign = WorkspaceForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="credits", is_indexed=False
    )
    # The key of a Recipient and its variant, as Response keeps it.
    recipient = models.BigIntegerField(_("recipient"))
    variant = models.PositiveSmallIntegerField(_("variant"), default=0)
    by = models.CharField(_("touch"), max_length=10, choices=By)
    touched_at = models.DateTimeField(_("touched at"))

    class Meta:
        verbose_name = _("purchase of a campaign")
        verbose_name_plural = _("purchases of campaigns")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "purchase"], name="campaigns_credit_once"),
        ]
        indexes = [
            models.Index(fields=["workspace", "campaign", "recipient"], name="campaigns_credit_campaign"),
        ]

    def __str__(self):
        return f"{self.campaign_id} {self.purchase_id}"


class CreditRulesQuerySet(models.QuerySet):
    def standing(self) -> "CreditRules":
        """Those of the open workspace; as they usually are when nobody has kept any yet."""
        return self.first() or CreditRules()


class CreditRules(WorkspaceModel):
    """One for each workspace: how long after a touch a purchase is put down to it."""

    click_days = models.PositiveSmallIntegerField(
        _("days after a link was pressed"), default=30, validators=[MaxValueValidator(MOST_DAYS)]
    )
    # 0: only who pressed a link counts.
    received_days = models.PositiveSmallIntegerField(
        _("days after it was received"), default=0, validators=[MaxValueValidator(MOST_DAYS)]
    )

    objects = WorkspaceManager.from_queryset(CreditRulesQuerySet)()

    class Meta:
        verbose_name = _("rules of the return on campaigns")
        verbose_name_plural = _("rules of the return on campaigns")
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="campaigns_creditrules_one"),
            models.CheckConstraint(
                condition=Q(click_days__lte=MOST_DAYS, received_days__lte=MOST_DAYS),
                name="campaigns_creditrules_days",
            ),
        ]

    def __str__(self):
        return str(_("Rules of the return on campaigns"))

    @property
    def longest_days(self) -> int:
        return max(self.click_days, self.received_days)


class Crediting(WorkspaceModel):
    """One for each workspace: how far its purchases are worked out, and as of when they were last."""

    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    begun_at = models.DateTimeField(_("began"), null=True)
    # From this day on, and behind this purchase of that day.
    since_on = models.DateField(_("first day"), null=True)
    after_on = models.DateField(_("worked out up to"), null=True)
    after_id = models.BigIntegerField(_("purchase"), default=0)
    counted_at = models.DateTimeField(_("as of"), null=True)
    # When all of them were worked out, and not only those of the last months.
    whole_at = models.DateTimeField(_("the whole as of"), null=True)

    class Meta:
        verbose_name = _("counting of the return on campaigns")
        verbose_name_plural = _("countings of the return on campaigns")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="campaigns_crediting_one")]

    def __str__(self):
        return str(self.counted_at)


class CampaignCost(WorkspaceModel):
    """What a campaign cost besides its messages: an agency, pictures, vouchers."""

    campaign = WorkspaceForeignKey(Campaign, on_delete=models.CASCADE, related_name="costs", is_indexed=False)
    amount_minor = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("cost of a campaign")
        verbose_name_plural = _("costs of campaigns")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "campaign"], name="campaigns_cost_one"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="campaigns_cost_amount"),
        ]

    def __str__(self):
        return f"{self.amount_minor} {self.currency}"
