"""Variant and Split: what parts of an audience are told something else, or nothing. Written while it is a draft."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Segment
from campaigns.models.campaign import Campaign
from campaigns.models.template import Template
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel

MOST_VARIANTS = 4
MOST_CONTROL_PERCENT = 50
# How variants are called for short, by their place.
FIRST, LETTERS = 1, dict(enumerate("ABCD"[:MOST_VARIANTS], 1))


class Variant(WorkspaceModel):
    """What the people of a segment are told instead, or what a share of all are told to see which does best."""

    campaign = WorkspaceForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="variants", is_indexed=False
    )
    # Counted from 1; recipients keep it. 0 stands for the campaign's own template.
    place = models.PositiveSmallIntegerField(_("place"))
    template = WorkspaceForeignKey(Template, on_delete=models.PROTECT, related_name="variants")
    segment = WorkspaceForeignKey(Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    # Of those who would be written to, drawn by lot; empty where a segment decides.
    percent = models.PositiveSmallIntegerField(_("share (per cent)"), null=True, blank=True)

    class Meta:
        verbose_name = _("variant of a campaign")
        verbose_name_plural = _("variants of campaigns")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "campaign", "place"], name="campaigns_variant_once"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_VARIANTS), name="campaigns_variant_place"
            ),
        ]

    def __str__(self):
        return f"{self.campaign_id} {self.place}"


class Split(WorkspaceModel):
    """How the audience of a campaign is parted by lot; none where it is not."""

    class Measure(models.TextChoices):
        OPENS = "opens", _("was opened most")
        CLICKS = "clicks", _("had its links pressed most")
        PURCHASES = "purchases", _("was bought after most")

    class Verdict(models.TextChoices):
        BEST = "best", _("It did best.")
        TIE = (
            "tie",
            _("The letters did so much alike that it may as well be chance: the first one goes to the rest."),
        )
        TOO_FEW = "too_few", _("Too few got each letter to say anything: the first one goes to the rest.")
        BY_HAND = "by_hand", _("A person decided.")

    campaign = WorkspaceForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="splits", is_indexed=False
    )
    # Per cent of those who would be written to: they are kept aside, to see what the others do more.
    control_percent = models.PositiveSmallIntegerField(_("control group (per cent)"), default=0)

    # A test: so long after the beginning the letter with the most of the measure goes to the rest.
    hours = models.PositiveSmallIntegerField(_("decided after (hours)"), null=True, blank=True)
    measure = models.CharField(_("measure"), max_length=10, choices=Measure, blank=True)
    decide_at = models.DateTimeField(_("decided at the latest"), null=True, editable=False)
    winner = models.PositiveSmallIntegerField(_("winner"), null=True, editable=False)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decided_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    # What campaigns/lifting.py worked out of it last.
    lift = models.JSONField(_("lift"), null=True, editable=False)
    lifted_at = models.DateTimeField(_("lift as of"), null=True, editable=False)

    class Meta:
        verbose_name = _("split of a campaign")
        verbose_name_plural = _("splits of campaigns")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "campaign"], name="campaigns_split_one"),
            models.CheckConstraint(
                condition=Q(control_percent__lte=MOST_CONTROL_PERCENT), name="campaigns_split_control"
            ),
            models.CheckConstraint(
                condition=Q(hours=None, measure="") | (Q(hours__gt=0) & ~Q(measure="")),
                name="campaigns_split_test",
            ),
        ]

    def __str__(self):
        return str(self.campaign_id)

    @property
    def letter(self) -> str:
        """That of the winner."""
        return LETTERS.get(self.winner or 0, "")
