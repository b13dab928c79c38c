"""OpportunityStage and LostReason: the way a workspace sells, in its own words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sales.models.listed import Listed
from timeline.models import tracked

HUNDRED = 100


@tracked()
class OpportunityStage(Listed):
    class Kind(models.TextChoices):
        OPEN = "open", _("Open")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OPEN, editable=False)
    probability = models.PositiveSmallIntegerField(_("probability in percent"), default=10)

    USUAL = (
        {"name_ar": "تأهيل", "name_en": "Qualification", "probability": 10},
        {"name_ar": "فهم الاحتياج", "name_en": "Needs understood", "probability": 25},
        {"name_ar": "عرض سعر", "name_en": "Proposal", "probability": 50},
        {"name_ar": "تفاوض", "name_en": "Negotiation", "probability": 75},
        {"name_ar": "رابحة", "name_en": "Won", "kind": "won", "probability": 100},
        {"name_ar": "خاسرة", "name_en": "Lost", "kind": "lost", "probability": 0},
    )

    class Meta:
        verbose_name = _("stage of opportunities")
        verbose_name_plural = _("stages of opportunities")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "kind"],
                condition=Q(kind__in=["won", "lost"]),
                name="sales_opportunitystage_one_end",
            ),
            models.CheckConstraint(
                condition=Q(probability__lte=HUNDRED), name="sales_opportunitystage_probability"
            ),
            models.CheckConstraint(
                condition=Q(kind="open") | Q(archived_at=None), name="sales_opportunitystage_ends_stay"
            ),
            models.CheckConstraint(
                condition=~Q(name_ar="") | ~Q(name_en=""), name="sales_opportunitystage_has_a_name"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "place", "id"], name="sales_stage_place")]

    @classmethod
    def end(cls, kind) -> "OpportunityStage":
        """The one stage in which what is won, or lost, stands; made where a workspace has none."""
        usual = next(each for each in cls.USUAL if each.get("kind") == kind)
        return cls.objects.filter(kind=kind).first() or cls.objects.create(**usual, place=len(cls.USUAL))

    @property
    def is_open(self) -> bool:
        return self.kind == self.Kind.OPEN


@tracked()
class LostReason(Listed):
    USUAL = (
        {"name_ar": "السعر", "name_en": "Price"},
        {"name_ar": "اختيار منافس", "name_en": "A competitor was chosen"},
        {"name_ar": "لا توجد ميزانية", "name_en": "No budget"},
        {"name_ar": "تأجيل القرار", "name_en": "Decision put off"},
        {"name_ar": "لا حاجة الآن", "name_en": "No need now"},
        {"name_ar": "لا رد من العميل", "name_en": "No answer from the customer"},
    )

    class Meta:
        verbose_name = _("reason for a loss")
        verbose_name_plural = _("reasons for a loss")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ar="") | ~Q(name_en=""), name="sales_lostreason_has_a_name"
            )
        ]
        indexes = [models.Index(fields=["workspace", "place", "id"], name="sales_lostreason_place")]
