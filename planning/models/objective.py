"""Objective: what is to be reached, in figures; measured day by day, and agreed with the customer."""

from decimal import Decimal
from functools import cached_property

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lib.numbers import plain
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceModel
from planning.models.part import PlanPart
from planning.progress import percent_reached
from timeline.models import tracked

DIGITS = {"max_digits": 18, "decimal_places": 4}
# What the customer agrees to; a change of any of it asks them again.
TERMS = ("text", "unit", "baseline", "target", "direction", "due_on")


@tracked()
class Objective(PlanPart):
    noun = "objective"

    class Whose(models.TextChoices):
        OURS = "ours", _("Ours")
        CUSTOMER = "customer", _("The customer's")
        SHARED = "shared", _("Shared")

    class Direction(models.TextChoices):
        UP = "up", _("More is better")
        DOWN = "down", _("Less is better")

    whose = models.CharField(_("whose objective"), max_length=10, choices=Whose, default=Whose.SHARED)
    text = models.CharField(_("objective"), max_length=300)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.UP)
    baseline = models.DecimalField(_("where we begin"), **DIGITS)
    target = models.DecimalField(_("target"), **DIGITS)
    due_on = models.DateField(_("due"))
    owner = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who looks after it"),
        is_indexed=False,
    )

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering = ["id"]

    @property
    def name(self) -> str:
        return self.text

    @property
    def is_for_customer(self) -> bool:
        return self.whose != self.Whose.OURS

    @cached_property
    def measured(self) -> list["Measurement"]:
        """The oldest first; put there by whoever reads many at once."""
        return list(self.measurements.order_by("on"))

    @cached_property
    def said(self) -> list:
        """What contacts said of it, the oldest first."""
        return list(self.words.select_related("contact").order_by("pk"))

    @property
    def current(self) -> Decimal | None:
        return self.measured[-1].value if self.measured else None

    @property
    def percent(self) -> Decimal | None:
        return percent_reached(
            baseline=self.baseline, target=self.target, current=self.current, is_up=self.direction == "up"
        )

    @property
    def is_late(self) -> bool:
        """Its day has gone by, and it was not reached."""
        return self.due_on < timezone.localdate() and (self.percent or 0) < 100

    @property
    def terms(self) -> dict[str, str]:
        """What a customer agrees to, as it is kept with their word."""
        figures = {name: plain(getattr(self, name)) for name in ("baseline", "target")}
        return {
            "text": self.text,
            "unit": self.unit,
            **figures,
            "direction": self.direction,
            "due_on": self.due_on.isoformat(),
        }

    @property
    def last_word(self):
        """An ObjectiveWord, or None."""
        return self.said[-1] if self.said else None

    @property
    def is_agreed(self) -> bool:
        return bool(self.last_word and self.last_word.is_agreed and self.last_word.terms == self.terms)

    @property
    def is_changed_since(self) -> bool:
        """Something was said of it, and it is another one since."""
        return bool(self.last_word and self.last_word.terms != self.terms)


class Measurement(WorkspaceModel):
    """Where an objective stood on a day; the last one of a day counts."""

    objective = WorkspaceForeignKey(
        Objective,
        on_delete=models.CASCADE,
        related_name="measurements",
        verbose_name=_("objective"),
        is_indexed=False,
    )
    on = models.DateField(_("day"))
    value = models.DecimalField(_("value"), **DIGITS)
    by = WorkspaceForeignKey(
        "workspaces.Membership",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("measured by"),
        is_indexed=False,
    )

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "objective", "on"], name="planning_measurement_once_a_day"
            )
        ]

    def __str__(self):
        return f"{self.on:%Y-%m-%d} {plain(self.value)}"
