"""Django admin of imports of points; what stood in refused rows is the workspace's alone."""

from django.contrib import admin

from lib.admin import WorkspaceTableAdmin
from loyalty.models import PointsImport


@admin.register(PointsImport)
class PointsImportAdmin(WorkspaceTableAdmin):
    list_display = (
        "number", "file_name", "rows_count", "added", "known", "refused", "points", "created_by", "created_at"
    )  # fmt: skip
    list_filter = ("created_at",)
    list_select_related = ("workspace", "created_by__user")
    search_fields = ("file_name",)
    ordering = ("-id",)
    hidden = ("form_token", "refused_rows")
