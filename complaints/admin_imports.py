"""Django admin of imports of complaints; what stood in refused rows is the workspace's alone."""

from django.contrib import admin

from complaints.models import ComplaintImport, ComplaintImportRow
from lib.admin import WorkspaceTableAdmin


@admin.register(ComplaintImport)
class ComplaintImportAdmin(WorkspaceTableAdmin):
    list_display = (
        "number", "file_name", "rows_count", "added", "history", "known", "refused", "created_by", "created_at",
    )  # fmt: skip
    list_filter = ("acknowledges",)
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("file_name",)
    ordering = ("-id",)
    hidden = ("form_token",)


@admin.register(ComplaintImportRow)
class ComplaintImportRowAdmin(WorkspaceTableAdmin):
    list_display = ("origin", "row_number", "complaint")
    list_select_related = ("workspace", "origin", "complaint")
    search_fields = ("origin__file_name",)
    ordering = ("-id",)
    hidden = ("cells", "problems", "mark")
