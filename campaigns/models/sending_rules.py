"""SendingRules: when a workspace sends offers, and how many of them one person gets."""

from datetime import datetime, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.windows import Window
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

EVERY_DAY = "0123456"
MOST_LETTERS, MOST_DAYS = 100, 365


class SendingRulesQuerySet(models.QuerySet):
    def standing(self) -> "SendingRules":
        """What holds now; until somebody chooses, there are no limits."""
        return self.first() or SendingRules()


class SendingRules(WorkspaceModel):
    """One for each workspace; of offers alone, whatever the campaign or automation. Other messages come at any time."""

    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet until"), null=True, blank=True)
    # Digits, 0 for Monday.
    weekdays = models.CharField(_("days on which offers are sent"), max_length=7, default=EVERY_DAY)
    by_contact_zone = models.BooleanField(_("by the clocks of the customer's country"), default=False)
    # So many at most in so many days; empty: as many as there are.
    most_letters = models.PositiveSmallIntegerField(
        _("offers at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_LETTERS)],
    )
    per_days = models.PositiveSmallIntegerField(
        _("in so many days"), default=7, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )

    objects = WorkspaceManager.from_queryset(SendingRulesQuerySet)()

    class Meta:
        verbose_name = _("rules of sending")
        verbose_name_plural = _("rules of sending")
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="campaigns_sendingrules_one"),
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_to=None)
                | (Q(quiet_from__isnull=False, quiet_to__isnull=False) & ~Q(quiet_from=F("quiet_to"))),
                name="campaigns_sendingrules_quiet",
            ),
            models.CheckConstraint(
                condition=Q(weekdays__regex=r"^[0-6]{1,7}$"), name="campaigns_sendingrules_weekdays"
            ),
            models.CheckConstraint(
                condition=(Q(most_letters=None) | Q(most_letters__gte=1)) & Q(per_days__gte=1),
                name="campaigns_sendingrules_letters",
            ),
        ]

    def __str__(self):
        return str(_("Rules of sending"))

    @property
    def window(self) -> Window:
        return Window(self.quiet_from, self.quiet_to, frozenset(int(each) for each in self.weekdays))

    def counts_since(self, now: datetime) -> datetime:
        return now - timedelta(days=self.per_days)
