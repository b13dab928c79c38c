"""Django admin of what happened and of long work.

Platform staff looks, stops what runs, wakes what waits and begins what failed anew.
"""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lib.admin import WorkspaceTableAdmin
from timeline.jobs import NotAgain, cancel_job, hint, run_again
from timeline.models import Editing, Event, EventReader, Job, KeptFile, Notification, NotificationChoice
from timeline.platform import verb_action


def hint_open(job):
    """Its worker asks the row for what is left to do, so a hint too many does nothing twice."""
    if job.is_over:
        raise ValidationError(_("It is over."))
    hint(job)


def begin_anew(job):
    """For whoever started it, by the rules of the page of the job."""
    try:
        run_again(job, by=job.created_by)
    except NotAgain:
        raise ValidationError(_("This work cannot be run again from here.")) from None


@admin.register(Event)
class EventAdmin(WorkspaceTableAdmin):
    list_display = ("at", "verb", "actor", "subject_kind", "subject_id")
    list_select_related = ("workspace", "actor__user")
    search_fields = ("verb", "subject_kind")
    ordering = ("-id",)


@admin.register(EventReader)
class EventReaderAdmin(WorkspaceTableAdmin):
    list_display = ("name", "epoch", "xid", "last_id")
    list_filter = ("name",)
    list_select_related = ("workspace",)
    search_fields = ("name",)
    ordering = ("-id",)


@admin.register(Editing)
class EditingAdmin(WorkspaceTableAdmin):
    list_display = ("seen_at", "member", "subject_kind", "subject_id")
    list_filter = ("subject_kind",)
    list_select_related = ("workspace", "member__user")
    search_fields = ("subject_kind", "member__user__name")
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
    actions = (
        verb_action("stop", _("Stop"), cancel_job),
        verb_action("wake", _("Give to a worker again, if it waits"), hint_open),
        verb_action("again", _("Run again what failed or was stopped"), begin_anew),
    )


@admin.register(KeptFile)
class KeptFileAdmin(WorkspaceTableAdmin):
    """That a file is kept, not what is in it: its content is the workspace's alone."""

    list_display = ("name", "size_bytes", "created_by", "created_at", "expires_at")
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("name",)
    ordering = ("-id",)
    hidden = ("content",)


@admin.register(Notification)
class NotificationAdmin(WorkspaceTableAdmin):
    list_display = ("at", "kind", "recipient", "actor", "read_at", "mail_at")
    list_filter = ("kind",)
    list_select_related = ("workspace", "recipient__user", "actor__user")
    search_fields = ("kind",)
    ordering = ("-id",)


@admin.register(NotificationChoice)
class NotificationChoiceAdmin(WorkspaceTableAdmin):
    list_display = ("membership", "kind", "way")
    list_select_related = ("workspace", "membership__user")
    search_fields = ("kind",)
    ordering = ("-id",)
