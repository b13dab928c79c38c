"""Competitor: who else the customers buy from; and how one stands at one customer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Offered, OfferedQuerySet
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager
from lib.text import fold
from planning.models.part import PlanPart
from timeline.models import tracked

LONGEST_NAME = 120


class CompetitorQuerySet(OfferedQuerySet):
    def named(self, name):
        """The one of this name, however it is spelt; None for none."""
        return self.filter(name_fold=fold(name)).first()


@tracked()
class Competitor(Offered):
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    name_fold = models.CharField(max_length=LONGEST_NAME * 2, editable=False, db_collation="C")
    notes = models.TextField(_("what we know of them"), blank=True, max_length=2000)

    objects = WorkspaceManager.from_queryset(CompetitorQuerySet)()

    class Meta:
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")
        ordering = ["name_fold"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "name_fold"], name="planning_competitor_name")
        ]

    def save(self, *args, **kwargs):
        self.name_fold = fold(self.name)
        super().save(*args, **kwargs)


@tracked()
class CompetitorStanding(PlanPart):
    noun = "rival"

    competitor = WorkspaceForeignKey(
        Competitor, on_delete=models.PROTECT, related_name="standings", verbose_name=_("competitor")
    )
    strengths = models.TextField(_("their strengths"), blank=True, max_length=1000)
    weaknesses = models.TextField(_("their weaknesses"), blank=True, max_length=1000)
    share_percent = models.PositiveSmallIntegerField(_("their share, in per cent"), null=True, blank=True)
    answer = models.TextField(_("our answer"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("competitor at a customer")
        verbose_name_plural = _("competitors at customers")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share_percent=None) | Q(share_percent__lte=100),
                name="planning_competitorstanding_share",
            ),
            models.UniqueConstraint(
                fields=["workspace", "plan", "competitor"],
                condition=Q(removed_at=None),
                name="planning_competitorstanding_once",
            ),
        ]

    @property
    def name(self) -> str:
        return self.competitor.name
