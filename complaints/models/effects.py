"""EffectRules: what an open complaint does elsewhere, as the workspace sets it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel

NEVER = 0
USUAL_HOURS, MOST_HOURS = 24, 720


class EffectRulesQuerySet(models.QuerySet):
    def standing(self) -> "EffectRules":
        """Those of the open workspace; as they usually are when nobody has kept any yet."""
        return self.select_related("survey").first() or EffectRules()


class EffectRules(WorkspaceModel):
    """One for each workspace."""

    class Hold(models.IntegerChoices):
        NEVER = NEVER, pgettext_lazy("holding marketing", "Never")
        ANY = 1, _("From any open complaint")
        MEDIUM = 2, _("From a medium one")
        HIGH = 3, _("From a high one")
        CRITICAL = 4, _("From a critical one")

    hold_from = models.PositiveSmallIntegerField(
        _("marketing to the customer is held"), choices=Hold, default=Hold.ANY
    )

    # Asked after a complaint is closed; empty: nobody is asked.
    survey = WorkspaceForeignKey(
        "surveys.Survey",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("survey after a complaint"),
    )
    survey_after_hours = models.PositiveSmallIntegerField(
        _("hours after the end of a complaint"), default=USUAL_HOURS
    )

    objects = WorkspaceManager.from_queryset(EffectRulesQuerySet)()

    class Meta:
        verbose_name = _("rules of the effects of complaints")
        verbose_name_plural = _("rules of the effects of complaints")
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="complaints_effectrules_one"),
            models.CheckConstraint(
                condition=models.Q(hold_from__lte=4), name="complaints_effectrules_hold_from"
            ),
            models.CheckConstraint(
                condition=models.Q(survey_after_hours__lte=MOST_HOURS),
                name="complaints_effectrules_hours",
            ),
        ]

    def holds(self, severity: int) -> bool:
        """Whether an open complaint of this severity keeps its customer from marketing."""
        return self.hold_from != NEVER and severity >= self.hold_from

    def __str__(self):
        return str(_("Rules of the effects of complaints"))
