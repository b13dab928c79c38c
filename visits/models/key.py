"""VisitKey: by which a website of the workspace says what customers looked at. VisitRules: how long that is kept."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel
from lib.tokens import hash_of

LONGEST_NAME, SHOWN_END = 60, 4
# It is written so often at most that a key was used: each row of a batch would wait for it.
USE_NOTED_EVERY = timedelta(minutes=10)


class VisitKeyQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(revoked_at=None)

    def by_token(self, token: str):
        return self.in_use().filter(token_hash=hash_of(token)).first()


class VisitKey(NumberedModel):
    """Shown once, when it is made; kept as a hash."""

    most = 10

    name = models.CharField(_("name of the site"), max_length=LONGEST_NAME)
    token_hash = models.CharField(max_length=64, editable=False)
    ending = models.CharField(_("ends with"), max_length=SHOWN_END, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(VisitKeyQuerySet)()

    class Meta:
        verbose_name = _("key of a website")
        verbose_name_plural = _("keys of websites")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "token_hash"], name="visits_visitkey_token"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    def note_use(self) -> None:
        now = timezone.now()
        lately = Q(used_at=None) | Q(used_at__lt=now - USE_NOTED_EVERY)
        type(self).objects.filter(lately, pk=self.pk).update(used_at=now)


class VisitRulesQuerySet(models.QuerySet):
    def standing(self) -> "VisitRules":
        """Those of the open workspace; as they usually are when nobody has kept any yet."""
        return self.first() or VisitRules()


class VisitRules(WorkspaceModel):
    """One for each workspace."""

    SHORTEST, USUAL, LONGEST = 1, 12, 36

    keep_months = models.PositiveSmallIntegerField(_("months that visits are kept"), default=USUAL)

    objects = WorkspaceManager.from_queryset(VisitRulesQuerySet)()

    class Meta:
        verbose_name = _("rules for visits of the website")
        verbose_name_plural = _("rules for visits of the website")
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="visits_visitrules_one"),
            models.CheckConstraint(
                condition=Q(keep_months__gte=1) & Q(keep_months__lte=36), name="visits_visitrules_months"
            ),
        ]

    def __str__(self):
        return str(self.keep_months)
