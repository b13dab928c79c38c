"""Notices to members: which the workspace writes, who wants none, what was written, and how far the day's round is."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interactions.querysets import AboutAnAccount
from lib.tenancy.fields import WorkspaceField, WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.models import tracked

LONGEST_KEY = 60


class NoticeTermsQuerySet(models.QuerySet):
    def standing(self) -> "NoticeTerms":
        """Those of the open workspace; none is written where nobody has said so yet."""
        return self.first() or NoticeTerms()


@tracked()
class NoticeTerms(WorkspaceModel):
    """One for each workspace: what members are written to about, by e-mail, once a day and all in one letter."""

    tells_earned = models.BooleanField(_("points that were earned"), default=False)
    tells_expiry = models.BooleanField(_("points that are about to expire"), default=False)
    tells_tiers = models.BooleanField(
        _("a loyalty tier that was reached, or is about to be lost"), default=False
    )
    tells_vouchers = models.BooleanField(_("vouchers that are about to end"), default=False)
    # What happened before is told to nobody.
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    objects = WorkspaceManager.from_queryset(NoticeTermsQuerySet)()

    class Meta:
        verbose_name = _("terms of notices to members")
        verbose_name_plural = _("terms of notices to members")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="loyalty_noticeterms_one")]

    def __str__(self):
        return str(_("Notices to members"))

    @property
    def is_any(self) -> bool:
        return self.tells_earned or self.tells_expiry or self.tells_tiers or self.tells_vouchers


class NoticeRefusal(WorkspaceModel):
    """A member who wants no notices of points; the row goes when they are wanted again."""

    workspace = WorkspaceField(is_referenced=False)
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        is_indexed=False,
        related_name="notice_refusals",
        verbose_name=_("account"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    objects = WorkspaceManager.from_queryset(AboutAnAccount)()

    class Meta:
        verbose_name = _("refusal of notices of points")
        verbose_name_plural = _("refusals of notices of points")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "account"], name="loyalty_noticerefusal_one")
        ]

    def __str__(self):
        return str(self.account)


class PointsNotice(WorkspaceModel):
    """That one thing was told in a letter: its key names it, and it is told once."""

    workspace = WorkspaceField(is_referenced=False)
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="points_notices",
        verbose_name=_("account"),
    )
    key = models.CharField(_("what was told"), max_length=LONGEST_KEY)
    mail = WorkspaceForeignKey(
        "messaging.OutgoingMail",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("outgoing e-mail"),
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)

    objects = WorkspaceManager.from_queryset(AboutAnAccount)()

    class Meta:
        verbose_name = _("notice of points")
        verbose_name_plural = _("notices of points")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="loyalty_pointsnotice_once")]

    def __str__(self):
        return self.key


class NoticeRound(WorkspaceModel):
    """One for each workspace: the local day, from when what was earned is told, and after which wallet it goes on."""

    workspace = WorkspaceField(is_referenced=False)
    day = models.DateField(_("day"))
    earned_since = models.DateTimeField(_("earned since"))
    after = models.BigIntegerField(_("after"), default=0)
    is_done = models.BooleanField(_("done"), default=False)

    class Meta:
        verbose_name = _("round of notices to members")
        verbose_name_plural = _("rounds of notices to members")
        constraints = [models.UniqueConstraint(fields=["workspace"], name="loyalty_noticeround_one")]

    def __str__(self):
        return str(self.day)
