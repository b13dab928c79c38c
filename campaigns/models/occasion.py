"""Occasion: a day of the year on which customers are written to, such as a feast; each workspace keeps its own."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Offered, OfferedQuerySet
from lib.celebrating import next_day
from lib.tenancy.models import WorkspaceManager
from surveys.models.survey import has_text, in_language
from timeline.models import tracked

# A feast is announced by the moon at most so many days off the calendar.
MOST_DAYS_MOVED = 5


@tracked()
class Occasion(Offered):
    name_ar = models.CharField(_("name in Arabic"), max_length=80, blank=True)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    is_hijri = models.BooleanField(_("by the Hijri calendar"), default=False)
    month = models.PositiveSmallIntegerField(_("month"))
    of_month = models.PositiveSmallIntegerField(_("day of the month"))
    # On which day it falls this time, where the announced one is not that of the calendar.
    moved_to = models.DateField(_("this time on"), null=True, blank=True)

    objects = WorkspaceManager.from_queryset(OfferedQuerySet)()

    class Meta:
        verbose_name = _("occasion")
        verbose_name_plural = _("occasions")
        ordering = ["is_hijri", "month", "of_month", "id"]
        constraints = [
            has_text("campaigns_occasion_named", "name_ar", "name_en"),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12))
                & (Q(is_hijri=True, of_month__range=(1, 30)) | Q(is_hijri=False, of_month__range=(1, 31))),
                name="campaigns_occasion_day",
            ),
        ]

    @property
    def name(self) -> str:
        return in_language(self.name_ar, self.name_en, get_language() or "ar")

    def next_after(self, day: date) -> date | None:
        """The first day later than `day` on which it falls, as it was moved; None where the calendar ends."""
        near = timedelta(days=MOST_DAYS_MOVED)
        seen = day - near
        while (usual := self._by_the_calendar(seen)) is not None:
            is_moved = self.moved_to is not None and abs(usual - self.moved_to) <= near
            falls = self.moved_to if is_moved else usual
            if falls > day:
                return falls
            seen = usual
        return None

    def falls_on(self, day: date) -> bool:
        return self.next_after(day - timedelta(days=1)) == day

    def _by_the_calendar(self, after: date) -> date | None:
        return next_day(after, month=self.month, of_month=self.of_month, is_hijri=self.is_hijri)
