"""Django admin of referrals by a code; platform staff looks."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin, register_history
from loyalty.models import CodeReferral, ReferralCode, ReferralTerms


@admin.register(ReferralTerms)
class ReferralTermsAdmin(WorkspaceTableAdmin):
    list_display = ("workspace", "is_open", "days", "most_a_month", "least_minor", "currency", "owner")
    list_filter = ("is_open",)
    list_select_related = ("workspace", "owner__user")
    search_fields = ("workspace__name",)
    ordering = ("-id",)


@admin.register(ReferralCode)
class ReferralCodeAdmin(WorkspaceTableAdmin):
    list_display = ("account", "code", "made_at")
    list_filter = ("made_at",)
    list_select_related = ("workspace", "account")
    search_fields = ("=code", "account__name_fold__contains")
    search_is_folded = True
    ordering = ("-id",)


@admin.register(CodeReferral)
class CodeReferralAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name", "account", "friend", "state", "until_on", "qualified_on", "decided_by")
    list_filter = ("state", "created_at")
    list_select_related = ("workspace", "account", "friend", "decided_by__user")
    search_fields = ("account__name_fold__contains", "friend__name_fold__contains")
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "email_key")


register_history(ReferralTerms, list_display=("pgh_created_at", "pgh_label", "is_open", "days"))
