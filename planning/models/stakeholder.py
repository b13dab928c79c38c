"""Stakeholder: what we know of a contact's part in the decisions of a customer, beside the position itself."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interactions.models.kept import Kept
from interactions.querysets import AboutAnAccount
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from timeline.models import tracked

FEWEST_DAYS, MOST_DAYS = 7, 730


@tracked()
class Stakeholder(Kept):
    """It stays when the contact leaves the account, and is read only as long as there is a position."""

    class Attitude(models.TextChoices):
        SUPPORTS = "supports", _("Supporter")
        NEUTRAL = "neutral", _("Neutral")
        OPPOSES = "opposes", _("Opponent")

    class Influence(models.IntegerChoices):
        NONE = 1, _("1: hardly any")
        LITTLE = 2, _("2: little")
        SOME = 3, _("3: some")
        MUCH = 4, _("4: much")
        GREATEST = 5, _("5: the greatest")

    class Strength(models.IntegerChoices):
        STRANGER = 1, _("1: we hardly know each other")
        LOOSE = 2, _("2: loose")
        FAIR = 3, _("3: fair")
        GOOD = 4, _("4: good")
        TRUST = 5, _("5: full of trust")

    account = WorkspaceForeignKey(
        "accounts.Account",
        on_delete=models.CASCADE,
        related_name="stakeholders",
        editable=False,
        is_indexed=False,
        verbose_name=_("account"),
    )
    contact = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.CASCADE,
        related_name="stakeholder_facts",
        editable=False,
        verbose_name=_("contact"),
    )
    criteria = models.TextField(_("what they decide by"), blank=True, max_length=2000)
    attitude = models.CharField(_("attitude to us"), max_length=10, choices=Attitude, blank=True)
    influence = models.PositiveSmallIntegerField(_("influence"), choices=Influence, null=True, blank=True)
    strength = models.PositiveSmallIntegerField(
        _("strength of the relation"), choices=Strength, null=True, blank=True
    )
    keeper = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("who of us keeps the relation"),
    )
    superior = WorkspaceForeignKey(
        "accounts.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        is_indexed=False,
        related_name="+",
        verbose_name=_("who they report to"),
    )

    objects = WorkspaceManager.from_queryset(AboutAnAccount)()

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "account", "contact"], name="planning_stakeholder_once"
            ),
            models.CheckConstraint(
                condition=(Q(influence=None) | Q(influence__range=(1, 5)))
                & (Q(strength=None) | Q(strength__range=(1, 5))),
                name="planning_stakeholder_one_to_five",
            ),
        ]

    @property
    def name(self) -> str:
        return self.contact.name

    @property
    def criteria_lines(self) -> list[str]:
        return [line.strip() for line in self.criteria.splitlines() if line.strip()]


class StakeholderRule(WorkspaceModel):
    """After how many days without meeting who decides Sila warns; without a row the default holds."""

    not_met_days = models.PositiveSmallIntegerField(
        _("days without meeting who decides"),
        default=90,
        validators=[MinValueValidator(FEWEST_DAYS), MaxValueValidator(MOST_DAYS)],
    )

    class Meta:
        verbose_name = _("rule for stakeholders")
        verbose_name_plural = _("rules for stakeholders")
        constraints = [
            models.UniqueConstraint(fields=["workspace"], name="planning_stakeholderrule_one"),
            models.CheckConstraint(
                condition=Q(not_met_days__range=(FEWEST_DAYS, MOST_DAYS)),
                name="planning_stakeholderrule_days",
            ),
        ]

    def __str__(self):
        return str(self._meta.verbose_name)

    @classmethod
    def read(cls) -> "StakeholderRule":
        return cls.objects.first() or cls()
