"""Likely duplicates: pairs of customers who look like one, and what accounts are compared by."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel


class AccountNameKey(WorkspaceModel):
    """A part of a name by which accounts are compared: two that share none are not looked at together."""

    account = WorkspaceForeignKey(
        "accounts.Account", on_delete=models.CASCADE, related_name="name_keys", verbose_name=_("account")
    )
    key = models.TextField(_("part of the name"), db_collation="C")

    class Meta:
        verbose_name = _("part of a name")
        verbose_name_plural = _("parts of names")
        indexes = [models.Index(fields=["workspace", "key", "account"], name="accounts_namekey_key")]

    def __str__(self):
        return self.key


class PairQuerySet(models.QuerySet):
    def open(self):
        """Both still stand, and nobody has decided."""
        both = {
            f"{side}__{field}": None
            for side in ("first", "second")
            for field in ("archived_at", "merged_into")
        }
        return self.filter(state=Pair.State.OPEN, **both)

    def visible_to(self, membership):
        """Those whose both sides this member may see."""
        seen = self.model._meta.get_field("first").related_model.objects.visible_to(membership)
        if membership.sees_everything:
            return self
        return self.filter(first__in=seen.values("pk"), second__in=seen.values("pk"))


class Pair(WorkspaceModel):
    """Two records that are likely the same customer. A pair that was refused stays, and is not found again until
    what it was found by has changed (`mark`)."""

    class State(models.TextChoices):
        OPEN = "open", _("To be reviewed")
        MERGED = "merged", _("Merged")
        REFUSED = "refused", _("Not a duplicate")

    score = models.PositiveSmallIntegerField(_("likeness"))
    reasons = models.JSONField(_("reasons"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    mark = models.CharField(max_length=32, editable=False)
    found_at = models.DateTimeField(_("found"), default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    why = models.CharField(_("why"), max_length=300, blank=True)

    objects = WorkspaceManager.from_queryset(PairQuerySet)()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.first} · {self.second}"


def side(to, **kwargs):
    return WorkspaceForeignKey(to, on_delete=models.CASCADE, related_name="+", **kwargs)


def rules_of_a_pair(name):
    return [
        models.UniqueConstraint(fields=["workspace", "first", "second"], name=f"accounts_{name}_once"),
        models.CheckConstraint(condition=Q(first__lt=F("second")), name=f"accounts_{name}_ordered"),
    ]


def order_of_a_list(name):
    return models.Index(fields=["workspace", "state", "-score", "id"], name=f"accounts_{name}_list")


class AccountPair(Pair):
    first = side("accounts.Account", is_indexed=False, verbose_name=_("account"))
    second = side("accounts.Account", verbose_name=_("the other account"))

    class Meta:
        verbose_name = _("likely duplicate account")
        verbose_name_plural = _("likely duplicate accounts")
        constraints = rules_of_a_pair("accountpair")
        indexes = [order_of_a_list("accountpair")]


class ContactPair(Pair):
    first = side("accounts.Contact", is_indexed=False, verbose_name=_("contact"))
    second = side("accounts.Contact", verbose_name=_("the other contact"))

    class Meta:
        verbose_name = _("likely duplicate contact")
        verbose_name_plural = _("likely duplicate contacts")
        constraints = rules_of_a_pair("contactpair")
        indexes = [order_of_a_list("contactpair")]
