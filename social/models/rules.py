"""SocialRules: how soon a workspace answers what is written about it, and who looks after what is nobody's yet."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from lib.tenancy.state import require_workspace_id
from lib.working_time import NoWorkingTime
from social.networks import Sentiment
from workspaces.models import Workspace
from workspaces.working_hours import working_hours_of

MOST_HOURS = 500


class SocialRulesQuerySet(models.QuerySet):
    def standing(self) -> "SocialRules":
        """Those of the open workspace; as they usually are when nobody has kept any yet."""
        return self.select_related("caretaker__user").first() or SocialRules()


class SocialRules(WorkspaceModel):
    """One for each workspace. Working hours from what was written to its answer; 0: no answer is expected."""

    negative_hours = models.PositiveSmallIntegerField(_("after something negative"), default=4)
    question_hours = models.PositiveSmallIntegerField(_("after a question"), default=8)
    positive_hours = models.PositiveSmallIntegerField(_("after something positive"), default=16)
    neutral_hours = models.PositiveSmallIntegerField(_("after anything else"), default=0)
    caretaker = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("who looks after it"),
    )

    # Of the address at which other programs bring mentions in; empty while it is closed.
    hook_hash = models.CharField(max_length=64, blank=True, editable=False)
    hook_at = models.DateTimeField(_("address made at"), null=True, editable=False)

    objects = WorkspaceManager.from_queryset(SocialRulesQuerySet)()

    class Meta:
        verbose_name = _("rules of social media")
        verbose_name_plural = _("rules of social media")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="social_socialrules_one")]
        indexes = [
            models.Index(
                fields=["workspace", "hook_hash"], condition=~Q(hook_hash=""), name="social_socialrules_hook"
            )
        ]

    def __str__(self):
        return str(_("Rules of social media"))

    def hours_for(self, sentiment: str) -> int:
        return getattr(self, f"{Sentiment(sentiment)}_hours")

    def due_at(self, sentiment: str, at: datetime) -> datetime | None:
        """Until when something written at this moment is to be answered; None where nothing is expected."""
        hours = self.hours_for(sentiment)
        if not hours:
            return None
        opened = Workspace.objects.get(pk=require_workspace_id())
        try:
            return working_hours_of(opened).add_working_time(at, timedelta(hours=hours))
        except NoWorkingTime:
            return at + timedelta(hours=hours)

    @property
    def owner(self):
        """Who gets what is nobody's: the caretaker, while still here."""
        return self.caretaker if self.caretaker is not None and self.caretaker.is_active else None
