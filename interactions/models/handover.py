"""Handover: a customer was given to another colleague, who confirms to know how things stand."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from interactions.models.follow_up import FollowUp
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, take_numbers
from timeline.notifying import notify
from timeline.services import record


class NotTheirs(Exception):
    """It is confirmed by the new account manager alone, and only while it waits."""


class HandoverQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(confirmed_at=None, withdrawn_at=None)

    def to_member(self, membership):
        return self.filter(to_member=membership)

    def visible_to(self, membership):
        """Who gave it and who got it, and whoever sees the customer."""
        if membership.sees_everything:
            return self
        mine = Q(to_member=membership) | Q(from_member=membership)
        return self.filter(mine | Q(account__in=Account.objects.visible_to(membership)))


def key_to_member(name, **kwargs):
    return WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=name,
        is_indexed=False,
        editable=False,
        **kwargs,
    )


class Handover(NumberedModel):
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="handovers",
        verbose_name=_("account"),
        editable=False,
    )
    from_member = key_to_member(_("from"))
    to_member = key_to_member(_("to"))
    by = key_to_member(_("by"), null=True)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)
    # It went to somebody else, or back, before it was confirmed.
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    # Keys of the follow-ups that went along with it, for the undo.
    taken = models.JSONField(default=list, editable=False)

    objects = WorkspaceManager.from_queryset(HandoverQuerySet)()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
                name="interactions_handover_one_waits",
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "to_member", "at"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
                name="handovers_to",
            ),
            models.Index(
                fields=["workspace", "from_member", "at"],
                condition=Q(confirmed_at=None, withdrawn_at=None),
                name="handovers_from",
            ),
        ]

    def __str__(self):
        return str(self.account)

    @property
    def is_waiting(self) -> bool:
        return self.confirmed_at is None and self.withdrawn_at is None

    def left_behind(self):
        """Open follow-ups about the customer that the former account manager still has to do."""
        return FollowUp.objects.open().filter(account=self.account_id, owner=self.from_member_id)

    def _hold(self):
        """Lock the customer, then the row."""
        self.account.wait_to_change()
        self.refresh_from_db(from_queryset=Handover.objects.select_for_update(no_key=True))

    @transaction.atomic
    def confirm(self, *, by, takes_over=False):
        """The new account manager knows how things stand; what was left behind is taken over if wanted."""
        self._hold()
        if self.confirmed_at is not None and self.to_member_id == by.pk:
            return  # pressed twice
        if not self.is_waiting or self.to_member_id != by.pk:
            raise NotTheirs
        self.confirmed_at = timezone.now()
        if takes_over:
            for step in self.left_behind().order_by("pk"):
                step.hand_over(to=by, by=by)
                self.taken.append(step.pk)
        self.save(update_fields=["confirmed_at", "taken"])
        record("handover.confirmed", self.account, by=by, count=len(self.taken))

    @transaction.atomic
    def reopen(self, *, by):
        """The opposite of confirm(): what was taken over goes back, unless it was done or moved on since."""
        self._hold()
        if self.confirmed_at is None or self.to_member_id != by.pk:
            raise NotTheirs
        if Handover.objects.waiting().filter(account=self.account_id).exists():
            raise NotTheirs
        taken, self.confirmed_at, self.taken = self.taken, None, []
        self.save(update_fields=["confirmed_at", "taken"])
        for step in FollowUp.objects.open().filter(pk__in=taken, owner=by).order_by("pk"):
            step.hand_over(to=self.from_member, by=by)
        record("handover.reopened", self.account, by=by)

    @transaction.atomic
    def write_note(self, text, *, by):
        """What the next one should know, from whoever knows the customer."""
        self._hold()
        if not self.is_waiting or self.to_member_id == by.pk:
            raise NotTheirs
        if text == self.note:
            return
        self.note = text
        self.save(update_fields=["note"])
        record("handover.noted", self.account, by=by)
        notify("handover.noted", [self.to_member], subject=self.account, by=by)


def follow_owner(account, before, *, by) -> None:
    """Another account manager: what waited goes to the next one, or ends where the customer goes back."""
    if before is None or before.owner_id == account.owner_id:
        return
    waits = (
        Handover.objects.waiting()
        .filter(account=account)
        .select_for_update(no_key=True)
        .order_by("pk")
        .first()
    )
    # Who never confirmed does not know the customer: it still comes from the one before.
    giver = waits.from_member_id if waits else before.owner_id
    note = waits.note if waits else ""
    if waits is not None:
        waits.withdrawn_at = timezone.now()
        waits.save(update_fields=["withdrawn_at"])
    if giver and account.owner_id and giver != account.owner_id:
        # Of many customers one gets a handover first and the next one a step of its schedule. Who gives numbers to both
        # holds the series of the steps first: two who give many away at once would wait in a ring.
        take_numbers(FollowUp, 0)
        Handover.objects.create(
            account=account, from_member_id=giver, to_member_id=account.owner_id, by=by, note=note
        )


def concerned(pairs) -> list:
    """Of many (account, before): those that somebody gives away, or that are being handed over."""
    waiting = Handover.objects.waiting().filter(account__in=[account for account, _before in pairs])
    keys = set(waiting.values_list("account_id", flat=True))
    return [pair for pair in pairs if pair[1] is not None and (pair[1].owner_id or pair[0].pk in keys)]
