"""Campaign: one message to many, from its draft to the last answer."""

from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.contact import Channel
from accounts.models.naming import folded
from campaigns.models.template import Template
from campaigns.states import TRANSITIONS, WAITS, NotNow, State, after
from interactions.models.kept import Offered
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from lib.text import search_words
from timeline.models import tracked
from timeline.services import acting_staff, record

LONGEST_NAME = 80
# So long after its day the letters of a step of an automation may still leave.
STEP_STAYS = timedelta(days=1)
STATES = [
    (State.DRAFT, pgettext_lazy("campaign", "Draft")),
    (State.SCHEDULED, pgettext_lazy("campaign", "Scheduled")),
    (State.SNAPSHOTTING, pgettext_lazy("campaign", "Recipients are gathered")),
    (State.RUNNING, pgettext_lazy("campaign", "Being sent")),
    (State.PAUSED, pgettext_lazy("campaign", "Paused")),
    (State.DONE, pgettext_lazy("campaign", "Sent")),
    (State.CANCELLED, pgettext_lazy("campaign", "Cancelled")),
    (State.EXPIRED, pgettext_lazy("campaign", "Too late")),
    (State.FAILED, pgettext_lazy("campaign", "Could not begin")),
]
# What a move is told as.
TOLD = {
    "schedule": "campaign.scheduled",
    "unschedule": "campaign.unscheduled",
    "begin": "",
    "run": "campaign.started",
    "pause": "campaign.paused",
    "resume": "campaign.resumed",
    "reopen": "",
    "cancel": "campaign.cancelled",
    "expire": "campaign.expired",
    "lapse": "campaign.lapsed",
    "decline": "campaign.declined",
    "finish": "campaign.finished",
    "fail": "campaign.failed",
}


class CampaignQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(archived_at=None)

    def archived(self):
        return self.exclude(archived_at=None)

    def on_its_own(self):
        """Not the letters of automations, which stand on their pages."""
        return self.exclude(kind=Campaign.Kind.STEP)

    def filled(self, now):
        """To whom nobody is added any more."""
        return self.exclude(kind=Campaign.Kind.STEP, expire_at__gt=now + STEP_STAYS)

    def matching(self, query):
        """Every word of the query in the name."""
        words = search_words(query)
        if not words:
            return self.none() if query.strip() else self
        return self.filter(*(Q(name_fold__contains=word) for word in words))

    def due(self, now):
        """Those whose time has come, and those whose worker died while it gathered the recipients."""
        return self.filter(Q(state=State.SCHEDULED, send_at__lte=now) | Q(state=State.SNAPSHOTTING))

    def late(self, now):
        return self.filter(state__in=sorted(WAITS), expire_at__lte=now)

    def sending(self, now):
        """Whose messages may leave at this moment: what every group asks before it goes."""
        return self.filter(Q(expire_at=None) | Q(expire_at__gt=now), state=State.RUNNING)

    def lapsed(self, now):
        """Issues that wait for approval still, when it is too late."""
        return self.filter(state=State.DRAFT, series__isnull=False, expire_at__lte=now)

    def unsettled(self):
        """Stopped for good, while rows of it still wait to be told so."""
        has_rows = Q(gathered__isnull=False) | Q(recipient_count__gt=0)
        stopped = Q(state__in=(State.CANCELLED, State.EXPIRED)) | Q(has_rows, state=State.FAILED)
        return self.filter(stopped, finished_at=None)


@tracked(exclude=["counted", "gathered"])
class Campaign(Offered):
    class Kind(models.TextChoices):
        ONCE = "once", _("Once")
        # The letters of one step of an automation on one day; it takes recipients on until the day is over.
        STEP = "step", _("Step of an automation")

    class Why(models.TextChoices):
        """Why it stands, as far as Sila stopped it."""

        ERRORS = "errors", _("Too many messages were refused.")
        SENDER_REFUSED = "sender_refused", _("The mail server refuses the address of the sender.")
        PROVIDER = "provider", _("The provider of the messages does not let us in, or refuses the sender.")
        WORKERS = "workers", _("Sending it broke off several times.")
        CONTENT = "content", _("Its template is not whole.")
        SLOW = "slow", _("To find out who it is for takes too long, even for a few people at a time.")
        AUDIENCE = "audience", _("Whom it was for is no longer there, or names something that is gone.")

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    name_fold = folded(models.F("name"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ONCE, editable=False)
    channel = models.CharField(
        _("channel"), max_length=10, choices=Channel, default=Channel.EMAIL, editable=False
    )
    # What it is for: one of the usual purposes, or the code of a ConsentPurpose. Who has not agreed gets nothing.
    # Of which series it is an issue, and of which local day.
    series = WorkspaceForeignKey(
        "campaigns.Series",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="issues",
        is_indexed=False,
    )
    issue_on = models.DateField(_("issue of"), null=True, editable=False)
    purpose = models.CharField(_("purpose"), max_length=10)
    template = WorkspaceForeignKey(Template, on_delete=models.PROTECT, related_name="campaigns")
    # As campaigns/audience.py reads it; empty: all who agreed.
    audience = models.JSONField(_("audience"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=STATES, default=State.DRAFT, editable=False)
    why = models.CharField(_("reason"), max_length=20, choices=Why, blank=True, editable=False)
    send_at = models.DateTimeField(_("send at"), null=True, blank=True)
    # What has not left by then is not sent any more.
    expire_at = models.DateTimeField(_("not later than"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, editable=False)
    # How far they are written down (campaigns/gathering.py); empty before and when all are.
    gathered = models.JSONField(_("written down so far"), null=True, editable=False)
    # Rows of Recipient, and those of them that were left out at once.
    recipient_count = models.PositiveIntegerField(_("recipients"), default=0, editable=False)
    left_out_count = models.PositiveIntegerField(_("left out"), default=0, editable=False)
    # By state of the rows, once all of them are settled.
    counted = models.JSONField(_("counted"), null=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    objects = WorkspaceManager.from_queryset(CampaignQuerySet)()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expire_at=None) | Q(send_at=None) | Q(expire_at__gt=F("send_at")),
                name="campaigns_campaign_times",
            ),
            models.UniqueConstraint(
                fields=["workspace", "series", "issue_on"], name="campaigns_campaign_issue"
            ),
            models.CheckConstraint(
                condition=Q(series=None, issue_on=None) | Q(series__isnull=False, issue_on__isnull=False),
                name="campaigns_campaign_issue_of",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(send_at__isnull=False), name="campaigns_campaign_when"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "state", "send_at"], name="campaigns_campaign_state"),
            models.Index(fields=["workspace", "name_fold", "id"], name="campaigns_campaign_name"),
        ]
        triggers = [pgtrigger.FSM(name="moves", field="state", transitions=TRANSITIONS)]

    def move(self, name: str, *, by, why="", **changed):
        """One move by the table of states.py, of a row that is locked; NotNow when it does not lead from here."""
        self.state = after(name, self.state, by_person=by is not None or bool(acting_staff()))
        self.why = why
        for field, value in changed.items():
            setattr(self, field, value)
        self.save_version()
        if TOLD[name]:
            record(TOLD[name], self, by=by, **({"why": str(why)} if why else {}))

    def is_in(self, *states) -> bool:
        return self.state in states

    def _set_archived(self, moment, verb, *, by):
        """A draft, or one that is over; NotNow while it waits or goes on."""
        self.wait_to_change()
        if moment is not None and self.state in WAITS:
            raise NotNow("archive", self.state)
        super()._set_archived(moment, verb, by=by)
