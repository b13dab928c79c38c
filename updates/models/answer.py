"""ItemAnswer: what a customer said of one line of an update; written once, the last one counts."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from updates.models.item import UpdateItem
from updates.models.update import UpdateLink

LONGEST_WORDS = 1000


class ItemAnswer(WorkspaceModel):
    class Word(models.TextChoices):
        APPROVED = "approved", _("Approved")
        CHANGE = "change", _("Change asked for")

    item = WorkspaceForeignKey(
        UpdateItem, on_delete=models.CASCADE, related_name="answers", verbose_name=_("item")
    )
    link = WorkspaceForeignKey(
        UpdateLink,
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by the link of"),
    )
    word = models.CharField(_("answer"), max_length=10, choices=Word)
    text = models.TextField(_("what should change"), blank=True, max_length=LONGEST_WORDS)
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    # What a colleague has to do about it.
    follow_up = WorkspaceForeignKey(
        "interactions.FollowUp",
        on_delete=models.SET_NULL,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("follow-up"),
    )

    class Meta:
        verbose_name = _("answer to an update")
        verbose_name_plural = _("answers to updates")
        ordering = ["id"]

    def __str__(self):
        return f"{self.get_word_display()}: {self.item}"

    @property
    def is_change(self) -> bool:
        return self.word == self.Word.CHANGE
