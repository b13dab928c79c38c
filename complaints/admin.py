"""Django admin of complaints: platform staff looks, and takes the steps that need no words."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from complaints import (  # noqa: F401 - their pages are registered with these
    admin_clocks,
    admin_handling,
    admin_imports,
    admin_learning,
    admin_public,
)
from complaints.models import (
    Complaint,
    ComplaintCategory,
    ComplaintEvent,
    ComplaintLink,
    ComplaintMessage,
    ComplaintNote,
    EffectRules,
    IncidentNotice,
    NoticeRecipient,
    RootCause,
    SatisfactionAsk,
)
from complaints.states import NotNow
from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin, register_history
from timeline.platform import verb_action


def where_it_leads(verb):
    """The verb on those whose state it leads on from; the others stay as they are."""

    def take(complaint):
        try:
            verb(complaint)
        except NotNow:
            return

    return unless_archived(take)


@admin.register(Complaint)
class ComplaintAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "subject",
        "account",
        "severity",
        "state",
        "category",
        "owner",
        "filed_at",
        "closed_at",
    )
    list_filter = ("state", "severity", "channel", "decision", "filed_at")
    list_select_related = ("workspace", "account", "category", "owner__user")
    search_fields = ("search__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("search", "form_token")
    actions = (
        verb_action("acknowledge", _("Acknowledge"), where_it_leads(lambda each: each.acknowledge(by=None))),
        verb_action("investigate", _("Look into it"), where_it_leads(lambda each: each.investigate(by=None))),
        verb_action("reopen", _("Reopen"), where_it_leads(lambda each: each.reopen(by=None))),
        verb_action(
            "reject", _("Put aside as no complaint"), where_it_leads(lambda each: each.reject(by=None))
        ),
        verb_action("restore", _("Restore"), where_it_leads(lambda each: each.restore(by=None))),
    )


class OfAComplaintAdmin(WorkspaceTableAdmin):
    list_select_related = ("workspace", "complaint", "by__user")
    search_fields = ("complaint__search__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(ComplaintEvent)
class ComplaintEventAdmin(OfAComplaintAdmin):
    list_display = ("complaint", "at", "step", "what", "by")
    list_filter = ("step", "what", "at")


@admin.register(ComplaintMessage)
class ComplaintMessageAdmin(OfAComplaintAdmin):
    list_display = ("number", "complaint", "at", "is_from_customer", "is_decision", "by")
    list_filter = ("is_from_customer", "is_decision", "at")
    hidden = ("form_token",)


@admin.register(ComplaintNote)
class ComplaintNoteAdmin(OfAComplaintAdmin):
    list_display = ("number", "complaint", "at", "by")
    list_filter = ("at",)
    hidden = ("form_token",)


@admin.register(ComplaintLink)
class ComplaintLinkAdmin(OfAComplaintAdmin):
    list_display = ("complaint", "made_at", "revoked_at")
    list_filter = ("made_at", ("revoked_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "complaint")
    hidden = ("token_hash",)


class BranchAdmin(WorkspaceTableAdmin):
    list_display = ("number", "label_ar", "label_en", "parent", "place", "archived_at")
    list_filter = (("archived_at", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace", "parent")
    search_fields = ("label_ar__icontains", "label_en__icontains")
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("archive", _("Archive"), lambda each: each.archive(by=None)),
        verb_action("restore", _("Restore"), lambda each: each.restore(by=None)),
    )


@admin.register(ComplaintCategory)
class ComplaintCategoryAdmin(BranchAdmin):
    pass


@admin.register(RootCause)
class RootCauseAdmin(BranchAdmin):
    pass


@admin.register(IncidentNotice)
class IncidentNoticeAdmin(WorkspaceTableAdmin):
    list_display = ("number", "incident", "subject_ar", "subject_en", "state", "written_by", "approved_by")
    list_filter = ("state", "created_at")
    list_select_related = ("workspace", "incident", "written_by__user", "approved_by__user")
    search_fields = ("subject_ar__icontains", "subject_en__icontains")
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(NoticeRecipient)
class NoticeRecipientAdmin(OfAComplaintAdmin):
    list_display = ("notice", "complaint", "address", "outcome", "at")
    list_filter = ("outcome", "at")
    list_select_related = ("workspace", "notice", "complaint")


@admin.register(EffectRules)
class EffectRulesAdmin(WorkspaceTableAdmin):
    list_display = ("workspace", "hold_from", "survey", "survey_after_hours")
    list_select_related = ("workspace", "survey")
    search_fields = ("workspace__name",)


@admin.register(SatisfactionAsk)
class SatisfactionAskAdmin(OfAComplaintAdmin):
    list_display = ("complaint", "ask_at", "invitation", "why_not", "follow_up")
    list_filter = ("why_not", ("ask_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "complaint", "invitation__survey", "follow_up")


register_history(
    Complaint,
    list_display=("pgh_created_at", "pgh_label", "number", "subject", "state", "severity"),
)
for model in (ComplaintCategory, RootCause):
    register_history(model, list_display=("pgh_created_at", "pgh_label", "number", "label_ar", "label_en"))
