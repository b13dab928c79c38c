"""SurveyRules: how often one customer may be asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.tenancy.models import WorkspaceManager, WorkspaceModel

USUAL_DAYS = 30
MOST_DAYS = 365


class SurveyRulesQuerySet(models.QuerySet):
    def standing(self) -> "SurveyRules":
        """Those of the open workspace; as they usually are when nobody has kept any yet."""
        return self.first() or SurveyRules()


class SurveyRules(WorkspaceModel):
    """One for each workspace. So many days nobody is asked again; 0: as often as colleagues like."""

    rest_days = models.PositiveSmallIntegerField(_("days between two surveys"), default=USUAL_DAYS)

    objects = WorkspaceManager.from_queryset(SurveyRulesQuerySet)()

    class Meta:
        verbose_name = _("rules of surveys")
        verbose_name_plural = _("rules of surveys")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="surveys_surveyrules_one")]

    def __str__(self):
        return str(_("Rules of surveys"))
