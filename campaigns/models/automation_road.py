"""Who is inside an automation, and the road of each: what was done for them, when, and what was not and why."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Contact
from campaigns.models.automation import Automation, AutomationVersion
from campaigns.models.campaign import Campaign
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel


class EnrolmentQuerySet(models.QuerySet):
    def inside(self):
        return self.filter(state=Enrolment.State.INSIDE)

    def due(self, now):
        """Whose next step is to be done, of automations that run."""
        return self.filter(due_at__lte=now, automation__in=Automation.objects.running().values("pk"))

    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(contact__in=Contact.objects.visible_to(membership))


class Enrolment(WorkspaceModel):
    """One contact, once, on the way through one version of an automation."""

    class State(models.TextChoices):
        INSIDE = "inside", pgettext_lazy("enrolment", "Inside")
        DONE = "done", pgettext_lazy("enrolment", "Went through")
        GOAL = "goal", pgettext_lazy("enrolment", "Reached the goal")
        LEFT = "left", pgettext_lazy("enrolment", "Left")

    class Why(models.TextChoices):
        CONDITION = "condition", _("A condition did not hold.")
        GONE = "gone", _("The contact was archived or deleted.")
        MERGED = "merged", _("The contact was merged with one who is in it too.")
        ENDED = "ended", _("The automation was ended.")
        TAKEN_OUT = "taken_out", _("A colleague took them out.")

    automation = WorkspaceForeignKey(
        Automation, on_delete=models.PROTECT, related_name="enrolments", is_indexed=False
    )
    version = WorkspaceForeignKey(
        AutomationVersion, on_delete=models.PROTECT, related_name="enrolments", is_indexed=False
    )
    contact = WorkspaceForeignKey(Contact, on_delete=models.SET_NULL, null=True, related_name="enrolments")
    # The customer for whom it is, where there is one.
    account = WorkspaceForeignKey(
        "accounts.Account", on_delete=models.SET_NULL, null=True, related_name="enrolments"
    )
    # What brought them: the same brings nobody in twice.
    occurrence = models.CharField(_("because of"), max_length=60, blank=True)
    state = models.CharField(_("state"), max_length=6, choices=State, default=State.INSIDE)
    why = models.CharField(_("reason"), max_length=10, choices=Why, blank=True, default="")
    # The place of the step that comes next, counted from 0; where they stood when they left.
    step = models.PositiveSmallIntegerField(_("next step"), default=0)
    # When it is done; empty for who is not inside.
    due_at = models.DateTimeField(_("due at"), null=True)
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)
    left_at = models.DateTimeField(_("left at"), null=True)

    objects = WorkspaceManager.from_queryset(EnrolmentQuerySet)()

    class Meta:
        verbose_name = _("contact in an automation")
        verbose_name_plural = _("contacts in automations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "automation", "contact", "occurrence"], name="campaigns_enrolment_once"
            ),
            models.UniqueConstraint(
                fields=["workspace", "automation", "contact"],
                condition=Q(state="inside"),
                name="campaigns_enrolment_inside_once",
            ),
            models.CheckConstraint(
                condition=Q(state="inside", due_at__isnull=False, left_at=None)
                | (~Q(state="inside") & Q(due_at=None, left_at__isnull=False)),
                name="campaigns_enrolment_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "due_at", "id"],
                condition=Q(due_at__isnull=False),
                name="campaigns_enrolment_due",
            ),
            models.Index(
                fields=["workspace", "automation", "state", "version", "step"],
                name="campaigns_enrolment_state",
            ),
            models.Index(
                fields=["workspace", "automation", "-entered_at"], name="campaigns_enrolment_entered"
            ),
        ]

    def __str__(self):
        return f"{self.automation_id} {self.contact_id}"

    @property
    def is_inside(self) -> bool:
        return self.state == self.State.INSIDE

    def leave(self, state, now, why="") -> None:
        """Not saved here."""
        self.state, self.why, self.due_at, self.left_at = state, why, None, now


class AutomationStep(WorkspaceModel):
    """What came of one step for one who is inside: once for each, whatever runs twice."""

    class Outcome(models.TextChoices):
        WAITS = "waits", pgettext_lazy("step", "Waited")
        YES = "yes", pgettext_lazy("step", "Yes, went on")
        NO = "no", pgettext_lazy("step", "No")
        WRITTEN = "written", pgettext_lazy("step", "Letter prepared")
        LEFT_OUT = "left_out", pgettext_lazy("step", "No letter")
        MADE = "made", pgettext_lazy("step", "Follow-up made")
        TAGGED = "tagged", pgettext_lazy("step", "Tagged")
        PASSED = "passed", pgettext_lazy("step", "Passed over")

    class Reason(models.TextChoices):
        """Why it was passed over; that of a letter stands with its recipient."""

        NO_CUSTOMER = "no_customer", _("There is no customer in use to whom the contact belongs.")
        NO_COLLEAGUE = "no_colleague", _("Nobody looks after the customer.")
        NO_TAG = "no_tag", _("The tag is gone.")
        STOPPED = "stopped", _("The letters of that day were stopped.")

    workspace = WorkspaceField(is_referenced=False)
    enrolment = WorkspaceForeignKey(
        Enrolment, on_delete=models.DO_NOTHING, related_name="road", is_indexed=False
    )
    step = models.PositiveSmallIntegerField(_("step"))
    kind = models.CharField(_("kind of step"), max_length=10)
    outcome = models.CharField(_("what came of it"), max_length=10, choices=Outcome)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True, default="")
    # Until when it waited.
    until = models.DateTimeField(_("until"), null=True)
    # In which its letter is, or in which it was left out.
    campaign = WorkspaceForeignKey(
        Campaign, on_delete=models.DO_NOTHING, null=True, related_name="+", is_indexed=False
    )
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a contact in an automation")
        verbose_name_plural = _("steps of contacts in automations")
        ordering = ["id"]
        constraints = [
            AppendOnly(name="campaigns_automationstep_append_only"),
            models.UniqueConstraint(
                fields=["workspace", "enrolment", "step"], name="campaigns_automationstep_once"
            ),
        ]

    def __str__(self):
        return f"{self.enrolment_id} {self.step}"


class AutomationIssue(WorkspaceModel):
    """The letters of one step on one day: a Campaign, so that all that is true of campaigns is true of them."""

    workspace = WorkspaceField(is_referenced=False)
    version = WorkspaceForeignKey(
        AutomationVersion, on_delete=models.PROTECT, related_name="issues", is_indexed=False
    )
    step = models.PositiveSmallIntegerField(_("step"))
    issue_on = models.DateField(_("issue of"))
    campaign = WorkspaceForeignKey(Campaign, on_delete=models.CASCADE, related_name="issue_of")

    class Meta:
        verbose_name = _("letters of a step")
        verbose_name_plural = _("letters of steps")
        ordering = ["-issue_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "version", "step", "issue_on"], name="campaigns_automationissue_once"
            ),
        ]

    def __str__(self):
        return f"{self.version_id} {self.step} {self.issue_on}"
