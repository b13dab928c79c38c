"""Django admin of reports by e-mail."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin, register_history
from reports.models import ReportRecipient, ReportSending, ReportSubscription


@admin.register(ReportSubscription)
class ReportSubscriptionAdmin(WorkspaceTableAdmin):
    list_display = ("number", "board", "kpi", "built", "owner", "rhythm", "due_at", "archived_at")
    list_filter = ("rhythm", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "built", "owner__user")
    search_fields = ("board", "kpi", "built__name", "owner__user__name")
    ordering = ("-id",)


@admin.register(ReportRecipient)
class ReportRecipientAdmin(WorkspaceTableAdmin):
    list_display = ("subscription", "member")
    list_select_related = ("workspace", "subscription__built", "member__user")
    search_fields = ("member__user__name",)
    ordering = ("-id",)


@admin.register(ReportSending)
class ReportSendingAdmin(WorkspaceTableAdmin):
    list_display = ("number", "subscription", "recipient", "first_on", "outcome", "is_extra", "at")
    list_filter = ("outcome", "is_extra")
    list_select_related = ("workspace", "subscription__built", "recipient__user")
    search_fields = ("recipient__user__name",)
    ordering = ("-id",)


register_history(ReportSubscription)
