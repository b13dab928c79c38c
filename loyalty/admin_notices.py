"""Django admin of letters to members; platform staff looks."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin, register_history
from loyalty.models import NoticeRefusal, NoticeRound, NoticeTerms, PointsNotice


@admin.register(NoticeTerms)
class NoticeTermsAdmin(WorkspaceTableAdmin):
    list_display = ("workspace", "tells_earned", "tells_expiry", "tells_tiers", "tells_vouchers", "since")
    list_filter = ("tells_earned", "tells_expiry")
    list_select_related = ("workspace",)
    search_fields = ("workspace__name",)
    ordering = ("-id",)


@admin.register(NoticeRefusal)
class NoticeRefusalAdmin(WorkspaceTableAdmin):
    list_display = ("account", "at")
    list_filter = ("at",)
    list_select_related = ("workspace", "account")
    search_fields = ("account__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(PointsNotice)
class PointsNoticeAdmin(WorkspaceTableAdmin):
    list_display = ("account", "key", "mail", "at")
    list_filter = ("at",)
    list_select_related = ("workspace", "account", "mail")
    search_fields = ("=key", "account__name_fold__contains")
    search_is_folded = True
    ordering = ("-id",)


@admin.register(NoticeRound)
class NoticeRoundAdmin(WorkspaceTableAdmin):
    list_display = ("workspace", "day", "earned_since", "after", "is_done")
    list_filter = ("is_done",)
    list_select_related = ("workspace",)
    search_fields = ("workspace__name",)
    ordering = ("-id",)


register_history(NoticeTerms, list_display=("pgh_created_at", "pgh_label", "tells_earned", "tells_expiry"))
