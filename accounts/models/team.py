"""TeamMember: who works on an account beside its account manager, in which role, from when to when."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models.record import Stale
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager
from timeline.models import tracked
from timeline.notifying import notify
from timeline.services import record

# What a new workspace begins with: Arabic, English. A data migration gave them to those there were.
USUAL_ROLES = (
    ("فني", "Technical"),
    ("خدمة العملاء", "Service"),
    ("المالية", "Finance"),
    ("الراعي التنفيذي", "Executive sponsor"),
    ("نائب مدير الحساب", "Deputy"),
)


class TeamRoleQuerySet(models.QuerySet):
    def offered(self):
        return self.filter(retired_at=None)


class TeamRole(NumberedModel):
    """What somebody is in the team of an account, as the workspace calls it."""

    name_ar = models.CharField(_("name in Arabic"), max_length=60, blank=True)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)
    place = models.PositiveSmallIntegerField(_("place"), default=0, editable=False)
    retired_at = models.DateTimeField(_("no longer offered since"), null=True, editable=False)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(TeamRoleQuerySet)()

    class Meta:
        verbose_name = _("team role")
        verbose_name_plural = _("team roles")
        ordering = ["place", "number"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ar="") | ~Q(name_en=""), name="accounts_teamrole_has_a_name"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        names = (self.name_ar, self.name_en)
        first, second = names if (get_language() or "ar").startswith("ar") else names[::-1]
        return first or second

    @transaction.atomic
    def retire(self, *, by):
        """Offered to nobody any more; whoever has it keeps it. The opposite is offer()."""
        if type(self).objects.filter(pk=self.pk, retired_at=None).update(retired_at=timezone.now()):
            record("teamrole.retired", self, by=by)

    @transaction.atomic
    def offer(self, *, by):
        if type(self).objects.filter(pk=self.pk).exclude(retired_at=None).update(retired_at=None):
            record("teamrole.offered", self, by=by)


class AlreadyInTeam(Exception):
    """This colleague is in the team of the account."""


class TeamMemberQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Those of accounts this member may see."""
        if membership.sees_everything:
            return self
        from accounts.models import Account

        return self.filter(account__in=Account.objects.visible_to(membership))

    def standing(self):
        """Not ended by a person: now, or from a day on that is still to come."""
        today = timezone.localdate()
        return self.filter(Q(until_on=None) | Q(until_on__gte=today), ended_at=None)

    def current(self):
        """In the team today."""
        return self.standing().filter(from_on__lte=timezone.localdate())


@tracked()
class TeamMember(NumberedModel):
    """One stretch of work on an account. The account manager is Account.owner and stands in no such row."""

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="team",
        verbose_name=_("account"),
        editable=False,
    )
    member = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        related_name="teams",
        verbose_name=_("colleague"),
        is_indexed=False,
    )
    role = WorkspaceForeignKey(
        TeamRole,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("role in the team"),
    )
    from_on = models.DateField(_("from"), default=timezone.localdate)
    until_on = models.DateField(_("until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    created_by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        is_indexed=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(TeamMemberQuerySet)()

    class Meta:
        verbose_name = _("member of a team")
        verbose_name_plural = _("members of teams")
        ordering = ["from_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account", "member"],
                condition=Q(ended_at=None),
                name="accounts_teammember_once",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=models.F("from_on")),
                name="accounts_teammember_ends_after_it_begins",
            ),
        ]
        indexes = [
            # Which accounts somebody sees through teams: asked by every page of who does not see everything.
            models.Index(
                fields=["workspace", "member", "account"],
                condition=Q(ended_at=None),
                name="accounts_teammember_sees",
            ),
        ]

    def __str__(self):
        return f"{self.member} · {self.role}" if self.role_id else str(self.member)

    @property
    def is_current(self) -> bool:
        return self.is_standing and self.from_on <= timezone.localdate()

    @property
    def is_standing(self) -> bool:
        return self.ended_at is None and (self.until_on is None or self.until_on >= timezone.localdate())

    @transaction.atomic
    def change(self, *, by, read_version, changed):
        """Save what a form put on it; Stale when a colleague saved it meanwhile."""
        if not changed:
            return
        self.account.wait_to_change()
        standing = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        if standing.version != read_version or standing.ended_at:
            raise Stale
        self.version = read_version + 1
        self.save(update_fields=[*changed, "version"])
        record("team.changed", self, by=by, context=self.account, fields=sorted(changed))

    @transaction.atomic
    def end(self, *, by):
        """Out of the team, and out of sight of the account, from now on. The opposite is resume()."""
        self.account.wait_to_change()
        if self._set_ended(timezone.now()):
            record("team.ended", self, by=by, context=self.account)

    @transaction.atomic
    def resume(self, *, by):
        """Back in the team; AlreadyInTeam when the colleague was put in once more meanwhile."""
        self.account.wait_to_change()
        others = type(self).objects.filter(account=self.account_id, member=self.member_id, ended_at=None)
        if others.exclude(pk=self.pk).exists():
            raise AlreadyInTeam
        if self._set_ended(None):
            record("team.resumed", self, by=by, context=self.account)
            notify("account.team", [self.member], subject=self.account, by=by)

    def _set_ended(self, moment) -> bool:
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
        if (self.ended_at is None) == (moment is None):
            return False
        self.ended_at = moment
        self.version += 1
        self.save(update_fields=["ended_at", "version"])
        return True
