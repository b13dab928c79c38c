"""ProposedAction: what might be done for a customer next, with its reason, and what a person made of it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager


class ProposedActionQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(account__in=Account.objects.visible_to(membership))

    def open(self):
        return self.filter(state="proposed", account__archived_at=None)

    def ranked(self):
        return self.order_by("-rank", "pk")


class ProposedAction(NumberedModel):
    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("action", "Proposed")
        ACCEPTED = "accepted", pgettext_lazy("action", "Accepted")
        DISMISSED = "dismissed", pgettext_lazy("action", "Dismissed")
        OVER = "over", pgettext_lazy("action", "No longer needed")

    class Reason(models.TextChoices):
        DONE = "done", _("It is done already")
        UNFIT = "unfit", _("It does not fit this customer")
        LATER = "later", _("Not now")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="proposed_actions",
        is_indexed=False,
        verbose_name=_("account"),
    )
    # Under which it stands in the registry, and what its words are made of.
    kind = models.CharField(_("kind"), max_length=30)
    facts = models.JSONField(_("what it comes from"), default=dict)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)
    made_at = models.DateTimeField(_("proposed at"), default=timezone.now, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = models.CharField(_("why not"), max_length=10, choices=Reason, blank=True)
    follow_up = WorkspaceForeignKey(
        "interactions.FollowUp",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("follow-up"),
    )

    objects = WorkspaceManager.from_queryset(ProposedActionQuerySet)()

    class Meta:
        verbose_name = _("proposed action")
        verbose_name_plural = _("proposed actions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account", "kind"],
                condition=Q(state="proposed"),
                name="reports_proposedaction_once",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None)
                | (~Q(state="proposed") & Q(decided_at__isnull=False)),
                name="reports_proposedaction_decided",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "-rank", "id"],
                condition=Q(state="proposed"),
                name="reports_proposedaction_open",
            ),
            models.Index(
                fields=["workspace", "account", "kind", "decided_at"], name="reports_proposedaction_of"
            ),
        ]

    def __str__(self):
        return f"{self.account} · {self.kind}"
