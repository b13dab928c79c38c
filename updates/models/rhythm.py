"""UpdateRhythm: on which day of which week a customer gets an update; on that day a draft appears by itself."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

MOST_WEEKS = 12
# The draft is there before people begin to work.
DRAFTED_FROM = timedelta(hours=5)


class UpdateRhythmQuerySet(models.QuerySet):
    def due(self):
        """Whose day has come, by the clocks of the workspace."""
        return self.filter(next_on__lte=(timezone.localtime() - DRAFTED_FROM).date())


class UpdateRhythm(WorkspaceModel):
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="update_rhythms",
        verbose_name=_("account"),
        is_indexed=False,
    )
    weekday = models.PositiveSmallIntegerField(_("on which day"))  # 0 is Monday
    every_weeks = models.PositiveSmallIntegerField(_("every so many weeks"), default=1)
    # Empty: no draft comes by itself.
    next_on = models.DateField(_("next draft"), null=True, editable=False)

    objects = WorkspaceManager.from_queryset(UpdateRhythmQuerySet)()

    class Meta:
        verbose_name = _("rhythm of updates")
        verbose_name_plural = _("rhythms of updates")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "account"], name="updates_updaterhythm_one"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, every_weeks__range=(1, MOST_WEEKS)),
                name="updates_updaterhythm_bounds",
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "next_on"],
                condition=Q(next_on__isnull=False),
                name="updates_rhythm_due",
            )
        ]

    def __str__(self):
        return str(self.account)

    @property
    def is_on(self) -> bool:
        return self.next_on is not None

    def first_after(self, day: date) -> date:
        """The next such weekday after this day."""
        return day + timedelta(days=(self.weekday - day.weekday() - 1) % 7 + 1)

    def next_after(self, day: date) -> date:
        """The day of the rhythm that follows one on which a draft was made, however late."""
        return self.first_after(day) + timedelta(weeks=self.every_weeks - 1)
