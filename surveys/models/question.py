"""Question: one thing a survey asks, and what can be chosen."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from interactions.models.ordered_part import OrderedPart, OrderedPartQuerySet
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import WorkspaceManager, WorkspaceModel
from surveys.models.survey import Survey, has_text, in_language

MOST_CHOICES = 20


class Scale(models.IntegerChoices):
    FIVE = 5, _("1 to 5")
    SEVEN = 7, _("1 to 7")
    TEN = 10, _("1 to 10")
    NPS = 11, _("0 to 10 (would recommend)")

    @property
    def steps(self) -> range:
        return range(11) if self == Scale.NPS else range(1, self.value + 1)

    @property
    def low(self) -> int:
        """Up to here somebody is dissatisfied: two fifths of the scale, and whoever would not recommend."""
        return {Scale.FIVE: 2, Scale.SEVEN: 3, Scale.TEN: 4, Scale.NPS: 6}[self]


class Measure(models.TextChoices):
    """What is known by a name everywhere, each with a scale of its own."""

    CSAT = "csat", _("CSAT: how satisfied (1 to 5)")
    NPS = "nps", _("NPS: would recommend (0 to 10)")
    CES = "ces", _("CES: how easy (1 to 7)")

    @property
    def scale(self) -> Scale:
        return {Measure.CSAT: Scale.FIVE, Measure.NPS: Scale.NPS, Measure.CES: Scale.SEVEN}[self]

    @property
    def short(self) -> str:
        return self.value.upper()


class Question(OrderedPart):
    whole_field = "survey"

    class Kind(models.TextChoices):
        RATING = "rating", _("Rating")
        CHOICE = "choice", _("One choice")
        CHOICES = "choices", _("Several choices")
        TEXT = "text", _("Text")

    survey = WorkspaceForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(_("kind of question"), max_length=10, choices=Kind)
    scale = models.PositiveSmallIntegerField(_("scale"), choices=Scale, null=True, blank=True)
    # Empty: a rating of the workspace's own, told of nowhere but with its survey.
    measure = models.CharField(_("what it measures"), max_length=4, choices=Measure, blank=True)
    text_ar = models.CharField(_("question in Arabic"), max_length=300, blank=True)
    text_en = models.CharField(_("question in English"), max_length=300, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)

    objects = WorkspaceManager.from_queryset(OrderedPartQuerySet)()

    class Meta:
        verbose_name = _("question of a survey")
        verbose_name_plural = _("questions of surveys")
        ordering = ["place", "id"]
        constraints = [
            has_text("surveys_question_has_a_text", "text_ar", "text_en"),
            models.CheckConstraint(
                condition=Q(kind="rating", scale__in=(5, 7, 10, 11)) | ~Q(kind="rating") & Q(scale=None),
                name="surveys_question_scale",
            ),
            models.CheckConstraint(
                condition=Q(measure="")
                | Q(measure="csat", scale=5)
                | Q(measure="nps", scale=11)
                | Q(measure="ces", scale=7),
                name="surveys_question_measure",
            ),
            models.UniqueConstraint(
                fields=["workspace", "survey", "measure"],
                condition=~Q(measure="") & Q(removed_at=None),
                name="surveys_question_measures_once",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def text(self) -> str:
        return in_language(self.text_ar, self.text_en, get_language() or "ar")

    @property
    def steps(self) -> range:
        return Scale(self.scale).steps

    @property
    def is_nps(self) -> bool:
        return self.scale == Scale.NPS

    @property
    def is_ces(self) -> bool:
        return self.measure == Measure.CES

    @property
    def measured_as(self) -> str:
        """CSAT, NPS or CES, as they are called in every language."""
        return self.measure.upper()

    @property
    def has_choices(self) -> bool:
        return self.kind in {self.Kind.CHOICE, self.Kind.CHOICES}

    def hold_whole(self):
        self.survey.hold_draft()


class Choice(WorkspaceModel):
    """One of the things that can be chosen."""

    question = WorkspaceForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    label_ar = models.CharField(_("label in Arabic"), max_length=120, blank=True)
    label_en = models.CharField(_("label in English"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("choice of a question")
        verbose_name_plural = _("choices of questions")
        ordering = ["place", "id"]
        constraints = [has_text("surveys_choice_has_a_label", "label_ar", "label_en")]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_ar, self.label_en, get_language() or "ar")
