"""Django admin of surveys: platform staff looks, opens and closes; answers are never changed."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin
from surveys import admin_plans  # noqa: F401 - its pages are registered by it
from surveys.models import (
    Choice,
    Question,
    QuestionAnswer,
    Remark,
    Survey,
    SurveyAnswer,
    SurveyInvitation,
    SurveyRules,
)
from surveys.models.survey import NotADraft, NotNow
from timeline.platform import verb_action


def unless_refused(verb):
    def act(row):
        try:
            verb(row)
        except NotNow as refusal:
            raise ValidationError(str(refusal)) from refusal
        except NotADraft as refusal:
            raise ValidationError(
                _("The questions of a survey that was opened stand as they are.")
            ) from refusal

    return act


@admin.register(Survey)
class SurveyAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "title_ar",
        "title_en",
        "state",
        "created_by",
        "created_at",
        "opened_at",
        "closed_at",
    )
    list_filter = ("state",)
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("title_ar", "title_en")
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("open", _("Open"), unless_refused(lambda survey: survey.open(by=None))),
        verb_action("close", _("Close"), unless_refused(lambda survey: survey.close(by=None))),
        verb_action("reopen", _("Open again"), unless_refused(lambda survey: survey.reopen(by=None))),
    )


@admin.register(Question)
class QuestionAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "survey",
        "place",
        "text_ar",
        "text_en",
        "kind",
        "scale",
        "is_required",
        "removed_at",
    )
    list_filter = ("kind", "measure", "scale")
    list_select_related = ("workspace", "survey")
    search_fields = ("text_ar", "text_en")
    hidden = ("form_token",)
    actions = (
        verb_action("remove", _("Remove"), unless_refused(lambda question: question.remove(by=None))),
        verb_action("restore", _("Bring back"), unless_refused(lambda question: question.restore(by=None))),
    )


@admin.register(Choice)
class ChoiceAdmin(WorkspaceTableAdmin):
    list_display = ("question", "place", "label_ar", "label_en")
    list_select_related = ("workspace", "question")
    search_fields = ("label_ar", "label_en")


@admin.register(SurveyInvitation)
class SurveyInvitationAdmin(WorkspaceTableAdmin):
    list_display = ("number", "survey", "contact", "account", "way", "sent_at", "answered_at", "withdrawn_at")
    list_filter = ("way", ("answered_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "survey", "contact", "account")
    search_fields = ("contact__search__contains", "account__search__contains")
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("token_hash", "form_token")
    actions = (
        verb_action(
            "withdraw", _("Withdraw"), unless_archived(lambda invitation: invitation.withdraw(by=None))
        ),
        verb_action(
            "restore", _("Let stand again"), unless_archived(lambda invitation: invitation.restore(by=None))
        ),
    )


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(WorkspaceTableAdmin):
    list_display = ("number", "invitation", "at", "is_low", "is_happy")
    list_filter = ("is_low", "is_happy")
    list_select_related = ("workspace", "invitation__survey")
    search_fields = ("invitation__contact__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(QuestionAnswer)
class QuestionAnswerAdmin(WorkspaceTableAdmin):
    list_display = ("answer", "question", "value", "choice", "text")
    list_select_related = ("workspace", "answer__invitation__survey", "question", "choice")
    search_fields = ("text",)
    ordering = ("-id",)


@admin.register(SurveyRules)
class SurveyRulesAdmin(WorkspaceTableAdmin):
    list_display = ("workspace", "rest_days")
    list_select_related = ("workspace",)
    search_fields = ("workspace__name",)


@admin.register(Remark)
class RemarkAdmin(WorkspaceTableAdmin):
    list_display = ("number", "answer", "owner", "opened_at", "answered_at", "closed_at", "closed_by")
    list_filter = (("closed_at", admin.EmptyFieldListFilter),)
    list_select_related = (
        "workspace",
        "answer__invitation__survey",
        "owner__user",
        "closed_by__user",
    )
    search_fields = ("done", "answer__invitation__account__search__contains")
    search_is_folded = True
    ordering = ("-id",)
    actions = (
        verb_action("reopen", _("Open again"), unless_archived(lambda remark: remark.reopen(by=None))),
    )
