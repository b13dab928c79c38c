"""Django admin of segments; who was in one at a moment is only read."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Segment, SegmentMember, SegmentReading
from accounts.models.segment import NameInUse
from lib.admin import WorkspaceTableAdmin, register_history
from timeline.platform import verb_action


def restore(segment):
    try:
        segment.restore(by=None)
    except NameInUse as refusal:
        raise ValidationError(_("Another segment in use has this name.")) from refusal


@admin.register(Segment)
class SegmentAdmin(WorkspaceTableAdmin):
    list_display = ("number", "name", "kind", "note", "created_by", "created_at", "archived_at")
    list_filter = ("kind", ("archived_at", admin.EmptyFieldListFilter))
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("form_token", "name_fold")
    actions = (
        verb_action("archive", _("Archive"), lambda segment: segment.archive(by=None)),
        verb_action("restore", _("Restore"), restore),
    )


@admin.register(SegmentMember)
class SegmentMemberAdmin(WorkspaceTableAdmin):
    list_display = ("segment", "contact", "added_by", "added_at", "removed_at")
    list_filter = (("removed_at", admin.EmptyFieldListFilter),)
    list_select_related = ("workspace", "segment", "contact", "added_by__user")
    search_fields = ("segment__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)


@admin.register(SegmentReading)
class SegmentReadingAdmin(WorkspaceTableAdmin):
    list_display = ("segment", "at", "people", "came", "went", "by")
    list_select_related = ("workspace", "segment", "by__user")
    search_fields = ("segment__name_fold__contains",)
    search_is_folded = True
    ordering = ("-id",)
    hidden = ("keys", "came_keys", "went_keys", "job_key")


register_history(Segment)
