"""ContactSchedule: how often a customer is talked to; by the tier's rule, or by hand.

A schedule in force has exactly one open follow-up (source: schedule), which the database holds. The contact that
does it, a word that it was done, or its being called off brings the next; an undo puts that one away again.
Everything here runs under the lock of the account.
"""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.account import NEVER
from interactions.models.contact_rule import Rhythm, whole
from interactions.models.follow_up import FollowUp
from interactions.models.interaction import Interaction
from interactions.models.reminder import Reminder
from interactions.rhythm import counts_for, first_due, next_due, one_step_after
from lib.recurrence import Rule, Unit
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from lib.tenancy.state import require_workspace_id
from lib.working_time import WorkingHours
from timeline.services import record
from workspaces.models import Workspace
from workspaces.working_hours import working_hours_of

# Told of being quiet in the morning of the workspace, not at midnight.
TOLD_FROM = timedelta(hours=7)


class ContactScheduleQuerySet(models.QuerySet):
    def quiet(self, today: date):
        return self.filter(quiet_on__lte=today)

    def to_be_told(self):
        """Quiet since this morning and not told yet."""
        return self.filter(alert_on__lte=(timezone.localtime() - TOLD_FROM).date())


class ContactSchedule(Rhythm, WorkspaceModel):
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="contact_schedules",
        verbose_name=_("account"),
        is_indexed=False,
    )
    # By hand it stays as it is, whatever tiers ask: also that there is none.
    is_by_hand = models.BooleanField(_("by hand"), default=False)
    begins_on = models.DateField(_("begins on"))
    topics = models.TextField(_("topics of the next contacts"), blank=True, max_length=4_000)
    # From this day on nobody has talked to the customer for longer than the rhythm.
    quiet_on = models.DateField(_("quiet from"), null=True, editable=False)
    # The same day while somebody is still to be told of it; and the last contact after which it was told.
    alert_on = models.DateField(null=True, editable=False)
    told_for = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WorkspaceManager.from_queryset(ContactScheduleQuerySet)()

    class Meta:
        verbose_name = _("contact schedule")
        verbose_name_plural = _("contact schedules")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "account"], name="interactions_contactschedule_one"),
            whole("interactions_contactschedule_wholly"),
        ]
        indexes = [
            models.Index(fields=["workspace", "quiet_on"], name="contactschedule_quiet"),
            models.Index(
                fields=["workspace", "alert_on"],
                condition=Q(alert_on__isnull=False),
                name="contactschedule_alert",
            ),
        ]

    def __str__(self):
        return f"{self.account} · {self.in_words}"

    @property
    def rule(self) -> Rule:
        return Rule(Unit(self.unit), self.every, self.begins_on)

    @property
    def is_quiet(self) -> bool:
        return self.quiet_on is not None and self.quiet_on <= timezone.localdate()

    @property
    def was_reached(self) -> bool:
        return self.account.last_contact_at != NEVER

    @property
    def is_in_force(self) -> bool:
        """It has an open follow-up: somebody looks after the customer, who is in use."""
        return self.is_active and not self.account.is_archived and self.account.owner_id is not None

    def open_step(self) -> FollowUp | None:
        return FollowUp.objects.scheduled().open().filter(account=self.account_id).first()

    # What happens to it

    def follow(self, interaction, *, by) -> None:
        """An interaction was logged, changed, removed or brought back; an archived customer has no next contact."""
        if self.account.is_archived:
            return
        if interaction.is_removed or not interaction.is_contact:
            self._take_back(interaction, by=by)
        else:
            self._meet(interaction, by=by)

    def _meet(self, interaction, *, by) -> None:
        step = self.open_step()
        if step and self.is_active and counts_for(self.rule, step.due_on, local_day(interaction.at)):
            step.finish(by=by, interaction=interaction)

    def _take_back(self, interaction, *, by) -> None:
        """What this interaction had done is open again, unless a later one was done since."""
        scheduled = FollowUp.objects.scheduled().filter(account=self.account_id)
        done = scheduled.filter(done_by=interaction, state=FollowUp.State.DONE).first()
        if done is None or scheduled.filter(state=FollowUp.State.DONE, closed_at__gt=done.closed_at).exists():
            return
        done.reopen(by=by)
        last = self.account.interactions.kept().contacts().order_by("-at", "-id").first()
        if last is not None:
            self._meet(last, by=by)

    def go_on(self, step) -> None:
        """After a step was done or called off: the next."""
        if self.is_in_force:
            on = local_day(step.done_by.at) if step.done_by else local_day(step.closed_at)
            due_on = next_due(self.rule, step.due_on, on)
            if due_on is not None:
                self.plan(due_on)

    def plan(self, due_on: date, hours: WorkingHours | None = None) -> None:
        """The open step: the one that was put away, or else a new one, on a working day."""
        due_on = working_day(due_on, hours)
        step = FollowUp.objects.scheduled().put_away().filter(account=self.account_id).order_by("-pk").first()
        if step is None:
            step = self.new_step(due_on)
            step.save()
        else:
            step.state, step.closed_at = FollowUp.State.OPEN, None
            step.owner_id, step.due_on, step.scheduled_on, step.due_at = (
                self.account.owner_id,
                due_on,
                due_on,
                None,
            )
            step.save_version()
        Reminder.objects.arrange(step)

    def new_step(self, due_on: date, language: str = "", **fields) -> FollowUp:
        """Not saved yet; it takes the next topic with it."""
        topic, _line, rest = self.topics.strip().partition("\n")
        if topic.strip():
            self.topics = rest.strip()
            if self.pk:
                type(self).objects.filter(pk=self.pk).update(topics=self.topics, version=F("version") + 1)
        return FollowUp(
            **fields,
            account=self.account,
            owner=self.account.owner,
            due_on=due_on,
            scheduled_on=due_on,
            reason=topic.strip()[:300] or usual_reason(self.channel, language or opened_workspace().language),
            source=FollowUp.Source.SCHEDULE,
        )

    def keep_step(self, *, by, hours: WorkingHours | None = None, has_moved: bool) -> None:
        """One open step where it is in force, with the account's owner, on its day; none elsewhere."""
        step = self.open_step()
        if not self.is_in_force:
            if step is not None:
                step.put_away()
            return
        if step is None:
            self.plan(max(self.begins_on, timezone.localdate()), hours)
            return
        changed = {"owner_id": self.account.owner_id} if step.owner_id != self.account.owner_id else {}
        if has_moved:
            due_on = working_day(self.begins_on, hours)
            changed |= {"due_on": due_on, "scheduled_on": due_on, "due_at": None}
        if not changed:
            return
        for name, value in changed.items():
            setattr(step, name, value)
        step.save_version()
        Reminder.objects.arrange(step)
        if "owner_id" in changed:
            name, words = self.account.owner.user.name, {"is_part": True, "fields": ["owner"]}
            record("followup.handed", step, by=by, to=name, **words)

    def begin_anew(self) -> None:
        """With another rhythm: a step after the last contact, or in the days to come."""
        last = self.account.last_contact_at
        self.begins_on = first_due(
            Unit(self.unit),
            self.every,
            last_on=None if last == NEVER else local_day(last),
            today=timezone.localdate(),
            place=self.account.number,
        )

    def keep_quiet(self, account) -> None:
        """Bring up to now from when on the customer is quiet: a step after the last contact, and past what is open.

        Told once for each last contact: an undo that brings the same contact back tells nobody again.
        """
        last, quiet_on = account.last_contact_at, None
        if self.is_active and not account.is_archived:
            step = self.open_step()
            quiet_on = self.quiet_from(account, step.due_on if step else self.begins_on)
        alert_on = None if self.told_for == last else quiet_on
        if (self.quiet_on, self.alert_on) != (quiet_on, alert_on):
            self.quiet_on, self.alert_on = quiet_on, alert_on
            type(self).objects.filter(pk=self.pk).update(quiet_on=quiet_on, alert_on=alert_on)

    def quiet_from(self, account, due_on: date) -> date:
        days = [due_on]
        if account.last_contact_at != NEVER:
            last_on = local_day(account.last_contact_at)
            days.append(one_step_after(Unit(self.unit), self.every, last_on) or due_on)
        return max(days) + timedelta(days=1)


def local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def working_day(day: date, hours: WorkingHours | None = None) -> date:
    """This day, or the next on which people work."""
    hours = hours or working_hours_of(opened_workspace())
    return day if hours.is_working_day(day) else hours.next_working_day(day)


def opened_workspace() -> Workspace:
    return Workspace.objects.get(pk=require_workspace_id())


def usual_reason(channel: str, language: str) -> str:
    """What is to be done where no topic waits."""
    with translation.override(language):
        if not channel:
            return gettext("Regular contact")
        words = {"channel": str(Interaction.Channel(channel).label)}
        return gettext("Regular contact: %(channel)s") % words
