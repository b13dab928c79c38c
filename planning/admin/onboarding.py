"""Django admin of onboarding: platform staff looks, finishes, stops and resumes."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from interactions.given_admin import unless_archived
from lib.admin import WorkspaceTableAdmin
from planning.models import Onboarding, OnboardingItem, OnboardingTemplate, TemplateItem
from timeline.platform import verb_action


@admin.register(OnboardingTemplate)
class OnboardingTemplateAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name", "management_type", "starts_by_itself", "archived_at")
    list_filter = ("management_type", "starts_by_itself", ("archived_at", admin.EmptyFieldListFilter))
    search_fields = ("name",)
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("archive", _("Archive"), lambda template: template.archive(by=None)),
        verb_action("restore", _("Restore"), lambda template: template.restore(by=None)),
    )


@admin.register(TemplateItem)
class TemplateItemAdmin(WorkspaceTableAdmin):
    list_display = ("template", "place", "text", "who", "member", "role", "after_days")
    list_filter = ("who",)
    list_select_related = ("workspace", "template", "member__user", "role")
    search_fields = ("text",)
    ordering = ("-id",)


@admin.register(Onboarding)
class OnboardingAdmin(WorkspaceTableAdmin):
    list_display = ("number", "account", "name", "state", "started_on", "started_by", "closed_at")
    list_filter = ("state",)
    list_select_related = ("workspace", "account", "started_by__user")
    search_fields = ("name",)
    ordering = ("-id",)
    hidden = ("form_token",)
    actions = (
        verb_action("finish", _("Finish"), unless_archived(lambda each: each.finish(by=None))),
        verb_action("stop", _("Stop"), unless_archived(lambda each: each.stop(by=None))),
        verb_action("resume", _("Let it go on"), unless_archived(lambda each: each.resume(by=None))),
    )


@admin.register(OnboardingItem)
class OnboardingItemAdmin(WorkspaceTableAdmin):
    list_display = ("onboarding", "place", "follow_up", "is_stopped")
    list_filter = ("is_stopped",)
    list_select_related = ("workspace", "onboarding", "follow_up")
    search_fields = ("onboarding__name",)
    ordering = ("-id",)
