"""AccountHealth: how well things stand with a customer, worked out each night; and what it is worked out by.

The row of a customer is what holds now; a HealthReading is written once for a day on which something changed, with the
weights of that day, so that an old score can be explained.
"""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from lib.tenancy.constraints import AppendOnly
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from reports.health import scoring


def mark_field(label):
    return models.PositiveSmallIntegerField(label, null=True)


def weight_field(part, label):
    return models.PositiveSmallIntegerField(
        label, default=scoring.USUAL_WEIGHTS[part], validators=[MaxValueValidator(scoring.WHOLE)]
    )


class HealthWeightsQuerySet(models.QuerySet):
    def standing(self):
        """Those that hold now; the usual ones, not kept, where nobody has changed them."""
        return self.order_by("-pk").first() or HealthWeights()


class HealthWeights(WorkspaceModel):
    """How much each part counts, written once for each change."""

    recency = weight_field(scoring.RECENCY, _("Last purchase"))
    frequency = weight_field(scoring.FREQUENCY, _("Trend of purchases"))
    satisfaction = weight_field(scoring.SATISFACTION, _("Satisfaction"))
    complaints = weight_field(scoring.COMPLAINTS, _("Complaints"))
    payment = weight_field(scoring.PAYMENT, _("Payment"))
    contact = weight_field(scoring.CONTACT, _("Regular contact"))
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("by"),
        editable=False,
    )

    objects = WorkspaceManager.from_queryset(HealthWeightsQuerySet)()

    class Meta:
        verbose_name = _("weights of account health")
        verbose_name_plural = _("weights of account health")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    recency=scoring.WHOLE
                    - F("frequency")
                    - F("satisfaction")
                    - F("complaints")
                    - F("payment")
                    - F("contact")
                ),
                name="reports_healthweights_are_a_whole",
            ),
            AppendOnly(name="reports_healthweights_append_only"),
        ]

    def __str__(self):
        return " · ".join(str(weight) for weight in self.by_part.values())

    @property
    def by_part(self) -> dict[str, int]:
        return {part: getattr(self, part) for part in scoring.PARTS}


class HealthQuerySet(models.QuerySet):
    def visible_to(self, membership):
        if membership.sees_everything:
            return self
        return self.filter(account__in=Account.objects.visible_to(membership))

    def slipping(self):
        return self.filter(fell__gt=0)


class Reading(WorkspaceModel):
    """A score with its parts; each part from 0 to 100, empty where it is not known."""

    day = models.DateField(_("day"))
    score = mark_field(_("health"))
    recency = mark_field(_("Last purchase"))
    frequency = mark_field(_("Trend of purchases"))
    satisfaction = mark_field(_("Satisfaction"))
    complaints = mark_field(_("Complaints"))
    payment = mark_field(_("Payment"))
    contact = mark_field(_("Regular contact"))
    # What the words are made of: scoring.Facts, without what is not known.
    facts = models.JSONField(_("what it is worked out from"), default=dict)
    weights = WorkspaceForeignKey(
        HealthWeights,
        on_delete=models.PROTECT,
        null=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("weights"),
    )

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.account} · {'' if self.score is None else self.score}"

    @property
    def marks(self) -> dict[str, int | None]:
        return {part: getattr(self, part) for part in scoring.PARTS}

    @property
    def explained(self) -> scoring.Score:
        weights = self.weights or HealthWeights()
        return scoring.put_together(self.marks, weights.by_part)


class AccountHealth(Reading):
    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="healths",
        is_indexed=False,
        verbose_name=_("account"),
    )
    # By how much it is lower than about a month ago; below 0 it has risen.
    fell = models.SmallIntegerField(_("fell within a month"), default=0)

    objects = WorkspaceManager.from_queryset(HealthQuerySet)()

    class Meta:
        verbose_name = _("health of an account")
        verbose_name_plural = _("health of accounts")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "account"], name="reports_accounthealth_one")
        ]
        indexes = [
            models.Index(
                fields=["workspace", "-fell", "id"], condition=Q(fell__gt=0), name="reports_health_slipping"
            )
        ]


class HealthReading(Reading):
    """What it was on a day on which something changed."""

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.DO_NOTHING,
        related_name="health_readings",
        is_indexed=False,
        verbose_name=_("account"),
    )

    objects = WorkspaceManager.from_queryset(HealthQuerySet)()

    class Meta:
        verbose_name = _("reading of account health")
        verbose_name_plural = _("readings of account health")
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account", "day"], name="reports_healthreading_once_a_day"
            ),
            AppendOnly(name="reports_healthreading_append_only"),
        ]


class HealthTest(WorkspaceModel):
    """How well the score of some time ago tells who has left since: worked out anew as of that day."""

    day = models.DateField(_("as of"))
    made_on = models.DateField(_("day"))
    stayed = models.PositiveIntegerField(_("stayed"))
    left = models.PositiveIntegerField(_("gone since"))
    # Of 1,000; empty where there were too few.
    area_thousandths = models.PositiveSmallIntegerField(_("area under the curve, thousandths"), null=True)

    class Meta:
        verbose_name = _("test of account health")
        verbose_name_plural = _("tests of account health")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "made_on"], name="reports_healthtest_once_a_day"),
            models.CheckConstraint(
                condition=Q(area_thousandths=None) | Q(area_thousandths__lte=1000),
                name="reports_healthtest_area",
            ),
        ]

    def __str__(self):
        return str(self.made_on)

    @property
    def area(self) -> float | None:
        return None if self.area_thousandths is None else self.area_thousandths / 1000

    @property
    def n(self) -> int:
        return self.stayed + self.left
