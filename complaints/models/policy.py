"""SlaPolicy: what a workspace promises whose complaints, how fast, in versions of which the newest holds."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from complaints.sla import Kind
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from sales.models.listed import Listed, ListedQuerySet
from timeline.models import tracked

KINDS = {
    Kind.ACKNOWLEDGEMENT: _("Acknowledgement"),
    Kind.FIRST_RESPONSE: _("First response"),
    Kind.NEXT_RESPONSE: _("Next response"),
    Kind.RESOLUTION: _("Resolution"),
}
MOST_MINUTES = 2_000 * 60
LONGEST_KIND = 16


class SlaPolicyQuerySet(ListedQuerySet):
    def in_force(self) -> list[tuple["SlaPolicy", dict[tuple[int, str], "SlaTarget"]]]:
        """Those in use, in their order, each with what its newest version promises."""
        policies = list(self.in_use().in_order())
        newest = (
            SlaVersion.objects.filter(policy__in=policies).order_by("policy", "-round").distinct("policy")
        )
        promised = {
            each.policy_id: {(target.severity, target.kind): target for target in each.targets.all()}
            for each in newest.prefetch_related("targets")
        }
        return [(each, promised[each.pk]) for each in policies]


@tracked()
class SlaPolicy(Listed):
    """Of those in use, the first one in their order that fits a complaint holds for it."""

    category = WorkspaceForeignKey(
        "complaints.ComplaintCategory",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="policies",
        verbose_name=_("category"),
    )
    tier = models.CharField(_("tier of the customer"), max_length=1, choices=Account.Tier, blank=True)

    objects = WorkspaceManager.from_queryset(SlaPolicyQuerySet)()

    USUAL = ({"name_ar": "المهل المعتادة", "name_en": "Usual times"},)

    class Meta:
        verbose_name = _("times for complaints")
        verbose_name_plural = _("times for complaints")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ar="") | ~Q(name_en=""), name="complaints_slapolicy_has_a_name"
            )
        ]
        indexes = [models.Index(fields=["workspace", "place", "id"], name="complaints_slapolicy_place")]

    @property
    def fits_everybody(self) -> bool:
        return self.category_id is None and not self.tier


class SlaVersion(WorkspaceModel):
    """The targets of a policy from one moment on; never changed, followed by the next."""

    policy = WorkspaceForeignKey(
        SlaPolicy,
        on_delete=models.CASCADE,
        related_name="versions",
        verbose_name=_("policy"),
        is_indexed=False,
    )
    round = models.PositiveIntegerField(_("version"), default=1)
    at = models.DateTimeField(_("valid from"), default=timezone.now)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("version of times for complaints")
        verbose_name_plural = _("versions of times for complaints")
        ordering = ["-round"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "policy", "round"], name="complaints_slaversion_round"
            )
        ]

    def __str__(self):
        return f"{self.policy} · {self.round}"


class SlaTarget(WorkspaceModel):
    """So much time for one kind of promise at one severity."""

    version = WorkspaceForeignKey(
        SlaVersion,
        on_delete=models.CASCADE,
        related_name="targets",
        verbose_name=_("version"),
        is_indexed=False,
    )
    severity = models.PositiveSmallIntegerField(_("severity"))
    kind = models.CharField(_("promise"), max_length=LONGEST_KIND, choices=list(KINDS.items()))
    minutes = models.PositiveIntegerField(_("minutes"))
    is_around_the_clock = models.BooleanField(_("around the clock"), default=False)

    class Meta:
        verbose_name = _("time for a promise")
        verbose_name_plural = _("times for promises")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "version", "severity", "kind"], name="complaints_slatarget_once"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES), name="complaints_slatarget_minutes"
            ),
            models.CheckConstraint(
                condition=Q(severity__gte=1, severity__lte=4), name="complaints_slatarget_severity"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.severity} · {self.minutes}"
