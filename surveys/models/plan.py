"""SurveyPlan: a survey that is sent by itself; PlannedAsk: what came of each customer whom it came to."""

import calendar
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from interactions.models.kept import Offered, OfferedQuerySet
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from surveys.models.survey import Survey
from timeline.models import tracked
from timeline.services import record

LONGEST_NAME = 120
MOST_DELAY_DAYS, USUAL_DELAY_DAYS = 90, 7
MONTHS_OF_A_QUARTER = 3


def months_after(first: date, months: int) -> date:
    """The same day so many months later; the last one of a month that has no such day."""
    place = first.month - 1 + months
    year, month = first.year + place // 12, place % 12 + 1
    return date(year, month, min(first.day, calendar.monthrange(year, month)[1]))


class SurveyPlanQuerySet(OfferedQuerySet):
    def due(self, now: datetime):
        return self.in_use().filter(paused_at=None, next_at__lte=now)


# When it is next looked at moves each day and tells nothing.
@tracked(exclude=["next_at"])
class SurveyPlan(Offered):
    class Trigger(models.TextChoices):
        PURCHASE = "purchase", _("After a purchase")
        QUARTER = "quarter", _("Every three months")
        ONCE = "once", _("Once, on a day")

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    trigger = models.CharField(_("when it is sent"), max_length=10, choices=Trigger)
    survey = WorkspaceForeignKey(
        Survey, on_delete=models.PROTECT, related_name="plans", verbose_name=_("survey")
    )
    # Empty: everybody who buys, or the main contact of every customer.
    segment = WorkspaceForeignKey(
        "accounts.Segment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("segment"),
    )
    delay_days = models.PositiveSmallIntegerField(_("days after the purchase"), default=USUAL_DELAY_DAYS)
    starts_on = models.DateField(_("first day"))
    # What fell due before this day, while it was paused or not there, is not made up for.
    since_on = models.DateField(_("in force since"), editable=False)
    # When it is looked at next; empty once all is done.
    next_at = models.DateTimeField(_("next time"), null=True, editable=False)
    last_at = models.DateTimeField(_("last time"), null=True, editable=False)
    paused_at = models.DateTimeField(_("paused at"), null=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("made by"),
    )

    objects = WorkspaceManager.from_queryset(SurveyPlanQuerySet)()

    class Meta:
        verbose_name = _("survey that is sent by itself")
        verbose_name_plural = _("surveys that are sent by themselves")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(delay_days__lte=MOST_DELAY_DAYS), name="surveys_surveyplan_delay"
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "next_at", "id"],
                condition=Q(archived_at=None, paused_at=None, next_at__isnull=False),
                name="surveys_surveyplan_due",
            )
        ]

    @property
    def is_after_purchases(self) -> bool:
        return self.trigger == self.Trigger.PURCHASE

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def is_active(self) -> bool:
        return not (self.is_paused or self.is_archived)

    @property
    def is_over(self) -> bool:
        """It was sent on its one day."""
        return self.next_at is None and self.trigger == self.Trigger.ONCE

    @property
    def state(self) -> tuple[str, str]:
        """What people read, and the kind of its badge."""
        if self.is_archived:
            return str(_("Archived")), "neutral"
        if self.is_over:
            return str(pgettext_lazy("a survey that was to be sent once", "Sent")), "neutral"
        if self.is_paused:
            return str(_("Paused")), "waiting"
        return str(pgettext_lazy("a survey that is sent by itself", "In force")), "done"

    def turn_after(self, day: date) -> date | None:
        """The first day after `day` on which a turn of it begins; None when there is none."""
        if self.trigger == self.Trigger.ONCE:
            return self.starts_on if self.starts_on > day else None
        turn, months = self.starts_on, 0
        while turn <= day:
            months += MONTHS_OF_A_QUARTER
            turn = months_after(self.starts_on, months)
        return turn

    def begin_on(self, day: date) -> None:
        """From this day on: what fell due before it is not made up for."""
        self.since_on = max(self.starts_on, day)
        first = self.since_on if self.is_after_purchases else self.turn_after(day - timedelta(days=1))
        self.next_at = first and timezone.make_aware(datetime.combine(first, datetime.min.time()))

    @transaction.atomic
    def restore(self, *, by):
        """In force again from today on."""
        was_archived = self.is_archived
        super().restore(by=by)
        if was_archived:
            self.begin_on(timezone.localdate())
            self.save(update_fields=["since_on", "next_at"])

    @transaction.atomic
    def pause(self, *, by):
        """Nobody is asked until it goes on. The opposite is go_on()."""
        self.wait_to_change()
        if self.is_paused or self.is_archived:
            return
        self.paused_at = timezone.now()
        self.save_version()
        record("surveyplan.paused", self, by=by)

    @transaction.atomic
    def go_on(self, *, by):
        """From today on; what fell due meanwhile is not made up for."""
        self.wait_to_change()
        if not self.is_paused or self.is_archived:
            return
        self.paused_at = None
        self.begin_on(timezone.localdate())
        self.save_version()
        record("surveyplan.resumed", self, by=by)


class PlannedAskQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Those of customers this member may see."""
        if membership.sees_everything:
            return self
        return self.filter(account__in=Account.objects.visible_to(membership))


class PlannedAsk(WorkspaceModel):
    """One for each purchase, or each contact of a turn: asked once, or passed over with the reason."""

    class WhyNot(models.TextChoices):
        RECENT = "recent", _("was asked lately")
        WITHDRAWN = "withdrawn", _("does not want to be asked")
        SUPPRESSED = "suppressed", _("has an address to which nothing is sent")
        NO_ADDRESS = "no_address", _("has no e-mail address")
        NO_ACCOUNT = "no_account", _("is archived, or the customer is")
        NOBODY = "nobody", _("no contact is known")
        UNDONE = "undone", _("the purchase was cancelled, returned, paid back or put away")
        ELSEWHERE = "elsewhere", _("is not in the segment")

    plan = WorkspaceForeignKey(SurveyPlan, on_delete=models.CASCADE, related_name="asks", is_indexed=False)
    # The day of the turn; empty after purchases, of which each is asked about once.
    turn = models.CharField(_("turn"), max_length=10, blank=True)
    # Of the purchase or the contact: the key is not followed, it only tells that this one had its turn.
    key = models.BigIntegerField(editable=False)
    account = WorkspaceForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    invitation = WorkspaceForeignKey(
        "surveys.SurveyInvitation",
        on_delete=models.SET_NULL,
        null=True,
        related_name="planned",
        verbose_name=_("invitation to a survey"),
    )
    why_not = models.CharField(_("why not"), max_length=12, choices=WhyNot, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    objects = WorkspaceManager.from_queryset(PlannedAskQuerySet)()

    class Meta:
        verbose_name = _("turn of a customer in a survey")
        verbose_name_plural = _("turns of customers in surveys")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "plan", "turn", "key"], name="surveys_plannedask_once"
            ),
            models.CheckConstraint(
                condition=Q(invitation=None) | Q(why_not=""), name="surveys_plannedask_asked_or_not"
            ),
        ]

    def __str__(self):
        return self.plan.name
