"""Onboarding: the checklist by which a new customer is set up; its items are follow-ups, which are the truth."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from interactions.models.kept import Kept, Offered, OfferedQuerySet
from interactions.querysets import AboutAnAccount
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.services import record

LONGEST_NAME, LONGEST_ITEM, MOST_DAYS = 80, 300, 365


class OnboardingTemplate(Offered):
    """A checklist of the workspace; what is changed in it does not touch the onboardings that run."""

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    # Empty: for any customer.
    management_type = models.CharField(
        _("for customers of the type"), max_length=10, choices=Account.ManagementType, blank=True
    )
    starts_by_itself = models.BooleanField(_("starts when a customer becomes active"), default=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    objects = WorkspaceManager.from_queryset(OfferedQuerySet)()

    class Meta:
        verbose_name = _("onboarding checklist")
        verbose_name_plural = _("onboarding checklists")
        ordering = ["name", "id"]


class TemplateItem(WorkspaceModel):
    class Who(models.TextChoices):
        OWNER = "owner", _("Account manager")
        ROLE = "role", _("Whoever has this role in the team")
        MEMBER = "member", _("A colleague by name")
        CUSTOMER = "customer", _("The customer owes it")

    template = WorkspaceForeignKey(
        OnboardingTemplate, on_delete=models.CASCADE, related_name="items", verbose_name=_("checklist")
    )
    place = models.PositiveSmallIntegerField(_("place"))
    text = models.CharField(_("what is to be done"), max_length=LONGEST_ITEM)
    who = models.CharField(_("who does it"), max_length=10, choices=Who, default=Who.OWNER)
    member = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("colleague"),
    )
    role = WorkspaceForeignKey(
        "accounts.TeamRole",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("role in the team"),
    )
    after_days = models.PositiveSmallIntegerField(_("working days after the start"), default=0)

    class Meta:
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        ordering = ["place", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(who="member", member__isnull=False) | (~Q(who="member") & Q(member=None)),
                name="planning_templateitem_member",
            ),
            models.CheckConstraint(
                condition=Q(who="role", role__isnull=False) | (~Q(who="role") & Q(role=None)),
                name="planning_templateitem_role",
            ),
            models.CheckConstraint(condition=Q(after_days__lte=MOST_DAYS), name="planning_templateitem_days"),
        ]

    def __str__(self):
        return self.text


class OnboardingQuerySet(AboutAnAccount):
    def running(self):
        return self.filter(state="running")

    def with_progress(self, today):
        """Each with `steps`, `steps_done` and `steps_late`; what was called off counts nowhere."""
        steps = Q(items__follow_up__isnull=False) & ~Q(items__follow_up__state="cancelled")
        late = Q(items__follow_up__state="open", items__follow_up__due_on__lt=today)
        return self.annotate(
            steps=models.Count("items", filter=steps),
            steps_done=models.Count("items", filter=Q(items__follow_up__state="done")),
            steps_late=models.Count("items", filter=late),
        )


class Onboarding(Kept):
    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        STOPPED = "stopped", _("Stopped")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="onboardings",
        editable=False,
        verbose_name=_("account"),
    )
    template = WorkspaceForeignKey(
        OnboardingTemplate,
        on_delete=models.PROTECT,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("checklist"),
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RUNNING, editable=False)
    started_on = models.DateField(_("started on"), editable=False)
    # None: it started by itself.
    started_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("started by"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)
    closed_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("closed by"),
    )

    objects = WorkspaceManager.from_queryset(OnboardingQuerySet)()

    class Meta:
        verbose_name = _("onboarding")
        verbose_name_plural = _("onboardings")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account", "template"],
                condition=Q(state="running"),
                name="planning_onboarding_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state="running", closed_at=None)
                | (~Q(state="running") & Q(closed_at__isnull=False)),
                name="planning_onboarding_closed_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "state", "-id"], name="planning_onboarding_state")]

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @transaction.atomic
    def finish(self, *, by):
        """The customer is set up; steps that are open stay promises of their own. The opposite is resume()."""
        self._close(self.State.FINISHED, "onboarding.finished", by=by)

    @transaction.atomic
    def stop(self, *, by):
        """It goes no further: its open steps are called off. The opposite is resume()."""
        if self._close(self.State.STOPPED, "onboarding.stopped", by=by):
            for item in self.items.filter(follow_up__state="open").select_related("follow_up__account"):
                item.follow_up.cancel(by=by)
                item.is_stopped = True
                item.save(update_fields=["is_stopped"])

    @transaction.atomic
    def resume(self, *, by):
        """It runs again, with the steps that stopping had called off."""
        self.wait_to_change()
        others = type(self).objects.running().filter(account=self.account_id, template=self.template_id)
        if self.is_running or others.exists():
            return
        self.state, self.closed_at, self.closed_by = self.State.RUNNING, None, None
        self.save_version()
        for item in self.items.filter(is_stopped=True).select_related("follow_up__account"):
            if item.follow_up is not None and item.follow_up.state == "cancelled":
                item.follow_up.reopen(by=by)
        self.items.update(is_stopped=False)
        record("onboarding.resumed", self, by=by, context=self.account)

    def _close(self, state, verb, *, by) -> bool:
        self.wait_to_change()
        if not self.is_running:
            return False
        self.state, self.closed_at, self.closed_by = state, timezone.now(), by
        self.save_version()
        record(verb, self, by=by, context=self.account)
        return True


class OnboardingItem(WorkspaceModel):
    """A step of an onboarding: what became of it is told by its follow-up."""

    onboarding = WorkspaceForeignKey(
        Onboarding, on_delete=models.CASCADE, related_name="items", verbose_name=_("onboarding")
    )
    follow_up = WorkspaceForeignKey(
        "interactions.FollowUp",
        on_delete=models.SET_NULL,
        null=True,
        related_name="onboarding_items",
        verbose_name=_("follow-up"),
    )
    place = models.PositiveSmallIntegerField(_("place"))
    # Called off by stopping the onboarding, and by nobody else.
    is_stopped = models.BooleanField(_("called off by stopping"), default=False, editable=False)

    class Meta:
        verbose_name = _("step of an onboarding")
        verbose_name_plural = _("steps of onboardings")
        ordering = ["place", "id"]

    def __str__(self):
        return str(self.follow_up or self.onboarding)
