"""SurveyAnswer: what a customer answered, once; and QuestionAnswer: to each question."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Account
from lib.tenancy.fields import WorkspaceForeignKey
from lib.tenancy.models import NumberedModel, WorkspaceManager, WorkspaceModel
from surveys.models.invitation import SurveyInvitation
from surveys.models.question import Choice, Question


class SurveyAnswerQuerySet(models.QuerySet):
    def visible_to(self, membership):
        """Those of customers this member may see."""
        if membership.sees_everything:
            return self
        return self.filter(invitation__account__in=Account.objects.visible_to(membership))


class SurveyAnswer(NumberedModel):
    invitation = WorkspaceForeignKey(
        SurveyInvitation, on_delete=models.CASCADE, related_name="answers", is_indexed=False
    )
    at = models.DateTimeField(_("at"), default=timezone.now, editable=False)
    # Some rating is as low as somebody dissatisfied gives it.
    is_low = models.BooleanField(_("low"), default=False)
    # As glad as somebody whom one may ask for a testimonial.
    is_happy = models.BooleanField(_("happy"), default=False)

    objects = WorkspaceManager.from_queryset(SurveyAnswerQuerySet)()

    class Meta:
        verbose_name = _("answer to a survey")
        verbose_name_plural = _("answers to surveys")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "invitation"], name="surveys_surveyanswer_once")
        ]
        indexes = [models.Index(fields=["workspace", "at"], name="surveys_surveyanswer_at")]

    def __str__(self):
        return self.invitation.survey.name


class QuestionAnswer(WorkspaceModel):
    """A rating, a text, or one of the things that were chosen; of several choices one row each."""

    answer = WorkspaceForeignKey(
        SurveyAnswer, on_delete=models.CASCADE, related_name="parts", is_indexed=False
    )
    question = WorkspaceForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    # That of the question, so that the database knows which values there are.
    scale = models.PositiveSmallIntegerField(_("scale"), null=True)
    value = models.PositiveSmallIntegerField(_("rating"), null=True)
    choice = WorkspaceForeignKey(
        Choice, on_delete=models.CASCADE, null=True, related_name="+", is_indexed=False
    )
    text = models.TextField(_("text"), blank=True, max_length=2000)

    class Meta:
        verbose_name = _("answer to a question")
        verbose_name_plural = _("answers to questions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=False, scale__isnull=False, choice=None, text="")
                | Q(value=None, scale=None, choice__isnull=False, text="")
                | Q(value=None, scale=None, choice=None) & ~Q(text=""),
                name="surveys_questionanswer_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(value=None)
                | Q(scale=5, value__range=(1, 5))
                | Q(scale=7, value__range=(1, 7))
                | Q(scale=10, value__range=(1, 10))
                | Q(scale=11, value__range=(0, 10)),
                name="surveys_questionanswer_is_on_its_scale",
            ),
            models.UniqueConstraint(
                fields=["workspace", "answer", "question"],
                condition=Q(choice=None),
                name="surveys_questionanswer_once",
            ),
            models.UniqueConstraint(
                fields=["workspace", "answer", "question", "choice"],
                condition=Q(choice__isnull=False),
                name="surveys_questionanswer_choice_once",
            ),
        ]

    def __str__(self):
        return self.shown

    @property
    def shown(self) -> str:
        if self.value is not None:
            return str(self.value)
        return self.choice.label if self.choice else self.text
