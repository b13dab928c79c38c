"""BookingLink: times of a colleague that a customer may choose one of, by a link; and the meeting that came of it."""

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Revocable
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from meetings.models.meeting import Meeting
from workspaces.models import Membership

LENGTHS = (15, 30, 45, 60, 90, 120)
LONGEST_DAYS = 92
MOST_NOTICE_HOURS = 14 * 24
MOST_BUFFER_MINUTES = 240


class BookingLinkQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(account__owner__in=membership.team_ids())

    def open(self):
        """Not taken back, and there are days to choose from or a meeting that is not over."""
        nothing = Q(meeting=None) | Q(meeting__state=Meeting.State.CANCELLED)
        days = nothing & Q(last_on__gte=timezone.localdate(), host__ended_at=None)
        booked = Q(meeting__state=Meeting.State.PLANNED, meeting__ends_at__gt=timezone.now())
        return self.filter(days | booked, revoked_at=None, account__archived_at=None)


class BookingLink(Revocable):
    account = WorkspaceForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="booking_links")
    # Whom it is meant for; it opens for whoever has it.
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.SET_NULL, null=True, is_indexed=False, related_name="+"
    )
    host = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        is_indexed=False,
        related_name="+",
        verbose_name=_("whose times"),
    )
    subject = models.CharField(_("subject"), max_length=200)
    kind = models.CharField(_("where"), max_length=10, choices=Meeting.Kind, default=Meeting.Kind.ONLINE)
    place = models.CharField(_("address or link"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    first_on = models.DateField(_("from"))
    last_on = models.DateField(_("until"))
    # So long before it begins a time can still be chosen, or moved and called off.
    notice_hours = models.PositiveSmallIntegerField(_("chosen at least before (hours)"), default=24)
    change_hours = models.PositiveSmallIntegerField(_("changed at least before (hours)"), default=24)
    buffer_minutes = models.PositiveSmallIntegerField(_("kept free before and after (minutes)"), default=15)
    language = models.CharField(_("language"), max_length=5)
    token_hash = models.CharField(max_length=64, editable=False)
    meeting = WorkspaceForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, editable=False, related_name="booking_links"
    )
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("offered by"),
    )

    objects = WorkspaceManager.from_queryset(BookingLinkQuerySet)()

    class Meta:
        verbose_name = _("booking link")
        verbose_name_plural = _("booking links")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "token_hash"], name="meetings_bookinglink_token"),
            models.CheckConstraint(condition=~Q(token_hash=""), name="meetings_bookinglink_has_token"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="meetings_bookinglink_days"),
        ]

    @property
    def name(self) -> str:
        return self.subject

    @property
    def is_over(self) -> bool:
        return self.last_on < timezone.localdate()

    @property
    def link(self) -> str:
        return Meeting(place=self.place).link

    @property
    def booked(self) -> Meeting | None:
        """The meeting that was chosen, while it stands."""
        return self.meeting if self.meeting is not None and self.meeting.is_planned else None

    @property
    def whose(self) -> Membership:
        """Whose times they are: a colleague may have taken over the meeting that was chosen."""
        return self.booked.organizer if self.booked else self.host

    @property
    def change_until(self) -> datetime | None:
        """Until when the customer may move the meeting or call it off."""
        return self.booked.starts_at - timedelta(hours=self.change_hours) if self.booked else None

    @property
    def may_change(self) -> bool:
        return self.change_until is not None and timezone.now() < self.change_until

    @property
    def ends_at(self) -> datetime:
        """The end of the last day."""
        return timezone.make_aware(datetime.combine(self.last_on + timedelta(days=1), time()))
