"""Lane: the way out of one sender by one channel, with its speed. Workspaces take turns by their lanes."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.contact import Channel
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from messaging.models import Sender


class Lane(WorkspaceModel):
    sender = WorkspaceForeignKey(Sender, on_delete=models.CASCADE, related_name="lanes", is_indexed=False)
    channel = models.CharField(
        _("channel"), max_length=10, choices=Channel, default=Channel.EMAIL, db_default=Channel.EMAIL
    )
    # Messages that may leave at once, as of tokens_at; they come back at this speed, up to a second's worth.
    tokens = models.FloatField(_("tokens"), default=0)
    tokens_at = models.DateTimeField(_("counted at"), default=timezone.now)
    per_second = models.FloatField(_("messages a second"))
    # Halved when the mail server asks for patience, and raised again step by step up to this.
    most_per_second = models.FloatField(_("at most"))
    # Its virtual time: the lane with the least of it is served next.
    vtime = models.DateTimeField(_("virtual time"), default=timezone.now)
    blocked_until = models.DateTimeField(_("rests until"), null=True)
    # When a worker was last told to look; it is told again only when that was lost.
    hinted_at = models.DateTimeField(_("hinted at"), null=True)

    class Meta:
        verbose_name = _("sending lane")
        verbose_name_plural = _("sending lanes")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "sender", "channel"], name="campaigns_lane_one"),
            models.CheckConstraint(
                condition=models.Q(per_second__gt=0, most_per_second__gte=models.F("per_second")),
                name="campaigns_lane_speed",
            ),
        ]

    def __str__(self):
        return str(self.sender)
