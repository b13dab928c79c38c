"""ContentVersion: what a campaign says, copied when it is scheduled. Written once: who got it got this."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaign import Campaign
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel


class Block(SimpleNamespace):
    """A block as it was then; it answers what letters.py asks of a TemplateBlock."""

    def text(self, language: str) -> str:
        return self.text_ar if language == "ar" else self.text_en

    def more(self, language: str) -> str:
        return self.more_ar if language == "ar" else self.more_en


class ContentVersionQuerySet(models.QuerySet):
    def saying(self, campaign, variant: int = 0):
        """What a part of the recipients is told, as it was scheduled last."""
        return self.filter(campaign=campaign, variant=variant).order_by("-version").first()


class ContentVersion(WorkspaceModel):
    campaign = WorkspaceForeignKey(
        Campaign, on_delete=models.DO_NOTHING, related_name="contents", is_indexed=False
    )
    version = models.PositiveSmallIntegerField(_("version"))
    # For which variant of its recipients; 0: what the campaign itself says.
    variant = models.PositiveSmallIntegerField(_("variant"), default=0)
    # As of campaigns.writing.OF_TEMPLATE and OF_BLOCK.
    texts = models.JSONField(_("texts"))
    blocks = models.JSONField(_("blocks"))
    # Addresses of its links, in the order of their numbers; empty for a letter whose readers are not followed.
    links = models.JSONField(_("links"), default=list)
    is_followed = models.BooleanField(_("its readers are followed"), default=False)
    # Message-IDs end with it for as long as the campaign lives, whoever the sender is then.
    domain = models.CharField(_("domain"), max_length=255)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = WorkspaceManager.from_queryset(ContentVersionQuerySet)()

    class Meta:
        verbose_name = _("content of a campaign")
        verbose_name_plural = _("contents of campaigns")
        ordering = ["-version", "variant"]
        constraints = [
            AppendOnly(name="campaigns_contentversion_append_only"),
            models.UniqueConstraint(
                fields=["workspace", "campaign", "version", "variant"],
                name="campaigns_contentversion_version",
            ),
        ]

    def __str__(self):
        return f"{self.campaign_id} {self.version}"

    def subject(self, language: str) -> str:
        return self._text("subject", language)

    def preview(self, language: str) -> str:
        return self._text("preview", language)

    def body(self, language: str) -> str:
        return self._text("body", language)

    @property
    def approved_name(self) -> str:
        return self.texts.get("approved_name", "")

    def code(self, language: str) -> str:
        return self._text("code", language)

    def _text(self, name: str, language: str) -> str:
        return self.texts.get(f"{name}_{'ar' if language == 'ar' else 'en'}", "")

    def in_order(self) -> list[Block]:
        return [Block(**block) for block in self.blocks]


def texts_of(record: Any, names) -> Mapping[str, Any]:
    return {name: getattr(record, name) for name in names}
