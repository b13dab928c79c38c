"""ContactRule: how often the customers of a tier or of a management type are to be talked to."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from interactions.models.follow_up import INTERVALS, FollowUp
from interactions.models.interaction import Interaction
from lib import formats
from lib.recurrence import MOST
from lib.tenancy.models import WorkspaceModel

# What customers are classed by here; of who has both, the type speaks.
CLASSES = [*Account.Tier.choices, *Account.ManagementType.choices]


class Rhythm(models.Model):
    """Every so many of these units, over this channel; no unit is no rhythm."""

    unit = models.CharField(_("unit"), max_length=20, choices=FollowUp.Repeat, blank=True)
    every = models.PositiveSmallIntegerField(_("every"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Interaction.Channel, blank=True)

    class Meta:
        abstract = True

    @property
    def is_active(self) -> bool:
        return bool(self.unit)

    @property
    def in_words(self) -> str:
        """“every 2 weeks”."""
        if not self.is_active:
            return ""
        return INTERVALS[self.unit](self.every) % {"count": formats.number(self.every)}


def whole(name) -> models.CheckConstraint:
    known = ~Q(unit="") & Q(every__range=(1, MOST), every__isnull=False)
    return models.CheckConstraint(condition=Q(unit="", every=None) | known, name=name)


class ContactRule(Rhythm, WorkspaceModel):
    """What is asked for the customers of a tier, or of a management type; no row: nothing is."""

    tier = models.CharField(_("tier or type"), max_length=10, choices=CLASSES)

    class Meta:
        verbose_name = _("rhythm of a tier")
        verbose_name_plural = _("rhythms of tiers")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "tier"], name="interactions_contactrule_one"),
            whole("interactions_contactrule_wholly"),
        ]

    def __str__(self):
        return f"{self.get_tier_display()} · {self.in_words}"
