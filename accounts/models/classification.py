"""Classification: which tier and which management type a customer had, since when, who said so and why."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel


class ClassificationQuerySet(models.QuerySet):
    def of(self, account):
        return self.filter(account=account).select_related("by__user")


class Classification(WorkspaceModel):
    """One change of the tier or of the management type; rows are only ever added."""

    class What(models.TextChoices):
        TIER = "tier", _("Tier")
        MANAGEMENT_TYPE = "management_type", _("Management type")

    account = WorkspaceForeignKey(
        Account, on_delete=models.CASCADE, related_name="classifications", verbose_name=_("account")
    )
    what = models.CharField(_("what"), max_length=20, choices=What)
    before = models.CharField(_("before"), max_length=10, blank=True)
    after = models.CharField(_("after"), max_length=10, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = WorkspaceManager.from_queryset(ClassificationQuerySet)()

    class Meta:
        verbose_name = _("change of tier or type")
        verbose_name_plural = _("changes of tier and type")
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.get_what_display()}: {self.before_label} → {self.after_label}"

    @property
    def before_label(self) -> str:
        return self._label(self.before)

    @property
    def after_label(self) -> str:
        return self._label(self.after)

    def _label(self, value: str) -> str:
        choices = dict(Account._meta.get_field(self.what).flatchoices)
        return str(choices.get(value, value)) if value else "—"


def keep_classification(account, before, *, by, reason="") -> None:
    """A row for the tier and one for the type, where they are others than before."""
    changes = [
        (what, getattr(before, what, ""), getattr(account, what)) for what in Classification.What.values
    ]
    Classification.objects.bulk_create(
        Classification(account=account, what=what, before=old, after=new, by=by, reason=reason)
        for what, old, new in changes
        if old != new
    )
