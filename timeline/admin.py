"""Django admin of what happened and of long work: platform staff looks, nobody changes."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin
from timeline.models import Event, Job, KeptFile


@admin.register(Event)
class EventAdmin(WorkspaceTableAdmin):
    list_display = ("at", "verb", "actor", "subject_kind", "subject_id")
    list_select_related = ("workspace", "actor__user")
    search_fields = ("verb", "subject_kind")
    ordering = ("-id",)


@admin.register(Job)
class JobAdmin(WorkspaceTableAdmin):
    list_display = (
        "number",
        "kind",
        "state",
        "done",
        "total",
        "created_by",
        "created_at",
        "finished_at",
        "error",
    )
    list_filter = ("state", "kind")
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("kind", "error")
    ordering = ("-id",)


@admin.register(KeptFile)
class KeptFileAdmin(WorkspaceTableAdmin):
    """That a file is kept, not what is in it: its content is the workspace's alone."""

    list_display = ("name", "size_bytes", "created_by", "created_at", "expires_at")
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("name",)
    ordering = ("-id",)
    hidden = ("content",)
