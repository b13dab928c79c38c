"""Meeting: when a customer is met, by whom, with whom and where; planned ahead, and then held or not."""

import uuid
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import searchable
from interactions.models import Interaction
from interactions.models.kept import Kept
from lib import formats
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from meetings.querysets import MeetingQuerySet
from timeline.models import tracked
from timeline.notifying import notify
from timeline.services import record

MOST_MINUTES = 24 * 60
# What a person writes down; undo of an edit puts these back.
WRITTEN = ("subject", "kind", "starts_at", "ends_at", "place", "agenda", "organizer")
# What those who were invited have to hear of: it raises the number by which calendars tell what is newer.
TOLD = {*WRITTEN}


@tracked(exclude=("remind_at",))
class Meeting(Kept):
    class Kind(models.TextChoices):
        OFFICE = "office", _("At our place")
        VISIT = "visit", _("At the customer's")
        ONLINE = "online", _("Online")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Took place")
        MISSED = "missed", _("Nobody came")
        CANCELLED = "cancelled", _("Called off")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="meetings",
        verbose_name=_("account"),
        editable=False,
        is_indexed=False,
    )
    subject = models.CharField(_("subject"), max_length=200)
    kind = models.CharField(_("where"), max_length=10, choices=Kind, default=Kind.OFFICE)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("address or link"), max_length=300, blank=True)
    agenda = models.TextField(_("agenda"), blank=True, max_length=5_000)
    organizer = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organizer"),
        is_indexed=False,
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED, editable=False)
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
    # The interaction as which it was logged.
    logged_as = WorkspaceForeignKey(
        "interactions.Interaction",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="meetings",
        verbose_name=_("logged as"),
    )
    # When those who go are told that it begins soon; empty once they were told, and where there is nothing to tell.
    remind_at = models.DateTimeField(_("reminder"), null=True, editable=False)
    # The customer chose the time by a link: two of these never overlap (meetings/migrations/0005).
    is_booked = models.BooleanField(
        _("booked by the customer"), default=False, db_default=False, editable=False
    )
    # By these a calendar knows the meeting again, and which of two invitations is the newer one (RFC 5545).
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
    )
    search = searchable("subject", "place", "agenda")

    objects = WorkspaceManager.from_queryset(MeetingQuerySet)()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meetings_meeting_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", closed_at=None)
                | (~Q(state="planned") & Q(closed_at__isnull=False)),
                name="meetings_meeting_closed_has_its_time",
            ),
            models.UniqueConstraint(fields=["workspace", "uid"], name="meetings_meeting_uid"),
        ]
        indexes = [
            models.Index(fields=["workspace", "starts_at", "id"], name="meetings_starts"),
            models.Index(
                fields=["workspace", "remind_at"],
                condition=Q(remind_at__isnull=False),
                name="meetings_remind",
            ),
            models.Index(fields=["workspace", "organizer", "state", "ends_at"], name="meetings_of_organizer"),
            models.Index(fields=["workspace", "account", "state", "starts_at"], name="meetings_of_account"),
            GinIndex(
                fields=["workspace", "search"],
                opclasses=["int4_ops", "gin_trgm_ops"],
                name="meetings_search",
            ),
        ]

    @property
    def name(self) -> str:
        return self.subject

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_now(self) -> bool:
        return self.is_planned and self.starts_at <= timezone.now() < self.ends_at

    @property
    def waits_to_be_logged(self) -> bool:
        return self.is_planned and self.is_over

    @property
    def is_for_today(self) -> bool:
        return self.is_planned and timezone.localdate(self.starts_at) == timezone.localdate()

    @property
    def minutes(self) -> int:
        return max(round((self.ends_at - self.starts_at) / timedelta(minutes=1)), 1)

    @property
    def channel(self) -> str:
        """As what it is logged."""
        is_visit = self.kind == self.Kind.VISIT
        return Interaction.Channel.VISIT if is_visit else Interaction.Channel.MEETING

    @property
    def link(self) -> str:
        """The place when it is an address of the web: it opens with a press."""
        is_web = self.place.lower().startswith(("http://", "https://")) and " " not in self.place
        return self.place if is_web else ""

    @property
    def when(self) -> str:
        """«1 مارس 2025، 14:05 – 15:05»; the day of the end only where it is another one."""
        is_one_day = timezone.localdate(self.starts_at) == timezone.localdate(self.ends_at)
        end = formats.clock(self.ends_at) if is_one_day else formats.moment(self.ends_at)
        return f"{formats.moment(self.starts_at)} – {end}"

    @property
    def ical_uid(self) -> str:
        return f"{self.uid}@{urlsplit(settings.SITE_URL).hostname}"

    @property
    def colleagues(self) -> list:
        """Who goes along, besides the organizer."""
        return [each.member for each in self.companions.all()]

    @property
    def contacts(self) -> list:
        return [each.contact for each in self.attendees.all()]

    @property
    def members(self) -> list:
        return [self.organizer, *self.colleagues]

    def tell(self, verb, *, by, **detail):
        """On the page of the account, and on those of the contacts who attend."""
        record(verb, self, by=by, context=self.account, **detail)
        for contact in self.contacts:
            record(verb, self, by=by, context=contact, is_part=True, **detail)

    def tell_members(self, notice, *, by, **detail):
        """The organizer and the colleagues who go along hear of it, but not who did it."""
        notify(notice, self.members, subject=self, by=by, starts=self.starts_at.isoformat(), **detail)

    @transaction.atomic
    def call_off(self, *, by, told_as="meeting.cancelled"):
        """It does not take place. The opposite is restore(). `told_as` says who called it off, when by is nobody."""
        self.wait_to_change()
        if not self.is_planned:
            return
        self.close(self.State.CANCELLED, by=by)
        self.tell(told_as, by=by, starts=self.starts_at.isoformat())
        self.tell_members(told_as, by=by)
        self.keep_invited(by=by)

    @transaction.atomic
    def restore(self, *, by):
        """It takes place after all, when and where it was planned."""
        self.wait_to_change()
        if self.state != self.State.CANCELLED:
            return
        from meetings.services import hold_calendars

        hold_calendars(self.members)
        self._set_planned()
        self.tell("meeting.restored", by=by, starts=self.starts_at.isoformat())
        self.tell_members("meeting.invited", by=by)
        self.keep_invited(by=by)

    @transaction.atomic
    def reopen(self, *, by):
        """It was logged by mistake: what was logged goes off the record, and the meeting is planned again."""
        self.wait_to_change()
        if self.state not in (self.State.HELD, self.State.MISSED):
            return
        if self.logged_as is not None:
            self.logged_as.remove(by=by)
        self.logged_as = None
        self._set_planned()
        record("meeting.reopened", self, by=by, context=self.account)

    def keep_invited(self, *, by):
        """Who was invited by e-mail hears of what has changed."""
        from meetings.inviting import keep_invited

        keep_invited(self, by=by)

    def arrange_reminder(self):
        """As long before it begins as the organizer wants to be reminded; not saved here."""
        at = self.starts_at - timedelta(minutes=self.organizer.reminder_minutes)
        self.remind_at = at if self.is_planned and at > timezone.now() else None

    def close(self, state, *, by, logged_as=None):
        """Its row is locked by the verb that calls this."""
        self.state, self.closed_at, self.closed_by, self.logged_as = state, timezone.now(), by, logged_as
        if state == self.State.CANCELLED:
            self.sequence += 1
        self.arrange_reminder()
        self.save_version()

    def _set_planned(self):
        if self.state == self.State.CANCELLED:
            self.sequence += 1
        self.is_booked = False  # another customer may have booked this time meanwhile
        self.state, self.closed_at, self.closed_by = self.State.PLANNED, None, None
        self.arrange_reminder()
        self.save_version()


class Companion(WorkspaceModel):
    """A colleague who goes along."""

    meeting = WorkspaceForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="companions", is_indexed=False
    )
    member = WorkspaceForeignKey("workspaces.Membership", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("colleague at a meeting")
        verbose_name_plural = _("colleagues at meetings")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "meeting", "member"], name="meetings_companion_once")
        ]

    def __str__(self):
        return str(self.member)


class Attendee(WorkspaceModel):
    """A contact who attends."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Comes")
        TENTATIVE = "tentative", _("Comes perhaps")
        DECLINED = "declined", _("Does not come")

    meeting = WorkspaceForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="attendees", is_indexed=False
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact", on_delete=models.CASCADE, related_name="meeting_attendances"
    )
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)

    class Meta:
        verbose_name = _("contact at a meeting")
        verbose_name_plural = _("contacts at meetings")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "meeting", "contact"], name="meetings_attendee_once")
        ]

    def __str__(self):
        return str(self.contact)
