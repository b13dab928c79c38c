"""Django admin of automations; platform staff looks on."""

from django.contrib import admin

from campaigns.models import Automation, AutomationIssue, AutomationStep, AutomationVersion, Enrolment
from lib.admin import WorkspaceTableAdmin, register_history


@admin.register(Automation)
class AutomationAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "name",
        "state",
        "why",
        "edition",
        "purpose",
        "began_at",
        "look_at",
        "created_by",
    )
    list_filter = ("state", "why", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("name",)
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(AutomationVersion)
class AutomationVersionAdmin(WorkspaceTableAdmin):
    list_display = ("automation", "edition", "purpose", "at", "by")
    list_select_related = ("workspace", "automation", "by__user")
    search_fields = ("automation__name",)
    ordering = ("-id",)


@admin.register(Enrolment)
class EnrolmentAdmin(WorkspaceTableAdmin):
    list_display = (
        "automation", "version", "contact", "state", "why", "step", "due_at", "entered_at", "left_at", "occurrence",
    )  # fmt: skip
    list_filter = ("state", "why")
    list_select_related = ("workspace", "automation", "version", "contact")
    search_fields = ("automation__name", "contact__name_ar", "contact__name_en")
    ordering = ("-id",)


@admin.register(AutomationStep)
class AutomationStepAdmin(WorkspaceTableAdmin):
    list_display = ("enrolment", "step", "kind", "outcome", "reason", "campaign", "until", "at")
    list_filter = ("kind", "outcome", "reason")
    list_select_related = ("workspace", "enrolment", "campaign")
    search_fields = ("enrolment__contact__name_ar", "enrolment__contact__name_en")
    ordering = ("-id",)


@admin.register(AutomationIssue)
class AutomationIssueAdmin(WorkspaceTableAdmin):
    list_display = ("version", "step", "issue_on", "campaign")
    list_select_related = ("workspace", "version", "campaign")
    search_fields = ("campaign__name",)
    ordering = ("-id",)


register_history(Automation)
