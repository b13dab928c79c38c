"""OccasionMark: somebody has congratulated, so this year's occasion is off Today."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel
from timeline.services import record


class OccasionMark(NumberedModel):
    class Kind(models.TextChoices):
        BIRTHDAY = "birthday", _("Birthday")
        HIJRI_BIRTHDAY = "hijri", _("Birthday in the Hijri calendar")
        ANNIVERSARY = "years", _("Years as a customer")
        HOLIDAY = "holiday", _("Public holiday")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    # On which day it fell this time.
    on = models.DateField(_("day"))
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.CASCADE, null=True, is_indexed=False, related_name="+"
    )
    account = WorkspaceForeignKey(
        "accounts.Account", on_delete=models.CASCADE, null=True, is_indexed=False, related_name="+"
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        related_name="+",
        is_indexed=False,
        editable=False,
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("occasion that is done")
        verbose_name_plural = _("occasions that are done")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=("birthday", "hijri"), contact__isnull=False, account=None, country="")
                | Q(kind="years", contact=None, account__isnull=False, country="")
                | Q(kind="holiday", contact=None, account=None) & ~Q(country=""),
                name="interactions_occasionmark_whose",
            ),
            # Whoever of the colleagues was first has congratulated; a holiday each member has with the own customers.
            models.UniqueConstraint(
                fields=["workspace", "contact", "kind", "on"],
                condition=Q(contact__isnull=False),
                name="interactions_occasionmark_contact",
            ),
            models.UniqueConstraint(
                fields=["workspace", "account", "on"],
                condition=Q(account__isnull=False),
                name="interactions_occasionmark_account",
            ),
            models.UniqueConstraint(
                fields=["workspace", "by", "country", "on"],
                condition=Q(kind="holiday"),
                name="interactions_occasionmark_holiday",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.on}"

    @property
    def customer(self):
        return self.contact or self.account

    @transaction.atomic
    def take_back(self, *, by):
        """The opposite of interactions.occasions.mark_done(): it stands on Today again. Pressed twice it is nothing."""
        gone, _kinds = type(self).objects.filter(pk=self.pk).delete()
        if gone and self.customer is not None:
            record("occasion.reopened", self.customer, by=by, kind=self.kind)
