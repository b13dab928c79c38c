"""OccasionRound: up to which local day birthdays and other occasions of a workspace were looked for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.tenancy.models import WorkspaceModel


class OccasionRound(WorkspaceModel):
    """One for each workspace: the day, and how far its round has come: up to which rule and which row of it."""

    day = models.DateField(_("day"))
    rule_key = models.BigIntegerField(_("rule"), default=0)
    after = models.BigIntegerField(_("after"), default=0)
    is_done = models.BooleanField(_("done"), default=False)

    class Meta:
        verbose_name = _("round of occasions")
        verbose_name_plural = _("rounds of occasions")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="loyalty_occasionround_one")]

    def __str__(self):
        return str(self.day)
