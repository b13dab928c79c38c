"""UpdateItem: one line of an update, and the record it was drafted from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from updates.models.update import CustomerUpdate

LONGEST = 500


class UpdateItem(WorkspaceModel):
    class Kind(models.TextChoices):
        DONE = "done", _("What was done")
        DECIDED = "decided", _("What was decided")
        PROMISED = "promised", _("What we do next")
        OWED = "owed", _("What we need from you")

    update = WorkspaceForeignKey(
        CustomerUpdate,
        on_delete=models.CASCADE,
        related_name="items",
        verbose_name=_("update"),
        is_indexed=False,
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    place = models.PositiveSmallIntegerField(_("place"))
    text = models.CharField(_("text"), max_length=LONGEST)
    # Not told this time; it can be put back while the update is a draft.
    is_left_out = models.BooleanField(_("left out"), default=False)
    interaction = WorkspaceForeignKey(
        "interactions.Interaction",
        on_delete=models.SET_NULL,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("interaction"),
    )
    follow_up = WorkspaceForeignKey(
        "interactions.FollowUp",
        on_delete=models.SET_NULL,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("follow-up"),
    )

    class Meta:
        verbose_name = _("item of an update")
        verbose_name_plural = _("items of updates")
        ordering = ["update", "place", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "update", "interaction"], name="updates_updateitem_interaction_once"
            ),
            models.UniqueConstraint(
                fields=["workspace", "update", "follow_up"], name="updates_updateitem_follow_up_once"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "update", "place"], name="updates_items")]

    def __str__(self):
        return self.text

    @property
    def is_internal(self) -> bool:
        """What it was drafted from was taken off the record since, or hidden from the customer."""
        if self.interaction is not None:
            return self.interaction.is_removed or not self.interaction.is_visible_to_customer
        agreed = self.follow_up and self.follow_up.agreed_in
        return bool(agreed) and (agreed.is_removed or agreed.is_among_ourselves)

    @property
    def is_told(self) -> bool:
        return not self.is_left_out and not self.is_internal

    @property
    def source(self):
        return self.interaction or self.follow_up
