"""Automation: what Sila does by itself with each contact for whom something happened. Its versions are written once."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models.campaign import LONGEST_NAME
from interactions.models.kept import Offered, OfferedQuerySet
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.models import tracked


class AutomationQuerySet(OfferedQuerySet):
    def running(self):
        return self.filter(state=Automation.State.RUNNING)

    def to_look(self, now):
        """Those whose people are looked for by the clock, and whose time for that has come."""
        return self.running().filter(look_at__lte=now)


@tracked(exclude=["look_at"])
class Automation(Offered):
    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("automation", "Draft")
        RUNNING = "running", pgettext_lazy("automation", "Running")
        PAUSED = "paused", pgettext_lazy("automation", "Paused")
        ENDED = "ended", pgettext_lazy("automation", "Ended")

    class Why(models.TextChoices):
        """Why it stands, as far as Sila paused it."""

        SEGMENT = "segment", _("A segment that it asks for is gone, or cannot be read any more.")

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    # What its letters are for: who has not agreed to that gets none.
    purpose = models.CharField(_("purpose"), max_length=10)
    # The draft, as campaigns/automations/design.py reads it; what runs stands in the versions.
    design = models.JSONField(_("what it does"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    why = models.CharField(_("reason"), max_length=10, choices=Why, blank=True, editable=False)
    # The version in which people enter now; 0 until it was published.
    edition = models.PositiveSmallIntegerField(_("version in use"), default=0, editable=False)
    # What happened before is none of its business.
    began_at = models.DateTimeField(_("began at"), null=True, editable=False)
    # When people are looked for the next time; empty where an event brings them.
    look_at = models.DateTimeField(_("looks again at"), null=True, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )

    objects = WorkspaceManager.from_queryset(AutomationQuerySet)()

    class Meta:
        verbose_name = _("automation")
        verbose_name_plural = _("automations")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(edition__gt=0, began_at__isnull=False),
                name="campaigns_automation_published",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("running", "paused")) | Q(look_at=None),
                name="campaigns_automation_looks",
            ),
            models.CheckConstraint(
                condition=Q(archived_at=None) | Q(state__in=("draft", "ended")),
                name="campaigns_automation_archived_rests",
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "state", "look_at"], name="campaigns_automation_state"),
        ]

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING

    @property
    def is_under_way(self) -> bool:
        """Somebody may be inside."""
        return self.state in {self.State.RUNNING, self.State.PAUSED}


class AutomationVersion(WorkspaceModel):
    """What an automation does, as it was published; who enters in it goes through it to the end."""

    automation = WorkspaceForeignKey(
        Automation, on_delete=models.DO_NOTHING, related_name="versions", is_indexed=False
    )
    edition = models.PositiveSmallIntegerField(_("version"))
    design = models.JSONField(_("what it does"))
    purpose = models.CharField(_("purpose"), max_length=10)
    # What its letters say, by the key of their step: as ContentVersion keeps it.
    letters = models.JSONField(_("letters"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )

    class Meta:
        verbose_name = _("version of an automation")
        verbose_name_plural = _("versions of automations")
        ordering = ["-edition"]
        constraints = [
            AppendOnly(name="campaigns_automationversion_append_only"),
            models.UniqueConstraint(
                fields=["workspace", "automation", "edition"], name="campaigns_automationversion_edition"
            ),
        ]

    def __str__(self):
        return f"{self.automation_id} {self.edition}"

    @property
    def steps(self) -> list[dict[str, Any]]:
        return self.design.get("steps", [])
