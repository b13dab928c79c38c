"""Reminder: when somebody is to be told of a follow-up. The row is the queue; told, it stays and is told no more."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.reminder_times import late_at, remind_at
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from lib.tenancy.state import require_workspace_id
from lib.working_time import WorkingHours
from workspaces.models import WorkingCalendar, Workspace
from workspaces.working_hours import working_hours_of


@dataclass(frozen=True)
class Rules:
    """What the workspace says about reminding; read once for a request or a batch."""

    hours: WorkingHours
    late_after: timedelta | None  # of working time; None when no superior is told

    @classmethod
    def read(cls) -> "Rules":
        opened = Workspace.objects.get(pk=require_workspace_id())
        late_after = WorkingCalendar.objects.of(opened).late_after_hours
        return cls(working_hours_of(opened), timedelta(hours=late_after) if late_after else None)


class ReminderQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(told_at=None)

    def due(self):
        return self.waiting().filter(at__lte=Now())

    def arrange(self, follow_up, rules: Rules | None = None) -> None:
        """Bring the reminders of a follow-up up to what it is now; its row is locked by whoever changed it.

        What was told is told again only for a time that is still to come: put off, it is reminded of once more.
        """
        now = timezone.now()
        planned = plan(follow_up, rules or Rules.read(), now) if follow_up.is_open else {}
        self.filter(follow_up=follow_up).waiting().exclude(kind__in=planned).delete()
        kept = {each.kind: each for each in self.filter(follow_up=follow_up)}
        for kind, at in planned.items():
            if kind not in kept:
                self.create(follow_up=follow_up, kind=kind, at=at)
            elif kept[kind].told_at is None or at > now:
                self.filter(pk=kept[kind].pk).update(at=at, told_at=None)
        if follow_up.owed_by == follow_up.OwedBy.CUSTOMER:
            follow_up.requests.look_again()

    def follow_rules(self, follow_up, rules: Rules) -> None:
        """The rules are others now: what waits moves, what was told stays told, and nothing is lost by it."""
        now = timezone.now()
        planned = plan(follow_up, rules, now, is_new=False)
        mine = self.filter(follow_up=follow_up)
        mine.waiting().exclude(kind__in=planned).delete()
        for kind, at in planned.items():
            if not mine.filter(kind=kind).waiting().update(at=at) and kind == Reminder.Kind.LATE:
                self.bulk_create([Reminder(follow_up=follow_up, kind=kind, at=at)], ignore_conflicts=True)


class Reminder(WorkspaceModel):
    class Kind(models.TextChoices):
        DUE = "due", _("It is due")
        LATE = "late", _("It is late")

    follow_up = WorkspaceForeignKey(
        "interactions.FollowUp",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="reminders",
        verbose_name=_("follow-up"),
    )
    kind = models.CharField(_("what is told"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("to be told at"))
    told_at = models.DateTimeField(_("told at"), null=True)

    objects = WorkspaceManager.from_queryset(ReminderQuerySet)()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "follow_up", "kind"], name="interactions_reminder_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["workspace", "at"], condition=models.Q(told_at=None), name="interactions_reminder_due"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


def plan(follow_up, rules: Rules, now: datetime, *, is_new=True) -> dict[str, datetime]:
    """When which is to be told of an open follow-up.

    A reminder whose time was over when it was written (`is_new`) is none: whoever writes or hands over tells the owner.
    """
    owner = follow_up.owner
    at = remind_at(
        follow_up.due_on,
        follow_up.due_at,
        rules.hours,
        lead=timedelta(minutes=owner.reminder_minutes),
        is_any_time=owner.is_reminded_any_time,
        now=now,
    )
    planned = {Reminder.Kind.DUE.value: at} if at > now or not is_new else {}
    if rules.late_after is not None:
        planned[Reminder.Kind.LATE.value] = late_at(
            follow_up.due_on, follow_up.due_at, rules.hours, after=rules.late_after
        )
    return planned
