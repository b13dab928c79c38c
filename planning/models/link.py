"""PlanLink: the customer's page of objectives, open to whoever has the link; and what a contact said there."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from interactions.models.kept import Revocable
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from planning.models.objective import Objective
from planning.models.plan import AccountPlan

LONGEST_WORDS = 1000


class PlanLinkQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(plan__account__in=Account.objects.visible_to(membership))

    def open(self):
        """Neither taken back nor too old, of a plan that is not closed, and nobody was put away."""
        there = self.filter(revoked_at=None, expires_at__gt=timezone.now()).exclude(plan__state="closed")
        return there.filter(plan__account__archived_at=None, contact__archived_at=None)


class PlanLink(Revocable):
    plan = WorkspaceForeignKey(
        AccountPlan, on_delete=models.CASCADE, related_name="links", verbose_name=_("plan")
    )
    # Who agrees by it.
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("contact")
    )
    language = models.CharField(_("language"), max_length=5)
    token_hash = models.CharField(max_length=64, editable=False)
    expires_at = models.DateTimeField(_("expires at"))
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = WorkspaceManager.from_queryset(PlanLinkQuerySet)()

    class Meta:
        verbose_name = _("link to objectives")
        verbose_name_plural = _("links to objectives")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "token_hash"], name="planning_planlink_token"),
            models.CheckConstraint(condition=~Q(token_hash=""), name="planning_planlink_has_token"),
        ]

    @property
    def name(self) -> str:
        return self.contact.name if self.contact else str(_("Link"))

    @property
    def account(self):
        return self.plan.account

    @property
    def is_over(self) -> bool:
        return self.expires_at <= timezone.now()


class ObjectiveWord(WorkspaceModel):
    """What a contact said of an objective as it then was; written once, the last one counts."""

    class Word(models.TextChoices):
        AGREED = "agreed", _("We agree")
        DIFFERS = "differs", _("We see this differently")

    objective = WorkspaceForeignKey(
        Objective, on_delete=models.CASCADE, related_name="words", verbose_name=_("objective")
    )
    link = WorkspaceForeignKey(
        PlanLink, on_delete=models.CASCADE, is_indexed=False, related_name="+", verbose_name=_("link")
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("contact"),
    )
    word = models.CharField(_("answer"), max_length=10, choices=Word)
    text = models.TextField(_("how they see it"), blank=True, max_length=LONGEST_WORDS)
    terms = models.JSONField(_("what was agreed to"), editable=False)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("word of a customer on an objective")
        verbose_name_plural = _("words of customers on objectives")
        ordering = ["id"]

    def __str__(self):
        return f"{self.get_word_display()}: {self.objective}"

    @property
    def is_agreed(self) -> bool:
        return self.word == self.Word.AGREED

    @property
    def name(self) -> str:
        """Who said it, while we still know them."""
        return self.contact.name if self.contact else str(_("a former contact"))
