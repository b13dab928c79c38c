"""FollowUp: what somebody promised, to whom, and until when; ours to the customer, or the customer's to us."""

from collections.abc import Callable
from datetime import date, datetime

from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models.naming import searchable
from interactions.models.kept import Kept
from interactions.models.reminder import Reminder
from interactions.models.standing import keep_next
from interactions.querysets import FollowUpQuerySet
from lib import formats
from lib.recurrence import MOST, Rule, Unit
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from timeline.models import tracked
from timeline.notifying import notify
from timeline.services import record

# What a person writes down; undo of an edit, of a snooze and of a handover puts these back.
PROMISED = (
    "owner", "contact", "due_on", "due_at", "reason", "priority", "owed_by",
    "repeat_unit", "repeat_every", "repeat_from",
)  # fmt: skip

INTERVALS: dict[str, Callable[[int], str]] = {
    Unit.DAY: lambda count: ngettext("every day", "every %(count)s days", count),
    Unit.WEEK: lambda count: ngettext("every week", "every %(count)s weeks", count),
    Unit.MONTH: lambda count: ngettext("every month", "every %(count)s months", count),
    Unit.MONTH_WEEKDAY: lambda count: ngettext(
        "every month, on the same weekday", "every %(count)s months, on the same weekday", count
    ),
    Unit.HIJRI_MONTH: lambda count: ngettext("every Hijri month", "every %(count)s Hijri months", count),
}


@tracked()
class FollowUp(Kept):
    class Priority(models.TextChoices):
        HIGH = "high", _("High")
        NORMAL = "normal", _("Normal")
        LOW = "low", _("Low")

    class OwedBy(models.TextChoices):
        US = "us", _("We owe it")
        CUSTOMER = "customer", _("The customer owes it")

    class Source(models.TextChoices):
        PERSON = "person", _("A colleague")
        SCHEDULE = "schedule", _("Schedule")
        COMPLAINT = "complaint", _("Complaint")
        CAMPAIGN = "campaign", _("Campaign")
        IMPORT = "import", _("Import")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    class Repeat(models.TextChoices):
        DAY = Unit.DAY.value, _("days")
        WEEK = Unit.WEEK.value, _("weeks")
        MONTH = Unit.MONTH.value, _("months")
        MONTH_WEEKDAY = Unit.MONTH_WEEKDAY.value, _("months, on the same weekday")
        HIJRI_MONTH = Unit.HIJRI_MONTH.value, _("Hijri months")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="follow_ups",
        verbose_name=_("account"),
        editable=False,
        is_indexed=False,
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("contact"),
    )
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        related_name="follow_ups",
        verbose_name=_("who does it"),
        is_indexed=False,
    )
    due_on = models.DateField(_("due"))
    due_at = models.DateTimeField(_("at what time"), null=True, blank=True)
    reason = models.CharField(_("what is to be done"), max_length=300)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.NORMAL)
    owed_by = models.CharField(_("who owes it"), max_length=10, choices=OwedBy, default=OwedBy.US)
    source = models.CharField(
        _("where it comes from"), max_length=10, choices=Source, default=Source.PERSON, editable=False
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    # Repeats every so many of these units, counted from the first day it was due.
    repeat_unit = models.CharField(_("repeats"), max_length=20, choices=Repeat, blank=True)
    repeat_every = models.PositiveSmallIntegerField(_("every"), null=True, blank=True)
    repeat_from = models.DateField(_("repeats from"), null=True, blank=True, editable=False)
    # The day the schedule asked for: putting off does not move it.
    scheduled_on = models.DateField(_("planned for"), null=True, editable=False)
    predecessor = WorkspaceForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, is_indexed=False, related_name="+"
    )
    # The interaction in which it was agreed, and the one by which it was done.
    agreed_in = WorkspaceForeignKey(
        "interactions.Interaction",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="next_steps",
        verbose_name=_("agreed in"),
    )
    done_by = WorkspaceForeignKey(
        "interactions.Interaction",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="steps_done",
        verbose_name=_("done by the interaction"),
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
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
    )
    search = searchable("reason")

    objects = WorkspaceManager.from_queryset(FollowUpQuerySet)()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "predecessor"], name="interactions_followup_one_next"
            ),
            models.UniqueConstraint(
                fields=["workspace", "account"],
                condition=Q(source="schedule", state="open"),
                name="interactions_followup_one_scheduled",
            ),
            models.CheckConstraint(
                condition=Q(repeat_unit="", repeat_every=None, repeat_from=None)
                | (~Q(repeat_unit="") & Q(repeat_every__range=(1, MOST), repeat_from__isnull=False)),
                name="interactions_followup_repeats_wholly",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="interactions_followup_closed_has_its_time",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "due_on", "id"], name="followups_due"),
            models.Index(fields=["workspace", "owner", "state", "due_on"], name="followups_of_owner"),
            models.Index(fields=["workspace", "account", "state", "due_on"], name="followups_of_account"),
            models.Index(
                fields=["workspace", "scheduled_on", "owner"],
                condition=Q(scheduled_on__isnull=False),
                name="followups_scheduled",
            ),
            GinIndex(
                fields=["workspace", "search"],
                opclasses=["int4_ops", "gin_trgm_ops"],
                name="followups_search",
            ),
        ]

    @property
    def name(self) -> str:
        return self.reason

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_scheduled(self) -> bool:
        return self.source == self.Source.SCHEDULE

    @property
    def is_late(self) -> bool:
        """Its moment, or else its whole day, has gone by."""
        if not self.is_open:
            return False
        return self.due_at < timezone.now() if self.due_at else self.due_on < timezone.localdate()

    @property
    def is_for_today(self) -> bool:
        return self.is_open and self.due_on == timezone.localdate()

    @property
    def repeats(self) -> bool:
        return bool(self.repeat_unit)

    @property
    def repetition(self) -> str:
        """“every 2 weeks”; nothing for one that does not repeat."""
        if not self.repeats:
            return ""
        return INTERVALS[self.repeat_unit](self.repeat_every) % {"count": formats.number(self.repeat_every)}

    def tell(self, verb, *, by, **detail):
        """On the page of the account, and on that of the contact it is about."""
        record(verb, self, by=by, context=self.account, **detail)
        if self.contact is not None:
            record(verb, self, by=by, context=self.contact, is_part=True, **detail)

    def tell_owner(self, *, by):
        notify("followup.handed", [self.owner], subject=self, by=by)

    @transaction.atomic
    def finish(self, *, by, interaction=None):
        """It is done, alone or by an interaction; one that repeats makes its next. The opposite is reopen()."""
        self._close(self.State.DONE, "followup.done", by=by, interaction=interaction)

    @transaction.atomic
    def cancel(self, *, by):
        """It is no longer asked for; one that repeats ends with it."""
        self._close(self.State.CANCELLED, "followup.cancelled", by=by)

    def _close(self, state, verb, *, by, interaction=None):
        self.wait_to_change()
        if not self.is_open:
            return
        self.state, self.closed_at, self.closed_by, self.done_by = state, timezone.now(), by, interaction
        self.save_version()
        Reminder.objects.arrange(self)
        self.tell(verb, by=by)
        if self.is_scheduled:
            # The next one is the schedule's business alone: there is one at a time.
            for schedule in self.account.contact_schedules.all():
                schedule.go_on(self)
        elif state == self.State.DONE and self.repeats:
            self._go_on(by=by)
        keep_next(self.account)

    @transaction.atomic
    def reopen(self, *, by):
        """Back to open. The next one that it made is put away, if it is still open itself."""
        self.wait_to_change()
        if self.is_open:
            return
        if self.is_scheduled:
            for following in FollowUp.objects.scheduled().open().filter(account=self.account):
                following.put_away()
        self._set_open()
        self.tell("followup.reopened", by=by)
        for following in self._next_held():
            if following.is_open:
                following.put_away()
        keep_next(self.account)

    def put_away(self):
        """Called off by nobody: by that, what made it knows that it may bring it back."""
        self.state, self.closed_at = self.State.CANCELLED, timezone.now()
        self.save_version()
        Reminder.objects.arrange(self)

    def _set_open(self):
        self.state, self.closed_at, self.closed_by, self.done_by = self.State.OPEN, None, None, None
        self.save_version()
        Reminder.objects.arrange(self)

    def _next_held(self):
        return list(FollowUp.objects.filter(predecessor=self).select_for_update(no_key=True).order_by("pk"))

    def _go_on(self, *, by):
        """The next of a row of follow-ups: made once, and brought back if an Undo had put it away."""
        for following in self._next_held():
            if following.state == self.State.CANCELLED and following.closed_by_id is None:
                following._set_open()
            return
        due_on = self.rule.next_after(max(self.due_on, timezone.localdate()))
        if due_on is None:
            return
        kept = ("account", "contact", "owner", "reason", "priority", "owed_by", "source")
        # Agreed on in the same talk, or among ourselves in the same note.
        repeated = ("repeat_unit", "repeat_every", "repeat_from", "created_by", "agreed_in_id")
        following = FollowUp(**{name: getattr(self, name) for name in (*kept, *repeated)}, predecessor=self)
        following.due_on, following.due_at = due_on, moved(self.due_at, due_on)
        following.save()
        Reminder.objects.arrange(following)
        following.tell("followup.created", by=by, due=due_on.isoformat())

    @property
    def rule(self) -> Rule:
        return Rule(Unit(self.repeat_unit), self.repeat_every, self.repeat_from)

    @transaction.atomic
    def snooze(self, *, until: date, by):
        """Put off to another day, at the same time of day; a repetition keeps its own days."""
        self.wait_to_change()
        if not self.is_open or self.due_on == until:
            return
        self.due_on, self.due_at = until, moved(self.due_at, until)
        self.save_version()
        Reminder.objects.arrange(self)
        keep_next(self.account)
        self.tell("followup.snoozed", by=by, due=until.isoformat(), fields=["due_on"])

    @transaction.atomic
    def hand_over(self, *, to, by):
        """A colleague does it from now on, and is told."""
        self.wait_to_change()
        if not self.is_open or self.owner_id == to.pk:
            return
        self.owner = to
        self.save_version()
        Reminder.objects.arrange(self)
        self.tell("followup.handed", by=by, to=to.user.name, fields=["owner"])
        self.tell_owner(by=by)


def moved(moment: datetime | None, day: date) -> datetime | None:
    """The same time of day on another day, in the time zone of the workspace."""
    if moment is None:
        return None
    here = timezone.localtime(moment)
    return timezone.make_aware(datetime.combine(day, here.time()))
