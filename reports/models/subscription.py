"""ReportSubscription: a report that comes by e-mail each week or month; ReportSending: what became of each."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Offered, OfferedQuerySet
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel
from reports.models.built import BuiltReport
from reports.models.target import LONGEST_KEY
from reports.periods import MONTH, Period, calendar
from timeline.models import tracked
from workspaces.roles import Permission

# No month is without this day.
LAST_DAY = 28


class ReportSubscriptionQuerySet(OfferedQuerySet):
    def visible_to(self, membership):
        """One's own and those one is sent; all of them for who looks after reports."""
        if membership.can(Permission.MANAGE_REPORTS):
            return self
        sent_to = ReportRecipient.objects.filter(member=membership).values("subscription")
        return self.filter(Q(owner=membership) | Q(pk__in=sent_to))

    def due(self, at):
        return self.in_use().filter(due_at__lte=at)


# When it is due is kept by the worker, not by people.
@tracked(exclude=("due_at",))
class ReportSubscription(Offered):
    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month")

    # What is sent is one of the three: a dashboard, one KPI, or a report that somebody put together.
    board = models.CharField(_("dashboard"), max_length=LONGEST_KEY, blank=True)
    kpi = models.CharField(_("KPI"), max_length=LONGEST_KEY, blank=True)
    built = WorkspaceForeignKey(
        BuiltReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="subscriptions",
        verbose_name=_("report"),
    )
    # What it is narrowed by, as the address of a report says it; “me” is each recipient.
    narrowing = models.JSONField(_("filters"), default=dict, blank=True)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm, default=Rhythm.MONTHLY)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), default=6)  # 0 is Monday
    day = models.PositiveSmallIntegerField(_("day of the month"), default=1)
    hour = models.PositiveSmallIntegerField(_("hour"), default=8)
    has_pdf = models.BooleanField(_("as PDF"), default=True)
    has_xlsx = models.BooleanField(_("as Excel"), default=False)
    # The next time it is sent; none while it is archived.
    due_at = models.DateTimeField(_("next sent at"), null=True, editable=False)
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = WorkspaceManager.from_queryset(ReportSubscriptionQuerySet)()

    class Meta:
        verbose_name = _("report by e-mail")
        verbose_name_plural = _("reports by e-mail")
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["workspace", "due_at"],
                condition=Q(due_at__isnull=False),
                name="reports_subscription_due",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    ~Q(board="") & Q(kpi="", built=None)
                    | ~Q(kpi="") & Q(board="", built=None)
                    | Q(board="", kpi="", built__isnull=False)
                ),
                name="reports_subscription_what",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, day__range=(1, LAST_DAY), hour__lte=23),
                name="reports_subscription_when",
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None, due_at__isnull=False)
                | Q(archived_at__isnull=False, due_at=None),
                name="reports_subscription_due",
            ),
        ]

    def save(self, *args, **kwargs):
        if self.is_archived:
            self.due_at = None
        elif self.due_at is None:
            self.due_at = self.slot_after(timezone.now())
        super().save(*args, **kwargs)

    def may_change(self, membership) -> bool:
        return self.owner_id == membership.pk or membership.can(Permission.MANAGE_REPORTS)

    @property
    def title(self) -> str:
        """What is sent, in words."""
        from reports.boards import boards
        from reports.kpis import kpis

        if self.built_id:
            return self.built.name
        if self.kpi:
            known = kpis.get(self.kpi)
            return str(known.name) if known else self.kpi
        board = boards.get(self.board)
        return str(board.label) if board else self.board

    @property
    def name(self) -> str:
        return f"{self.title} · {self.get_rhythm_display()}"

    # When: by the clocks of the active time zone, which is the workspace's.

    def is_day(self, day: date) -> bool:
        return day.weekday() == self.weekday if self.rhythm == self.Rhythm.WEEKLY else day.day == self.day

    def slot_on(self, day: date) -> datetime:
        """An hour that the clocks leave out that day is the one after it; of an hour that comes twice, the first."""
        local = datetime.combine(day, time(self.hour), tzinfo=timezone.get_current_timezone())
        return local.astimezone(UTC)

    def slot_after(self, at: datetime) -> datetime:
        day = timezone.localdate(at)
        while not (self.is_day(day) and self.slot_on(day) > at):
            day += timedelta(days=1)
        return self.slot_on(day)

    def slot_before(self, at: datetime) -> datetime:
        """The latest time it was to be sent, this moment included."""
        day = timezone.localdate(at)
        while not (self.is_day(day) and self.slot_on(day) <= at):
            day -= timedelta(days=1)
        return self.slot_on(day)

    def period_before(self, at: datetime) -> Period:
        """The week, from Sunday on, or the month that was over last."""
        day = timezone.localdate(at)
        if self.rhythm == self.Rhythm.MONTHLY:
            return calendar(MONTH, day).before()
        until = day - timedelta(days=(day.weekday() + 1) % 7)
        return Period(until - timedelta(days=7), until)


class ReportRecipient(WorkspaceModel):
    subscription = WorkspaceForeignKey(
        ReportSubscription,
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="recipients",
        verbose_name=_("report by e-mail"),
    )
    member = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, related_name="+", verbose_name=_("recipient")
    )

    class Meta:
        verbose_name = _("recipient of a report")
        verbose_name_plural = _("recipients of reports")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "subscription", "member"], name="reports_recipient_once"
            )
        ]

    def __str__(self):
        return str(self.member)


class ReportSending(NumberedModel):
    """Written once, in the transaction that hands over the mail: so each is sent once, whoever sends."""

    class Outcome(models.TextChoices):
        SENT = "sent", _("Sent")
        LEFT = "left", _("Not sent: the recipient has left")
        NOT_ALLOWED = "not_allowed", _("Not sent: the recipient may not see this report")
        NOTHING = "nothing", _("Not sent: none of its numbers is shown to the recipient")
        GONE = "gone", _("Not sent: the report is archived")
        FAILED = "failed", _("Not sent: the numbers could not be counted")

    subscription = WorkspaceForeignKey(
        ReportSubscription,
        on_delete=models.PROTECT,
        related_name="sendings",
        verbose_name=_("report by e-mail"),
    )
    recipient = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, related_name="+", verbose_name=_("recipient")
    )
    first_on = models.DateField(_("from"))
    until_on = models.DateField(_("until before"))
    # Somebody wanted it at once: it counts for no period.
    is_extra = models.BooleanField(_("asked for"), default=False)
    outcome = models.CharField(_("what became of it"), max_length=12, choices=Outcome)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("sent report")
        verbose_name_plural = _("sent reports")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "subscription", "recipient", "first_on", "until_on"],
                condition=Q(is_extra=False),
                name="reports_sending_once",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gt=models.F("first_on")), name="reports_sending_days"
            ),
            AppendOnly(name="reports_sending_append_only"),
        ]

    def __str__(self):
        return f"{self.subscription} · {self.recipient}"

    @property
    def period(self) -> Period:
        month = calendar(MONTH, self.first_on)
        is_month = (month.first_on, month.until_on) == (self.first_on, self.until_on)
        return month if is_month else Period(self.first_on, self.until_on)

    @property
    def is_sent(self) -> bool:
        return self.outcome == self.Outcome.SENT
