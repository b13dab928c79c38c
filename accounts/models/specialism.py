"""MemberSpecialism: an industry, a region or a language that a colleague knows well."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lib.places import language_name
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel


class MemberSpecialism(WorkspaceModel):
    """One thing a colleague knows: exactly one of industry, region and language."""

    member = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.CASCADE,
        related_name="specialisms",
        verbose_name=_("colleague"),
    )
    industry = WorkspaceForeignKey(
        "accounts.Industry",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="specialists",
        verbose_name=_("industry"),
    )
    region = WorkspaceForeignKey(
        "accounts.Region",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="specialists",
        verbose_name=_("region"),
    )
    language = models.CharField(_("language"), max_length=5, blank=True)

    class Meta:
        verbose_name = _("specialism of a colleague")
        verbose_name_plural = _("specialisms of colleagues")
        constraints = [
            models.CheckConstraint(
                condition=Q(industry__isnull=False, region=None, language="")
                | Q(industry=None, region__isnull=False, language="")
                | (Q(industry=None, region=None) & ~Q(language="")),
                name="accounts_memberspecialism_one_thing",
            ),
            models.UniqueConstraint(
                fields=["workspace", "member", "industry"],
                condition=Q(industry__isnull=False),
                name="accounts_memberspecialism_industry",
            ),
            models.UniqueConstraint(
                fields=["workspace", "member", "region"],
                condition=Q(region__isnull=False),
                name="accounts_memberspecialism_region",
            ),
            models.UniqueConstraint(
                fields=["workspace", "member", "language"],
                condition=~Q(language=""),
                name="accounts_memberspecialism_language",
            ),
        ]

    def __str__(self):
        return str(self.industry or self.region or language_name(self.language))
