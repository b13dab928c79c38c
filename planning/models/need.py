"""Need: what a customer needs, suffers from or buys for, who said so, and what becomes of it."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Kept
from interactions.querysets import AboutAnAccount
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.models import tracked
from timeline.services import record

LONGEST_TEXT, LONGEST_REASON = 300, 300


class ReasonMissing(Exception):
    """What is dropped is dropped for a reason, which is told."""


class NeedQuerySet(AboutAnAccount):
    def open(self):
        return self.exclude(state__in=Need.OVER)

    def kept(self):
        """All but those that were dropped."""
        return self.exclude(state=Need.State.DROPPED)


@tracked()
class Need(Kept):
    class Kind(models.TextChoices):
        NEED = "need", _("Need")
        PAIN = "pain", _("Pain")
        PURPOSE = "purpose", _("Purpose of buying")

    class Importance(models.TextChoices):
        HIGH = "high", _("High")
        NORMAL = "normal", _("Normal")
        LOW = "low", _("Low")

    class State(models.TextChoices):
        FOUND = "found", _("Found")
        CONFIRMED = "confirmed", _("Confirmed with the customer")
        BEING_MET = "being_met", _("Being met")
        MET = "met", _("Met")
        DROPPED = "dropped", _("Dropped")

    OVER = ("met", "dropped")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="needs",
        editable=False,
        is_indexed=False,
        verbose_name=_("account"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEED)
    text = models.CharField(_("what it is"), max_length=LONGEST_TEXT)
    detail = models.TextField(_("more about it"), blank=True, max_length=4000)
    importance = models.CharField(
        _("importance"), max_length=10, choices=Importance, default=Importance.NORMAL
    )
    said_by = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("who said it"),
    )
    heard_in = WorkspaceForeignKey(
        "interactions.Interaction",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="needs",
        verbose_name=_("heard in"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.FOUND, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("written down by"),
    )

    objects = WorkspaceManager.from_queryset(NeedQuerySet)()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["-id"]
        indexes = [models.Index(fields=["workspace", "account", "state", "id"], name="planning_need_of")]

    @property
    def name(self) -> str:
        return self.text

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER

    @transaction.atomic
    def set_state(self, state, *, by, reason="") -> str:
        """Move to another state, which its history keeps; the former one. Any may follow any other.

        Raises ReasonMissing when it is dropped without one.
        """
        self.wait_to_change()
        state, former = self.State(state), self.state
        if state == former:
            return former
        if state == self.State.DROPPED and not reason:
            raise ReasonMissing
        self.state = state
        self.save_version()
        NeedState.objects.create(need=self, state=state, by=by, reason=reason)
        record("need.moved", self, by=by, context=self.account, old=former, new=state.value, reason=reason)
        return former


class NeedState(WorkspaceModel):
    """A state that a need came into: when, by whom and why."""

    need = WorkspaceForeignKey(Need, on_delete=models.CASCADE, related_name="states", verbose_name=_("need"))
    state = models.CharField(_("state"), max_length=10, choices=Need.State)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)

    class Meta:
        verbose_name = _("state of a need")
        verbose_name_plural = _("states of needs")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(reason=""), name="planning_needstate_has_reason"
            )
        ]

    def __str__(self):
        return f"{self.need}: {self.get_state_display()}"
