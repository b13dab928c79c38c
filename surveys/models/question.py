"""Question: one thing a survey asks, and what can be chosen."""

from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.tenancy.fields import FormTokenField, WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel
from surveys.models.survey import Survey, has_text, in_language
from timeline.services import record

MOST_CHOICES = 20


class QuestionQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(removed_at=None)


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


class Question(NumberedModel):
    class Kind(models.TextChoices):
        RATING = "rating", _("Rating")
        CHOICE = "choice", _("One choice")
        CHOICES = "choices", _("Several choices")
        TEXT = "text", _("Text")

    survey = WorkspaceForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    form_token = FormTokenField()
    place = models.PositiveSmallIntegerField(_("place"), default=0, editable=False)
    kind = models.CharField(_("kind of question"), max_length=10, choices=Kind)
    scale = models.PositiveSmallIntegerField(_("scale"), choices=Scale, null=True, blank=True)
    text_ar = models.CharField(_("question in Arabic"), max_length=300, blank=True)
    text_en = models.CharField(_("question in English"), max_length=300, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=False)
    removed_at = models.DateTimeField(_("removed at"), null=True, editable=False)

    objects = WorkspaceManager.from_queryset(QuestionQuerySet)()

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
    def has_choices(self) -> bool:
        return self.kind in {self.Kind.CHOICE, self.Kind.CHOICES}

    def put_last(self):
        last = self.survey.questions.aggregate(last=Max("place"))["last"] or 0
        self.place = last + 1

    @transaction.atomic
    def move(self, *, by, up: bool):
        """Change places with the question before it, or after it."""
        self.survey.hold_draft()
        row = list(self.survey.questions.kept())
        at = next((place for place, each in enumerate(row) if each.pk == self.pk), None)
        to = None if at is None else at - 1 if up else at + 1
        if to is None or not 0 <= to < len(row):
            return
        row[at], row[to] = row[to], row[at]
        for place, each in enumerate(row, 1):
            each.place = place
        type(self).objects.bulk_update(row, ["place"])
        record("survey.changed", self.survey, by=by)

    @transaction.atomic
    def remove(self, *, by):
        self._set_removed(timezone.now(), by=by)

    @transaction.atomic
    def restore(self, *, by):
        self._set_removed(None, by=by)

    def _set_removed(self, moment, *, by):
        self.survey.hold_draft()
        self.refresh_from_db()
        if (self.removed_at is None) == (moment is None):
            return
        self.removed_at = moment
        self.save(update_fields=["removed_at"])
        record("survey.changed", self.survey, by=by)


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
