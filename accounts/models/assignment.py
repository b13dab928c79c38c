"""AssignmentRule: which accounts go to which colleagues; the first one that fits decides."""

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account
from accounts.models.record import Stale
from accounts.models.team import TeamRole
from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel
from timeline.models import tracked
from timeline.services import record

# What an account is asked for, by the name of the column of both; empty asks nothing.
CONDITIONS = ("region", "industry", "size", "language", "source", "status", "kind", "management_type")


class AssignmentRuleQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(removed_at=None)

    def in_force(self):
        return self.kept().filter(paused_at=None)


@tracked()
class AssignmentRule(NumberedModel):
    class Gives(models.TextChoices):
        LEAD = "lead", _("Becomes the account manager")
        TEAM = "team", _("Comes into the team")

    name = models.CharField(_("name"), max_length=80)
    place = models.PositiveSmallIntegerField(_("place"), default=0, editable=False)
    region = WorkspaceForeignKey(
        "accounts.Region",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
    )
    industry = WorkspaceForeignKey(
        "accounts.Industry",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("industry"),
    )
    size = models.CharField(_("size"), max_length=10, choices=Account.Size, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Account.Source, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Account.Status, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Account.Kind, blank=True)
    management_type = models.CharField(
        _("management type"), max_length=10, choices=Account.ManagementType, blank=True
    )
    gives = models.CharField(
        _("what the colleague becomes"), max_length=10, choices=Gives, default=Gives.LEAD
    )
    team_role = WorkspaceForeignKey(
        TeamRole,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("role in the team"),
    )
    # Who knows the region, the industry or the language comes before the others of the pool.
    prefers_specialists = models.BooleanField(_("specialists first"), default=False)
    paused_at = models.DateTimeField(_("paused at"), null=True, editable=False)
    removed_at = models.DateTimeField(_("removed at"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    form_token = FormTokenField()

    objects = WorkspaceManager.from_queryset(AssignmentRuleQuerySet)()

    class Meta:
        verbose_name = _("assignment rule")
        verbose_name_plural = _("assignment rules")
        ordering = ["place", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gives="team") | Q(team_role=None), name="accounts_assignmentrule_role_of_team"
            )
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def change(self, *, by, read_version, changed, pool=None):
        """Save what a form put on it; Stale when a colleague saved it meanwhile."""
        standing = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        if standing.version != read_version:
            raise Stale
        if pool is not None:
            self.set_pool(pool)
        self.version = read_version + 1
        self.save(update_fields=[*changed, "version"])
        record("assignmentrule.changed", self, by=by, fields=sorted(changed), pool=pool is not None)

    def set_pool(self, members):
        self.candidates.all().delete()
        AssignmentCandidate.objects.bulk_create(
            AssignmentCandidate(rule=self, member=member)
            for member in sorted(members, key=lambda each: each.pk)
        )

    @transaction.atomic
    def pause(self, *, by):
        """It assigns nothing until resume()."""
        self._set("paused_at", timezone.now(), "assignmentrule.paused", by)

    @transaction.atomic
    def resume(self, *, by):
        self._set("paused_at", None, "assignmentrule.resumed", by)

    @transaction.atomic
    def remove(self, *, by):
        """Off the list. The opposite is put_back()."""
        self._set("removed_at", timezone.now(), "assignmentrule.removed", by)

    @transaction.atomic
    def put_back(self, *, by):
        self._set("removed_at", None, "assignmentrule.put_back", by)

    def _set(self, column, moment, verb, by):
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update(no_key=True))
        if (getattr(self, column) is None) != (moment is None):
            setattr(self, column, moment)
            self.save(update_fields=[column])
            record(verb, self, by=by)


class AssignmentCandidate(WorkspaceModel):
    """A colleague in the pool of a rule; who has left is passed over."""

    rule = WorkspaceForeignKey(
        AssignmentRule, on_delete=models.CASCADE, related_name="candidates", is_indexed=False
    )
    member = WorkspaceForeignKey("workspaces.Membership", on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("colleague in the pool of a rule")
        verbose_name_plural = _("colleagues in the pools of rules")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "rule", "member"], name="accounts_assignmentcandidate_once"
            )
        ]

    def __str__(self):
        return str(self.member)
