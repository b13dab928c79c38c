"""Django admin of what comes by the public form for complaints: platform staff looks."""

from django.contrib import admin

from complaints.models import ComplaintIntake, ComplaintSubmission
from lib.admin import WorkspaceTableAdmin, register_history


@admin.register(ComplaintIntake)
class ComplaintIntakeAdmin(WorkspaceTableAdmin):
    list_display = ("workspace", "is_open", "owner", "reopen_days", "shown_days")
    list_filter = ("is_open",)
    list_select_related = ("workspace", "owner__user")
    search_fields = ("workspace__name",)


@admin.register(ComplaintSubmission)
class ComplaintSubmissionAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name", "state", "doubt", "complaint", "at")
    list_filter = ("state", "doubt")
    list_select_related = ("workspace", "complaint")
    search_fields = ("name", "email", "phone")
    ordering = ("-id",)
    hidden = ("form_token",)


register_history(ComplaintIntake, list_display=("pgh_created_at", "pgh_label", "is_open", "reopen_days"))
