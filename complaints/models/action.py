"""CorrectiveAction: what is done so that complaints of a kind stop, by whom until when, and whether they did."""

from datetime import date, datetime, time, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.models.complaint import Complaint
from complaints.patterns import windows
from interactions.models.kept import Kept
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from lib.undo import TooLate
from timeline.models import tracked
from timeline.notifying import notify
from timeline.services import record
from workspaces.roles import Permission

# What a person writes.
WRITTEN = ("name", "kind", "description", "category", "root_cause", "owner", "due_on", "check_on")


def beginning_of(day: date) -> datetime:
    """The first moment of a day, by the clocks of the workspace."""
    return timezone.make_aware(datetime.combine(day, time()))


class CorrectiveActionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=CorrectiveAction.State.OPEN)

    def late(self, today):
        return self.open().filter(due_on__lt=today)

    def to_check(self, today):
        """Done, and the day has come on which its effect is looked at."""
        return self.filter(state=CorrectiveAction.State.DONE, check_on__lte=today)

    def for_today(self, today):
        return self.filter(Q(state="open", due_on__lte=today) | Q(state="done", check_on__lte=today))


@tracked()
class CorrectiveAction(Kept):
    class Kind(models.TextChoices):
        CORRECTIVE = "corrective", _("Corrective: ends what went wrong")
        PREVENTIVE = "preventive", _("Preventive: keeps it from happening")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done, effect not checked")
        CHECKED = "checked", _("Effect checked")
        CANCELLED = "cancelled", _("Called off")

    class Outcome(models.TextChoices):
        EFFECTIVE = "effective", _("It worked")
        NOT = "not", _("It did not work")

    name = models.CharField(_("what is done"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CORRECTIVE)
    description = models.TextField(_("description"), max_length=5_000, blank=True)
    category = WorkspaceForeignKey(
        "complaints.ComplaintCategory",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("category"),
    )
    root_cause = WorkspaceForeignKey(
        "complaints.RootCause",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("root cause"),
    )
    finding = WorkspaceForeignKey(
        "complaints.Finding",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="actions",
        verbose_name=_("finding"),
    )
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who does it"),
        is_indexed=False,
    )
    due_on = models.DateField(_("due"))
    check_on = models.DateField(_("effect is checked on"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    done_on = models.DateField(_("done on"), null=True, editable=False)
    # Complaints of this kind in as many days before it was done as after it, when the effect was checked.
    count_before = models.PositiveIntegerField(_("complaints before"), null=True, editable=False)
    count_after = models.PositiveIntegerField(_("complaints after"), null=True, editable=False)
    outcome = models.CharField(_("effect"), max_length=10, choices=Outcome, blank=True, editable=False)
    outcome_text = models.CharField(_("what was seen"), max_length=500, blank=True, editable=False)
    checked_on = models.DateField(_("checked on"), null=True, editable=False)
    # For which day its owner was told that it is overdue, or that its effect is to be checked.
    told_for = models.DateField(null=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
    )

    objects = WorkspaceManager.from_queryset(CorrectiveActionQuerySet)()

    class Meta:
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective actions")
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=False) | Q(root_cause__isnull=False),
                name="complaints_correctiveaction_about_something",
            ),
            models.CheckConstraint(
                condition=Q(check_on__gt=models.F("due_on")), name="complaints_correctiveaction_check_later"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "checked"]) | Q(done_on__isnull=False),
                name="complaints_correctiveaction_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="checked")
                | Q(count_before__isnull=False, count_after__isnull=False, checked_on__isnull=False)
                & ~Q(outcome=""),
                name="complaints_correctiveaction_checked",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "state", "due_on", "id"], name="complaints_action_due"),
            models.Index(fields=["workspace", "owner", "state", "due_on"], name="complaints_action_owner"),
        ]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_late(self) -> bool:
        return self.is_open and self.due_on < timezone.localdate()

    @property
    def is_to_check(self) -> bool:
        return self.state == self.State.DONE and self.check_on <= timezone.localdate()

    def may_be_done_by(self, membership) -> bool:
        """Who looks after it, and who looks after all of them."""
        is_own = self.owner_id == membership.pk and membership.can(Permission.HANDLE_COMPLAINTS)
        return is_own or membership.can(Permission.MANAGE_COMPLAINTS)

    def meant(self):
        """The complaints it should make fewer: of its category and cause, and of one customer where it is about one."""
        found = Complaint.objects.standing()
        about = {
            "category": self.category_id,
            "root_cause": self.root_cause_id,
            "account": self.finding and self.finding.account_id,
        }
        return found.filter(**{name: value for name, value in about.items() if value})

    def counted(self, today) -> tuple[int, int] | None:
        """(before, after): in as many days before it was done as have gone by since; None until a day has."""
        span = windows(self.done_on, today) if self.done_on else None
        if span is None:
            return None
        first, done, last = (beginning_of(day) for day in (span[0], self.done_on, span[1]))
        before = self.meant().filter(filed_at__gte=first, filed_at__lt=done)
        after = self.meant().filter(filed_at__gte=done, filed_at__lt=last)
        return before.count(), after.count()

    def wait_to_change(self):
        """Lock the row: it hangs on no customer."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))

    def _enter(self, state, verb, *, by, since, **fields):
        """From one of the states `since` into `state`; pressed twice it is one. TooLate from anywhere else."""
        self.wait_to_change()
        if self.state == state:
            return
        if self.state not in since:
            raise TooLate
        self.state = state
        for name, value in fields.items():
            setattr(self, name, value)
        self.save_version()
        record(f"correctiveaction.{verb}", self, by=by)

    @transaction.atomic
    def finish(self, *, by):
        """It is done; whether it worked is seen on the day of the check. The opposite is reopen()."""
        today = timezone.localdate()
        late = max(today - self.due_on, timedelta())  # as much time as was meant lies before the check
        fields = {"done_on": today, "check_on": self.check_on + late}
        self._enter(self.State.DONE, "done", by=by, since=[self.State.OPEN], **fields)

    @transaction.atomic
    def reopen(self, *, by):
        self._enter(
            self.State.OPEN, "reopened", by=by, since=[self.State.DONE, self.State.CANCELLED], done_on=None
        )

    @transaction.atomic
    def judge(self, *, by, outcome, text=""):
        """Whether it worked, beside what Sila counts. The opposite is judge_again(). TooLate on the day it was done."""
        self.wait_to_change()
        today = timezone.localdate()
        counts = self.counted(today)
        if counts is None:
            raise TooLate
        fields = {"outcome": outcome, "outcome_text": text, "checked_on": today}
        fields["count_before"], fields["count_after"] = counts
        self._enter(self.State.CHECKED, "checked", by=by, since=[self.State.DONE], **fields)

    @transaction.atomic
    def judge_again(self, *, by):
        """The check is taken back: its effect is looked at once more."""
        nothing = {"outcome": "", "outcome_text": "", "checked_on": None}
        fields = nothing | {"count_before": None, "count_after": None}
        self._enter(self.State.DONE, "unchecked", by=by, since=[self.State.CHECKED], **fields)

    @transaction.atomic
    def cancel(self, *, by):
        """Nobody does it any more. The opposite is reopen()."""
        self._enter(self.State.CANCELLED, "cancelled", by=by, since=[self.State.OPEN])

    def tell_owner(self, *, by):
        notify("correctiveaction.given", [self.owner], subject=self, by=by)


class ActionComplaint(WorkspaceModel):
    """One complaint that an action answers."""

    action = WorkspaceForeignKey(
        CorrectiveAction, on_delete=models.CASCADE, related_name="answered", is_indexed=False
    )
    complaint = WorkspaceForeignKey("complaints.Complaint", on_delete=models.CASCADE, related_name="actions")

    class Meta:
        verbose_name = _("complaint that an action answers")
        verbose_name_plural = _("complaints that actions answer")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "action", "complaint"], name="complaints_actioncomplaint_once"
            )
        ]

    def __str__(self):
        return f"{self.action} · {self.complaint}"
