"""What messages are for: the purposes a workspace adds to the usual ones, and the words in which each is agreed to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.naming import Labelled
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel


class PurposeQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(archived_at=None)


class ConsentPurpose(Labelled, NumberedModel):
    """A kind of advertising, such as a newsletter, that customers choose by itself."""

    most: ClassVar[int] = 20

    # What rows of Consent name it by; never given again.
    code = models.CharField(_("code"), max_length=10, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, editable=False)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(PurposeQuerySet)()

    class Meta:
        verbose_name = _("purpose of messages")
        verbose_name_plural = _("purposes of messages")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(label_ar="") | ~Q(label_en=""), name="accounts_consentpurpose_label"
            ),
            models.UniqueConstraint(fields=["workspace", "code"], name="accounts_consentpurpose_code"),
        ]

    @property
    def is_archived(self):
        return self.archived_at is not None


class ConsentWording(WorkspaceModel):
    """One version of the words of a purpose, in both languages. Written once: who agreed to it agreed to this."""

    purpose = models.CharField(_("purpose"), max_length=10)
    version = models.PositiveSmallIntegerField(_("version"))
    text_ar = models.TextField(_("wording in Arabic"), max_length=1000)
    text_en = models.TextField(_("wording in English"), max_length=1000)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = WorkspaceForeignKey(
        "workspaces.Membership", on_delete=models.PROTECT, null=True, is_indexed=False, related_name="+"
    )

    class Meta:
        verbose_name = _("wording of a consent")
        verbose_name_plural = _("wordings of consents")
        ordering = ["-version"]
        constraints = [
            AppendOnly(name="accounts_consentwording_append_only"),
            models.UniqueConstraint(
                fields=["workspace", "purpose", "version"], name="accounts_consentwording_version"
            ),
        ]

    def __str__(self):
        return f"{self.purpose} {self.version}"

    def text(self, language: str) -> str:
        return self.text_ar if language == "ar" else self.text_en
